import type { FaultCase, StruckWorkflow } from "./case.ts";
import type { Stage } from "./stage.ts";

/** Every AWS call that a quiet run of the workflow makes, `service operation`. */
const callsOf: Readonly<Record<StruckWorkflow, readonly string[]>> = {
  "daily-batch": [
    "cloudformation DescribeStacks",
    "s3 HeadObject",
    "s3 PutObject",
    "emr ListClusters",
    "emr DescribeCluster",
    "redshift DescribeClusters",
    "emr ListSteps",
    "emr AddJobFlowSteps",
    "s3 GetObject",
    "redshift-data ListStatements",
    "redshift-data ExecuteStatement",
    "redshift-data GetStatementResult",
  ],
  "deploy-stack": [
    "cloudformation DescribeStacks",
    "cloudformation DescribeChangeSet",
    "cloudformation CreateChangeSet",
    "cloudformation ExecuteChangeSet",
    "cloudformation ListStackResources",
    "cloudformation UpdateTerminationProtection",
    "redshift-data ListStatements",
    "redshift-data ExecuteStatement",
    "redshift-data DescribeStatement",
    "emr ListClusters",
    "emr DescribeCluster",
    "redshift DescribeClusters",
  ],
  "teardown-stack": [
    "cloudformation DescribeStacks",
    "emr ListClusters",
    "emr DescribeCluster",
    "emr ListSteps",
    "emr TerminateJobFlows",
    "s3 ListObjectVersions",
    "s3 DeleteObjects",
    "s3 ListMultipartUploads",
    "cloudformation UpdateTerminationProtection",
    "cloudformation DescribeStackEvents",
    "cloudformation DeleteStack",
    "tagging GetResources",
  ],
};

/** What a call meets; a call is tried three times by the SDK, and what is met oftener comes to the engine. */
const troubles: readonly {
  readonly fault: string;
  readonly rule: Readonly<Record<string, unknown>>;
  readonly retries?: number;
}[] = [
  { fault: "connection reset before the effect", rule: { kind: "drop-before", times: 1 } },
  { fault: "connection reset before the effect, 4 times", rule: { kind: "drop-before", times: 4 } },
  { fault: "connection reset after the effect", rule: { kind: "drop-after", times: 1 } },
  { fault: "connection reset after the effect, 4 times", rule: { kind: "drop-after", times: 4 } },
  { fault: "500 after the effect", rule: { kind: "error500-after", times: 1 } },
  { fault: "500 after the effect, 4 times", rule: { kind: "error500-after", times: 4 } },
  { fault: "500 before the effect, 4 times", rule: { kind: "error500", times: 4 } },
  { fault: "throttled 6 times", rule: { kind: "throttle", times: 6 } },
  { fault: "an answer that takes its time", rule: { kind: "delay", delayMs: 800, times: 1 } },
  { fault: "access denied, then Retry", rule: { kind: "deny", times: 1 }, retries: 1 },
];

/** The bot looks at the stack before it opens a run; the call of the run itself comes later. */
const earlier = (operation: string) => (operation === "DescribeStacks" ? 3 : 0);

/** Each call of each workflow, met by each trouble. */
export const awsCases: readonly FaultCase[] = troubles.flatMap(({ fault, rule, retries = 0 }) =>
  Object.entries(callsOf).flatMap(([workflow, calls]) =>
    calls.map((call): FaultCase => {
      const [service = "", operation = ""] = call.split(" ");
      return {
        fault,
        name: `${workflow} ${call}`,
        workers: 1,
        run: async (stage: Stage) =>
          await stage.play(workflow as StruckWorkflow, {
            before: async () =>
              await stage.product.awsFault({ service, operation, after: earlier(operation), ...rule }),
            fired: async () => await stage.product.firedFaults(),
            retries,
          }),
      };
    }),
  ),
);

/** The list of steps lags behind a submission whose reply was lost, or whose sender was killed. */
export const lagCases: readonly FaultCase[] = (["reset", "killed"] as const).map((how) => ({
  fault: "a list that lags",
  name: `daily-batch emr ListSteps, the submission ${how === "reset" ? "reset after its effect" : "killed after its effect"}`,
  workers: 1,
  run: async (stage: Stage) =>
    await stage.play("daily-batch", {
      before: async () => {
        const { product } = stage;
        if (how === "killed") product.signalAt({ point: "after-effect", step: "process", signal: "SIGKILL" });
        else await product.awsFault({ service: "emr", operation: "AddJobFlowSteps", kind: "drop-after" });
        // Killed in between, the process had looked once already, for doubles of what it had just submitted.
        const times = how === "killed" ? 2 : 1;
        await product.awsFault({ service: "emr", operation: "ListSteps", kind: "lag", times });
      },
      fired: async () => await stage.product.firedFaults(),
    }),
}));

/** What happens inside of EMR and Redshift, and a person's Retry after it. */
export const serviceCases: readonly FaultCase[] = (
  [
    ["an EMR step fails", { service: "emr", kind: "fail-step", operation: "2-count" }],
    ["an EMR step is canceled by somebody", { service: "emr", kind: "cancel-step", operation: "2-count" }],
    ["an EMR step is interrupted", { service: "emr", kind: "interrupt-step", operation: "2-count" }],
    [
      "a statement is aborted",
      { service: "redshift-data", kind: "abort-statement", operation: "set-location" },
    ],
    [
      "a query is aborted",
      { service: "redshift-data", kind: "abort-statement", operation: "category-counts" },
    ],
  ] as const
).map(([name, rule]) => ({
  fault: "trouble inside AWS, then Retry",
  name: `daily-batch ${name}`,
  workers: 1,
  run: async (stage: Stage) =>
    await stage.play("daily-batch", {
      before: async () => await stage.product.awsFault(rule),
      fired: async () => await stage.product.firedFaults(),
      retries: 1,
    }),
}));
