/** How often the app has called each operation of AWS since its start, by its own count. */
export async function awsCallsOf(app: string): Promise<ReadonlyMap<string, number>> {
  const metrics = await (await fetch(`${app}/metrics`)).text();
  const calls = new Map<string, number>();
  for (const [, labels = "", count] of metrics.matchAll(/^loans_aws_calls_total\{([^}]*)\} (\d+)$/gm)) {
    const operation = /operation="([^"]+)"/.exec(labels)?.[1] ?? "";
    calls.set(operation, (calls.get(operation) ?? 0) + Number(count));
  }
  return calls;
}

/** All operations together. */
export function total(calls: ReadonlyMap<string, number>): number {
  return calls.values().reduce((sum, count) => sum + count, 0);
}
