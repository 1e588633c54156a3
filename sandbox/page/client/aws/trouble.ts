/** A misfortune that can be had by a click. */
export interface Trouble {
  readonly name: string;
  /** What happens at AWS or Slack. */
  readonly does: string;
  /** What the app should do about it; `{command}` is what the app hears. */
  readonly expect: string;
  /** Whose door plans it, and how. */
  readonly at: "aws" | "slack";
  readonly fault: Readonly<Record<string, unknown>>;
}

/** What may go wrong, from the everyday to the rare. */
export const troubles: readonly Trouble[] = [
  {
    name: "Spark fails",
    does: "The next Spark step of a batch ends with FAILED.",
    expect: "The card says which step failed and why, nothing is published, and Retry begins at the count.",
    at: "aws",
    fault: { service: "emr", operation: "2-count", kind: "fail-step", times: 1 },
  },
  {
    name: "AWS is busy",
    does: "The next 20 calls of EMR are throttled.",
    expect: "The run waits and asks again; nobody needs to do anything.",
    at: "aws",
    fault: { service: "emr", operation: "*", kind: "throttle", times: 20 },
  },
  {
    name: "A resource fails",
    does: "The Redshift cluster of the next creation cannot be made.",
    expect:
      "The stack is taken back, the card names the resource and the cause, and `{command} deploy` begins anew.",
    at: "aws",
    fault: {
      service: "cloudformation",
      operation: "RedshiftCluster",
      kind: "fail-resource",
      times: 1,
      reason: "No capacity is left in the zone",
    },
  },
  {
    name: "A right is missing",
    does: "The next ExecuteStatement is denied.",
    expect: "The step fails with the action that is missing, and Retry goes on from there.",
    at: "aws",
    fault: { service: "redshift-data", operation: "ExecuteStatement", kind: "deny", times: 1 },
  },
  {
    name: "The cluster is lost",
    does: "The EMR cluster ends in the middle of the next Spark step.",
    expect:
      "The step is tried once more by itself where a cluster is there again; otherwise the card says what to do.",
    at: "aws",
    fault: { service: "emr", operation: "2-count", kind: "lose-cluster", times: 1 },
  },
  {
    name: "An answer gets lost",
    does: "The next AddJobFlowSteps is carried out, but its answer breaks off.",
    expect: "The app finds the steps that it had submitted; none runs twice.",
    at: "aws",
    fault: { service: "emr", operation: "AddJobFlowSteps", kind: "drop-after", times: 1 },
  },
  {
    name: "Slack is slow",
    does: "The next five edits of messages are rate-limited.",
    expect: "Cards lag behind and catch up; the run itself goes on.",
    at: "slack",
    fault: { method: "chat.update", status: 429, retryAfter: 2, times: 5 },
  },
  {
    name: "A post gets lost",
    does: "The next message is posted, but Slack's answer breaks off.",
    expect: "The app finds its message by its metadata and posts none twice.",
    at: "slack",
    fault: { method: "chat.postMessage", dropReply: true, times: 1 },
  },
];
