import { until } from "../../../../sandbox/driver/until.ts";
import { createTagged } from "../../../../src/aws/tagged-resources.ts";
import { clientsAt } from "../../../support/aws/aws-clients.ts";
import type { FaultCase, StruckWorkflow } from "../case.ts";
import type { Play } from "../play.ts";
import type { Stage } from "../stage.ts";
import { SPEED } from "../stage.ts";
import { toldAs } from "./told.ts";

/** A fault as the AWS stand-in's control door takes it. */
type Rule = Readonly<Record<string, unknown>>;

/** A case of some rules that all have to fire. */
function caseOf(
  fault: string,
  name: string,
  how: {
    readonly workflow: StruckWorkflow;
    readonly rules: readonly Rule[];
    /** What somebody else asks once the rules are there. */
    readonly asked?: (stage: Stage) => Promise<unknown>;
    /** What the run tells each time it stops; then Retry is pressed. */
    readonly stops?: readonly string[];
    readonly retries?: number;
    /** Effects that belong to the trouble, asked for once the run has succeeded. */
    readonly more?: (stage: Stage, play: Play) => Promise<readonly string[]>;
  },
): FaultCase {
  const { workflow, rules, stops = [], retries = stops.length === 0 ? 0 : 1 } = how;
  return {
    fault,
    name: `${workflow} ${name}`,
    workers: 1,
    run: async (stage) => {
      const { product } = stage;
      const told = toldAs(stage, stops);
      const more: string[] = [];
      let played: Play | undefined;
      return await stage.play(workflow, {
        before: async (play) => {
          played = play;
          more.length = 0;
          told.of(play);
          for (const rule of rules) await product.awsFault(rule);
          await how.asked?.(stage);
        },
        afterwards: async () => {
          await told.check();
          if (played && how.more) more.push(...(await how.more(stage, played)));
        },
        fired: async () => ((await product.firedFaults()) >= rules.length ? await product.firedFaults() : 0),
        more,
        retries,
      });
    },
  };
}

/** The list of steps lags behind a submission whose reply was lost, or whose sender was killed. */
const lagsBehindSubmission: readonly FaultCase[] = (["reset", "killed"] as const).map((how) => ({
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
        // As the list was before the submission, whatever cases before this one have put into it.
        await product.awsFault({ service: "emr", operation: "ListSteps", kind: "stale", times });
      },
      fired: async () => await stage.product.firedFaults(),
    }),
}));

/** Reads on which a decision depends, answered as they were before the effect that they should show. */
const staleReads: readonly FaultCase[] = (
  [
    ["daily-batch", "redshift-data ListStatements"],
    ["deploy-stack", "cloudformation DescribeStacks"],
    ["deploy-stack", "cloudformation DescribeChangeSet"],
    ["deploy-stack", "cloudformation ListStackResources"],
    ["deploy-stack", "redshift-data ListStatements"],
    ["teardown-stack", "cloudformation DescribeStacks"],
    ["teardown-stack", "emr DescribeCluster"],
    ["teardown-stack", "s3 ListObjectVersions"],
  ] as const
).map(([workflow, call]) => {
  const [service, operation] = call.split(" ");
  const rules = [{ service, operation, kind: "stale", times: 6 }];
  return caseOf("a list that lags", call, { workflow, rules });
});

/** Everything is gone, and the list of what carries the stack's tag is what somebody saw while it was up. */
const staleTags = caseOf("a list that lags", "tagging GetResources", {
  workflow: "teardown-stack",
  rules: [{ service: "tagging", operation: "GetResources", kind: "stale", times: 6 }],
  asked: async ({ product }) =>
    await createTagged(clientsAt(product.sandbox.urls.aws)).leftovers({ stack: "loan-tracker" }),
});

/** The cluster is replaced, and the list of clusters still shows the old one alone. */
const staleClusters = caseOf("a list that lags", "emr ListClusters, the cluster replaced", {
  workflow: "daily-batch",
  rules: [
    { service: "emr", kind: "replace-cluster", operation: "2-count" },
    { service: "emr", kind: "stale", operation: "ListClusters" },
  ],
  stops: ["cluster-missing"],
});

/** The cluster ends under its steps, and another takes its place: they run on it, and nobody is asked. */
const replaced: readonly FaultCase[] = (
  [
    ["before the submission", "replace-cluster", "AddJobFlowSteps"],
    ["while 1-in runs", "replace-cluster", "1-in"],
    ["while 2-count runs", "replace-cluster", "2-count"],
    ["while 3-out runs", "replace-cluster", "3-out"],
    ["while 2-count runs, which never settles", "lose-cluster", "2-count"],
  ] as const
).map(([name, kind, operation]) =>
  caseOf("the cluster ends and is replaced", name, {
    workflow: "daily-batch",
    rules: [{ service: "emr", kind, operation }],
  }),
);

/** The same, and nobody knows whether it had taken the steps on. */
const replacedUnheard = caseOf(
  "the cluster ends and is replaced",
  "while 1-in runs, the submission reset after its effect",
  {
    workflow: "daily-batch",
    rules: [
      { service: "emr", operation: "AddJobFlowSteps", kind: "drop-after" },
      { service: "emr", kind: "replace-cluster", operation: "1-in" },
    ],
  },
);

