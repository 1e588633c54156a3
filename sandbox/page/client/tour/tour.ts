import type { Account } from "../../../aws/account.ts";
import type { PageMessage } from "../protocol.ts";

/** A step of the tour: what to do, and what will be seen. */
export interface TourStep {
  readonly id: string;
  readonly title: string;
  readonly todo: string;
}

/** From nothing to nothing: what the product does, in the order in which a newcomer would try it. */
export const tour: readonly TourStep[] = [
  {
    id: "deploy",
    title: "Deploy",
    todo: "Type /loans deploy, read the plan, press Apply. The stack grows in the AWS pane.",
  },
  {
    id: "run",
    title: "Run today's batch",
    todo: "Type /loans run today. The summary tells the loans of each category.",
  },
  {
    id: "break",
    title: "Break Spark",
    todo: "In the AWS pane, under Trouble, press Spark fails. Then type /loans run yesterday.",
  },
  {
    id: "retry",
    title: "Retry",
    todo: "Press Retry on the card that failed. What is done is not done again.",
  },
  {
    id: "backfill",
    title: "Backfill",
    todo: "Type /loans run last week and press the button that begins it.",
  },
  {
    id: "cancel",
    title: "Cancel",
    todo: "Type /loans run today --force, then /loans cancel today before it ends.",
  },
  { id: "teardown", title: "Tear down", todo: "Type /loans teardown and the stack's name." },
  {
    id: "proof",
    title: "Proof",
    todo: "In the AWS pane, under Leftovers: nothing is left that would cost money.",
  },
];

/** How far somebody is. */
export interface TourProgress {
  readonly done: readonly string[];
  /** Cards that were seen to have failed, by `ts`: a retry edits them. */
  readonly failed: readonly string[];
}

/** Before the first step. */
export const TOUR_BEGIN: TourProgress = { done: [], failed: [] };

/** The progress after what is there now. A step that was done stays done, whatever becomes of its card. */
export function tourAfter(
  before: TourProgress,
  { messages, account }: { readonly messages: readonly PageMessage[]; readonly account: Account | null },
): TourProgress {
  const cards = messages.map(({ ts, text }) => ({ ts, ...cardIn(text) }));
  const ended = (kind: string, state: string) =>
    cards.some((card) => card.kind === kind && card.state === state);
  const failing = cards
    .filter(({ kind, state }) => kind === "batch" && state === "failed")
    .map(({ ts }) => ts);
  const failed = [...new Set([...before.failed, ...failing])];
  const isGone = ended("teardown", "succeeded");
  const now: Readonly<Record<string, boolean>> = {
    deploy: ended("deploy", "succeeded"),
    run: cards.some(({ kind }) => kind === "summary"),
    break: failed.length > 0,
    retry: cards.some(({ ts, state }) => state === "succeeded" && failed.includes(ts)),
    backfill: ended("backfill", "succeeded"),
    cancel: cards.some(({ state }) => state === "canceled"),
    teardown: isGone,
    proof: isGone && account !== null && account.leftovers.length === 0,
  };
  const done = tour.map(({ id }) => id).filter((id) => before.done.includes(id) || now[id] === true);
  return done.length === before.done.length && failed.length === before.failed.length
    ? before
    : { done, failed };
}

/** What a card is about and how it stands, by the words that it begins with. */
function cardIn(text: string): { readonly kind: string | null; readonly state: string | null } {
  const [title = "", line = ""] = text.split("\n", 2);
  const [, state = null] = /^\S+ \*(\w[\w ]*)\*/.exec(line) ?? [];
  const kinds: readonly (readonly [RegExp, string])[] = [
    [/^Deploy /, "deploy"],
    [/^Tear down /, "teardown"],
    [/^Backfill|^Daily loans \S+ to |\.\./, "backfill"],
    [/^Daily loans \S+: /, "summary"],
    [/^Daily loans /, "batch"],
  ];
  return { kind: kinds.find(([begins]) => begins.test(title))?.[1] ?? null, state };
}
