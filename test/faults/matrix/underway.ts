/** What AWS still works on: unfinished EMR steps and statements, stack operations, plans that nobody has dropped. */
export async function underway(aws: string): Promise<readonly string[]> {
  const ask = async (service: string, headers: Readonly<Record<string, string>>, body: string) => {
    const answer = await fetch(aws, {
      method: "POST",
      headers: {
        ...headers,
        authorization: `AWS4-HMAC-SHA256 Credential=AKIASANDBOX/20261123/us-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body,
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`asking ${service} what is underway: ${text}`);
    return text;
  };
  const askJson = async <T>(service: string, target: string, input: unknown) => {
    const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": target };
    return JSON.parse(await ask(service, headers, JSON.stringify(input))) as T;
  };
  const found: string[] = [];

  const stacks = await ask(
    "cloudformation",
    { "content-type": "application/x-www-form-urlencoded" },
    "Action=DescribeStacks&Version=2010-05-15",
  );
  for (const [, status = ""] of stacks.matchAll(/<StackStatus>(\w+)<\/StackStatus>/g)) {
    if (status.endsWith("_IN_PROGRESS")) found.push(`stack ${status}`);
  }
  type Stated = { readonly Id: string; readonly Name: string; readonly Status: { readonly State: string } };
  const { Clusters } = await askJson<{ readonly Clusters: readonly Stated[] }>(
    "elasticmapreduce",
    "ElasticMapReduce.ListClusters",
    {},
  );
  // The steps of a cluster that has ended stay as they were.
  for (const { Id } of Clusters.filter(({ Status }) => !Status.State.startsWith("TERMINAT"))) {
    const { Steps } = await askJson<{ readonly Steps: readonly Stated[] }>(
      "elasticmapreduce",
      "ElasticMapReduce.ListSteps",
      { ClusterId: Id },
    );
    for (const { Name, Status } of Steps) {
      if (["PENDING", "RUNNING", "CANCEL_PENDING"].includes(Status.State)) found.push(`step ${Name}`);
    }
  }
  type Statement = { readonly StatementName: string; readonly Status: string };
  const { Statements } = await askJson<{ readonly Statements: readonly Statement[] }>(
    "redshift-data",
    "RedshiftData.ListStatements",
    { Status: "ALL", RoleLevel: true },
  );
  for (const { StatementName, Status } of Statements) {
    if (["SUBMITTED", "PICKED", "STARTED"].includes(Status)) found.push(`statement ${StatementName}`);
  }
  return found;
}
