/** Whether the app at that URL is ready for work; `false` while nobody listens there. */
export async function isReady(app: string): Promise<boolean> {
  const response = await fetch(`${app}/readyz`).catch(() => null); // null: nobody listens yet
  return response?.ok === true;
}

/** How often the app has called each operation of AWS since its start, as it counts itself: `EMR ListSteps` and so on. */
export async function awsCallsOf(app: string): Promise<ReadonlyMap<string, number>> {
  const metrics = await (await fetch(`${app}/metrics`)).text();
  const calls = new Map<string, number>();
  const lines = metrics.matchAll(/^loans_aws_calls_total\{service="(\w+)",operation="(\w+)",.*\} (\d+)$/gm);
  for (const [, service, operation, count] of lines) {
    const call = `${service} ${operation}`;
    calls.set(call, (calls.get(call) ?? 0) + Number(count));
  }
  return calls;
}
