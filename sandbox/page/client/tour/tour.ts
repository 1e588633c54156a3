import type { Account } from "../../../aws/account.ts";
import type { PageMessage } from "../protocol.ts";

/** A step of the tour: what to do, and what will be seen. */
export interface TourStep {
  readonly id: string;
  readonly title: string;
  /** `command` is what the app hears. */
  readonly todo: (command: string) => string;
}

/** From nothing to nothing: what the product does, in the order in which a newcomer would try it. */
export const tour: readonly TourStep[] = [
  {
    id: "deploy",
    title: "Deploy",
    todo: (command) => `Type ${command} deploy, read the plan, press Apply. The stack grows in the AWS pane.`,
  },
  {
    id: "run",
    title: "Run today's batch",
    todo: (command) => `Type ${command} run today. The summary tells the loans of each category.`,
  },
  {
    id: "break",
    title: "Break Spark",
    todo: (command) =>
      `In the AWS pane, under Trouble, press Spark fails. Then type ${command} run yesterday.`,
  },
  {
    id: "retry",
    title: "Retry",
    todo: () =>
      "Press Retry on the card that failed. The day is counted anew; an upload that is still the same is not repeated.",
  },
  {
    id: "backfill",
    title: "Backfill",
    todo: (command) => `Type ${command} run last week and press Apply.`,
  },
  {
    id: "cancel",
    title: "Cancel",
    todo: (command) =>
      `Type ${command} run today --force "once more", then ${command} cancel today before it ends.`,
  },
  { id: "teardown", title: "Tear down", todo: (command) => `Type ${command} teardown and the stack's name.` },
  {
    id: "proof",
    title: "Proof",
    todo: () => "In the AWS pane, under Leftovers: nothing is left that would cost money.",
  },
];

/** What was seen to be so once and stands nowhere later, by the `ts` of the card that it is about. */
export interface TourMemory {
  /** Cards that had failed: a retry edits them. */
  readonly failed: readonly string[];
  /** Cards of teardowns after which nothing was left: what is deployed later is something else. */
  readonly proven: readonly string[];
}

/** Of somebody who has seen nothing. */
export const NOTHING_SEEN: TourMemory = { failed: [], proven: [] };

/** What there is to judge by: the messages of the channel and, while somebody looks at it, the account. */
interface Seen {
  readonly messages: readonly PageMessage[];
  readonly account: Account | null;
}

/** The memory after what is there now. */
export function remembered(before: TourMemory, { messages, account }: Seen): TourMemory {
  const cards = messages.map(cardIn);
  const isEmpty = account !== null && account.leftovers.length === 0;
  const runs = failedRuns(account);
  const failing = cards.filter(
    ({ kind, state, run }) =>
      kind === "batch" && (state === "failed" || (run !== null && runs.includes(run))),
  );
  const gone = cards.filter(({ kind, state }) => isEmpty && kind === "teardown" && state === "succeeded");
  const failed = [...new Set([...before.failed, ...failing.map(({ ts }) => ts)])];
  const proven = [...new Set([...before.proven, ...gone.map(({ ts }) => ts)])];
  return failed.length === before.failed.length && proven.length === before.proven.length
    ? before
    : { failed, proven };
}

/** The steps that were done in this channel and account. The memory adds nothing to them of which the card is not there. */
export function stepsDone({ failed, proven }: TourMemory, { messages, account }: Seen): readonly string[] {
  const cards = messages.map(cardIn);
  const ended = (kind: string, state: string) =>
    cards.some((card) => card.kind === kind && card.state === state);
  const runs = failedRuns(account);
  const broken = cards.filter(
    ({ ts, kind, run, state }) =>
      kind === "batch" && (state === "failed" || failed.includes(ts) || (run !== null && runs.includes(run))),
  );
  const now: Readonly<Record<string, boolean>> = {
    deploy: ended("deploy", "succeeded"),
    run: cards.some(({ kind, day, ts }) => kind === "summary" && day === dayOf(ts)),
    break: broken.length > 0,
    // Spark is tried once more by itself at times, which is no attempt of a person.
    retry: broken.some(({ state, isRetried }) => state === "succeeded" && isRetried),
    backfill: ended("backfill", "succeeded"),
    // A plan that was discarded ends so too.
    cancel: ended("batch", "canceled"),
    teardown: ended("teardown", "succeeded"),
    proof: cards.some(({ ts }) => proven.includes(ts)),
  };
  return tour.map(({ id }) => id).filter((id) => now[id] === true);
}

/** The runs of which a step of Spark failed. */
function failedRuns(account: Account | null): readonly (string | undefined)[] {
  return (account?.clusters ?? [])
    .flatMap(({ steps }) => steps.filter(({ state }) => state === "FAILED"))
    .map(({ name }) => name.split("/")[1]);
}

/** The day on which a message was posted, as the sandbox's app counts days. */
function dayOf(ts: string): string {
  return new Date(Number(ts) * 1_000).toISOString().slice(0, 10);
}

interface Card {
  readonly ts: string;
  readonly kind: string | null;
  readonly state: string | null;
  /** Of a summary or a batch. */
  readonly day: string | null;
  readonly run: string | null;
  readonly isRetried: boolean;
}

const kinds: readonly (readonly [RegExp, string])[] = [
  [/^Deploy /, "deploy"],
  [/^Tear down /, "teardown"],
  [/^Backfill/, "backfill"],
  // What was withdrawn or replaced later was a summary once; what else begins so is a notice.
  [/^Daily loans \S+: (?:[\d,]+|withdrawn|replaced)$/, "summary"],
  [/^Daily loans \S+$/, "batch"],
];

/** A message that says something else is another object; the tour is asked at each change of the channel. */
const read = new WeakMap<PageMessage, Card>();

/** What a message is about and how it stands, by the words of the app's cards. */
function cardIn(message: PageMessage): Card {
  const card = read.get(message) ?? readCard(message);
  read.set(message, card);
  return card;
}

function readCard({ ts, text }: PageMessage): Card {
  const [title = "", line = ""] = text.split("\n", 2);
  const [, state = null] = /^\S+ \*(\w[\w ]*)\*/.exec(line) ?? [];
  const [, day = null] = /^Daily loans (\d{4}-\d\d-\d\d)\b/.exec(title) ?? [];
  const [, run = null] = /\brun `([^`]+)`/.exec(text) ?? [];
  const kind = kinds.find(([begins]) => begins.test(title))?.[1] ?? null;
  return { ts, kind, state, day, run, isRetried: /\battempt \d/.test(text) };
}
