import type { Effect } from "../../../sandbox/aws/service.ts";
import type { SeenMessage } from "../../../sandbox/driver/slack-door.ts";
import { countsShown, idOf } from "../../../sandbox/driver/slack-door.ts";
import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import { cardId, noticeId, noticeNames, summaryId } from "../../../src/domain/messages/message-id.ts";
import type { Journal } from "../../../src/domain/runs/journal.ts";
import type { Play } from "./play.ts";
import { BUCKET } from "./play.ts";

/** Something about a run that is not as it must be. */
export interface Wrong {
  /** An effect or message that is not there, is there again, is nobody's, or tells what is not so. */
  readonly is: "missing" | "twice" | "alien" | "untrue";
  readonly says: string;
}

/** Carried out again after a crash or a lost reply by design: the call sets, ends or deletes what is so already. */
const repeatable = [
  "cloudformation UpdateTerminationProtection",
  "emr TerminateJobFlows",
  "s3 DeleteObjects",
] as const;

/** All of it, for the verdict on a case. */
export function sentenceOf(wrong: readonly Wrong[]): string {
  return wrong.map(({ says }) => says).join("; ");
}

/** What is wrong with the effects of a run: each must be there, and be there once. */
export function wrongEffects(
  play: Play,
  effects: readonly Effect[],
  { hasUndone }: { readonly hasUndone: boolean },
): readonly Wrong[] {
  const mayBeUndone = hasUndone ? (play.undoes ?? []) : [];
  const seen = effects.map(({ service, operation, name }) => `${service} ${operation} ${name}`);
  const counts = Map.groupBy(seen, (effect) => effect);
  const twice = [...counts].flatMap(([effect, { length }]): readonly Wrong[] =>
    length > 1 && !repeatable.some((call) => effect.startsWith(`${call} `)) && !isDeletedInTwo(seen, effect)
      ? [{ is: "twice", says: `${length} times instead of once: ${effect}` }]
      : [],
  );
  const plain = new Set(seen.map(asFirstTry));
  const missing = play.effects
    .filter((effect) => !plain.has(effect))
    .map((effect): Wrong => ({ is: "missing", says: `missing: ${effect}` }));
  const belongs = (effect: string) =>
    [...play.effects, ...mayBeUndone].includes(effect) || emptiesLake(play, effect);
  const alien = [...plain]
    .filter((effect) => !belongs(effect))
    .map((effect): Wrong => ({ is: "alien", says: `not expected: ${effect}` }));
  return [...twice, ...missing, ...alien];
}

/**
 * A creation that is canceled is deleted by two calls where EMR's last logs kept the lake: they are taken between the two
 * (src/jobs/workflows/deploy/stop-apply.ts).
 */
function isDeletedInTwo(seen: readonly string[], effect: string): boolean {
  if (!effect.startsWith("cloudformation DeleteStack ")) return false;
  const [first, last] = [seen.indexOf(effect), seen.lastIndexOf(effect)];
  const isTwo = seen.indexOf(effect, first + 1) === last;
  const between = seen.slice(first, last);
  return isTwo && between.some((one) => one.startsWith(`s3 DeleteObjects ${BUCKET}/logs/`));
}

