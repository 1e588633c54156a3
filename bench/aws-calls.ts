/** How many calls to AWS the app has made since its start, by its own count. */
export async function awsCallsOf(app: string): Promise<number> {
  const metrics = await (await fetch(`${app}/metrics`)).text();
  return [...metrics.matchAll(/^loans_aws_calls_total\{[^}]*\} (\d+)$/gm)].reduce(
    (sum, [, calls]) => sum + Number(calls),
    0,
  );
}