/** Somebody pauses the warehouse just before a statement; it is resumed, once, and nobody is asked. */
const paused: readonly FaultCase[] = (
  [
    ["daily-batch", "add-partition"],
    ["daily-batch", "set-location"],
    ["daily-batch", "compare-a1-1-category-counts"],
    ["daily-batch", "reconcile-a1-1-category-counts"],
    ["deploy-stack", "external-schema"],
  ] as const
).map(([workflow, statement]) =>
  caseOf("Redshift is paused", `before ${statement}`, {
    workflow,
    rules: [{ service: "redshift-data", kind: "pause-warehouse", operation: statement }],
    more: async ({ product }) => {
      const resumed = await product.ledger({ operation: "ResumeCluster", prefix: "" });
      return resumed.slice(-1).map(({ name }) => `redshift ResumeCluster ${name}`);
    },
  }),
);

/** The result of a query is gone by the time it is read. */
const expired: readonly FaultCase[] = ["compare-a1-1-category-counts", "reconcile-a1-1-category-counts"].map(
  (query) =>
    caseOf("a result has expired", query, {
      workflow: "daily-batch",
      rules: [{ service: "redshift-data", kind: "expire-result", operation: query }],
      more: async (_, { runId }) => [`redshift-data ExecuteStatement ${runId}-${query}-again`],
    }),
);

/** S3 or the catalog is slow under a statement: it is asked for again by itself, and nothing else is. */
const slowBelow: readonly FaultCase[] = [
  "compare-a1-1-category-counts",
  "publish-a1-1-add-partition",
  "publish-a1-2-set-location",
  "reconcile-a1-1-category-counts",
].map((statement) =>
  caseOf("a statement fails by what passes", statement, {
    workflow: "daily-batch",
    rules: [
      {
        ...{ service: "redshift-data", kind: "fail-statement", operation: statement },
        reason:
          "Spectrum Scan Error code: 15001 context: S3ServiceException:Slow down,Status 503,Error SlowDown",
      },
    ],
    more: async (_, { runId }) => [`redshift-data ExecuteStatement ${runId}-${statement}-try-2`],
  }),
);

/** What happens inside of EMR and Redshift, and a person's Retry after it. */
const inside: readonly FaultCase[] = (
  [
    ["an EMR step fails", "fail-step", "2-count", "emr-step-failed"],
    ["an EMR step is canceled by somebody", "cancel-step", "2-count", "emr-step-canceled"],
    ["an EMR step is interrupted", "interrupt-step", "2-count", "emr-step-failed"],
    ["a statement is aborted", "abort-statement", "set-location", "statement-failed"],
    ["the comparison is aborted", "abort-statement", "compare-a1-1-category-counts", "statement-failed"],
    ["a query is aborted", "abort-statement", "reconcile-a1-1-category-counts", "statement-failed"],
  ] as const
).map(([name, kind, operation, code]) =>
  caseOf("trouble inside AWS, then Retry", name, {
    workflow: "daily-batch",
    rules: [{ kind, operation }],
    stops: [code],
  }),
);

/** So slow is AWS that steps are at work still when Retry is pressed. */
const SLOW = 4;

/** A look at steps that are at work is refused, and the run fails while they count on: Retry ends them, and then submits anew. */
const refusedWhileAtWork: readonly FaultCase[] = (
  [
    ["access denied", "deny", "aws-denied"],
    ["expired credentials", "expired-credentials", "aws-expired-credentials"],
  ] as const
).map(([trouble, kind, code]) => ({
  fault: `${trouble}, then Retry`,
  name: "daily-batch emr ListSteps, the steps at work",
  workers: 1,
  run: async (stage: Stage) => {
    const { product } = stage;
    const told = toldAs(stage, [code]);
    let runId = "";
    const more: string[] = [];
    return await stage.play("daily-batch", {
      before: async (play) => {
        runId = play.runId;
        told.of(play);
        // A quiet run lists them before the submission and after it.
        await product.awsFault({ service: "emr", operation: "ListSteps", kind, after: 2, times: 1 });
        await product.awsSpeed(SLOW);
      },
      meanwhile: async () => {
        const isRetried = async () =>
          (await product.journal(runId).catch(() => [])).some((entry) => entry.kind === "retried");
        await until(`${runId} is retried`, isRetried);
        await product.awsSpeed(SPEED);
      },
      afterwards: async () => {
        await told.check();
        const prefix = `lt/${runId}/a1/`;
        const canceled = await product.ledger({ operation: "CancelSteps", prefix });
        if (canceled.length === 0) throw new Error("no step of the first attempt was canceled");
        more.splice(0, more.length, ...canceled.map(({ name }) => `emr CancelSteps ${name}`));
      },
      fired: async () => await product.firedFaults(),
      more,
      retries: 1,
    });
  },
}));

/** Trouble inside of AWS's services, and reads that lag behind them. */
export const serviceCases: readonly FaultCase[] = [
  ...inside,
  ...refusedWhileAtWork,
  ...replaced,
  replacedUnheard,
  ...paused,
  ...expired,
  ...slowBelow,
  ...lagsBehindSubmission,
  ...staleReads,
  staleTags,
  staleClusters,
];