/** Hashes left out, and of whatever attempt it is: a person's Retry makes the names anew. */
function asFirstTry(effect: string): string {
  return effect.replace(/\/[0-9a-f]{64}\//, "/<hash>/").replace(/([-/])a\d+(?=[-/]|$)/, "$1a1");
}

/** A teardown empties the lake of whatever other runs have left there, a deploy of EMR's logs alone; nothing else deletes. */
function emptiesLake({ workflow }: Play, effect: string): boolean {
  if (!effect.startsWith("s3 DeleteObjects ")) return false;
  return workflow === "teardown-stack" || (workflow === "deploy-stack" && effect.includes(`${BUCKET}/logs/`));
}

/**
 * What is wrong with the messages of a run: one card, `summaries` summaries, and the counts of the file in them; and whatever else
 * is said, as when people are called for it, is said once.
 */
export function wrongMessages(
  play: Play,
  {
    channel,
    counts,
    summaries,
    wasCanceled,
  }: {
    readonly channel: readonly SeenMessage[];
    readonly counts: ReadonlyMap<string, number>;
    readonly summaries: number;
    /** The day of a backfill that goes on after that was canceled tells itself. */
    readonly wasCanceled: boolean;
  },
): readonly Wrong[] {
  const of = (id: string) => channel.filter((one) => idOf(one) === id);
  const cards = of(cardId(play.runId));
  const wrongCards = [...wrongCount("cards", { is: cards.length, expected: 1 }), ...saidAgain(channel)];
  switch (play.workflow) {
    case "daily-batch": {
      const said = of(summaryId(play.runId));
      const isOther = (shown: ReadonlyMap<string, number>) =>
        shown.size !== counts.size || [...counts].some(([name, n]) => shown.get(name) !== n);
      return [
        ...wrongCards,
        ...wrongCount("summaries", { is: said.length, expected: summaries }),
        ...untrue(
          said.some((summary) => isOther(countsShown(summary))),
          "the summary's counts are not those of the file",
        ),
      ];
    }
    case "backfill": {
      const { batches = [] } = play;
      const loans = [...counts.values()].reduce((sum, one) => sum + one, 0);
      const text = cards.map(messageAsText).join("\n");
      const told = text.split(`· ${loans} loans`).length - 1;
      const own = batches.flatMap(({ runId }) => {
        const said = [of(cardId(runId)).length, of(summaryId(runId)).length];
        return said.some((count) => count > 0) ? [said] : [];
      });
      const isQuiet = own.length <= (wasCanceled ? 1 : 0);
      const alien: Wrong = { is: "alien", says: `${own.length} of its days said messages` };
      const twice: Wrong = { is: "twice", says: "a day of it said a message twice" };
      return [
        ...wrongCards,
        ...untrue(told !== batches.length, `the card tells ${told} days with ${loans} loans: ${text}`),
        ...(isQuiet ? [] : [alien]),
        ...(own.flat().some((count) => count > 1) ? [twice] : []),
      ];
    }
    case "withdraw-day": {
      const notices = of(noticeId(noticeNames.dayWithdrawn(play.runId)));
      const batch = play.runId.replace(/^withdraw-(.*)-g\d+$/, "batch-$1-g1");
      const summaries = of(summaryId(batch)).map(messageAsText);
      return [
        ...wrongCards,
        ...wrongCount("notices", { is: notices.length, expected: 1 }),
        ...wrongCount("summaries of its day", { is: summaries.length, expected: 1 }),
        ...untrue(
          summaries.some((text) => !text.includes("Withdrawn by @operator: of another bank")),
          `the summary does not say that it was withdrawn: ${summaries.join("\n")}`,
        ),
      ];
    }
    default:
      return wrongCards;
  }
}

/** Calls for people and notices that stand there more than once. */
function saidAgain(channel: readonly SeenMessage[]): readonly Wrong[] {
  const ids = channel.map(idOf).filter((id) => id.startsWith("alert-") || id.startsWith(noticeId("")));
  return [...Map.groupBy(ids, (id) => id)].flatMap(([id, { length }]): readonly Wrong[] =>
    length > 1 ? [{ is: "twice", says: `${length} times instead of once: ${id}` }] : [],
  );
}

function wrongCount(
  what: string,
  { is, expected }: { readonly is: number; readonly expected: number },
): readonly Wrong[] {
  const says = `${is} ${what} instead of ${expected}`;
  return is === expected ? [] : [{ is: is < expected ? "missing" : "twice", says }];
}

function untrue(isSo: boolean, says: string): readonly Wrong[] {
  return isSo ? [{ is: "untrue", says }] : [];
}

/** What is wrong with a journal: no gaps, fences that only rise, each step done once an attempt, one success. */
export function wrongJournal(journal: Journal): readonly Wrong[] {
  const fences = journal.flatMap(({ fence }) => (fence === 0 ? [] : [fence]));
  const done = journal.flatMap((entry) => (entry.kind === "done" ? [`${entry.step} a${entry.attempt}`] : []));
  const again = [...Map.groupBy(done, (step) => step)].filter(([, { length }]) => length > 1);
  const successes = journal.filter((entry) => entry.kind === "finished" && entry.outcome === "succeeded");
  return [
    ...untrue(
      journal.some(({ seq }, at) => seq !== at + 1),
      "the journal has gaps",
    ),
    ...untrue(
      fences.some((fence, at) => fence < (fences[at - 1] ?? 0)),
      "the journal's fences fall",
    ),
    ...again.map(
      ([step, { length }]): Wrong => ({ is: "twice", says: `${step} was written down ${length} times` }),
    ),
    ...untrue(successes.length !== 1, `the run succeeded ${successes.length} times`),
  ];
}
