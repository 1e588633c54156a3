import { typed } from "../../domain/commands/command.ts";
import type { Day } from "../../domain/day.ts";
import type { SummarySince } from "../../domain/messages/summary-since.ts";
import type { Replaced } from "../../domain/runs/day-number/day-number.ts";
import type { ToldNow, Withdrawal } from "../../domain/runs/day-number/withdrawal.ts";
import type { RunProgress } from "../../domain/runs/run-progress.ts";
import { batchFacts } from "../../domain/workflows/batch-facts.ts";
import { withdrawFacts } from "../../domain/workflows/withdraw-facts.ts";
import { outputOf } from "../../domain/workflows/workflow-facts.ts";
import { header, section } from "./block-kit/blocks.ts";
import type { Markup } from "./block-kit/markup.ts";
import { code, lines, link, md, mention, reason, reasonWords } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { message } from "./block-kit/message.ts";

/** `withdrawn by @a (“why”)`, as a part of a line. */
export function withdrawnBy(withdrawn: Withdrawal): Markup {
  return md`withdrawn ${takenBackBy(withdrawn)}`;
}

/** `by @a (“why”), approved by @b`, behind a word that says what. */
export function takenBackBy({ by, approvedBy, reason: why }: Withdrawal): Markup {
  return md`by ${mention(by)}${reason(why)}${approver(approvedBy)}`;
}

function approver(user: string | undefined): Markup {
  return user === undefined ? md`` : md`, approved by ${mention(user)}`;
}

/** Who took the number back, why, and what is told of the day now. */
export function withdrawnText(
  { by, approvedBy, reason: why, runId, instead, now = instead }: Withdrawal,
  day: Day,
  urls: SummarySince["urls"] = NO_URLS,
): Markup {
  const how = urls.get(runId);
  return lines([
    md`*Withdrawn* by ${mention(by)}${approver(approvedBy)}: ${reasonWords(why)}`,
    how !== undefined && md`How it was taken back: ${link(how, runId)}`,
    numberNow(now, urls),
    now?.isAnew !== true && md`To count it anew: ${code(typed({ name: "run", day, force: true }))}`,
  ]);
}

/** Where nothing is known of where the runs' messages stand. */
const NO_URLS: SummarySince["urls"] = new Map();

function numberNow(now: ToldNow | null, urls: SummarySince["urls"]): Markup {
  if (now === null) return md`The day has no number now.`;
  return now.isAnew === true
    ? md`The day was counted anew since: ${counted(now, urls)}.`
    : md`What was told before it holds again: ${counted(now, urls)}.`;
}

/** What stands in the place of a number that nobody has taken back. */
export function replacedText({ by }: Replaced, urls: SummarySince["urls"] = NO_URLS): Markup {
  return by === null
    ? md`It is not the day's number any more; the day has none now.`
    : md`Counted anew since: ${counted(by, urls)}.`;
}

/** What a withdrawal is about, from its plan on. */
export function withdrawalText({ input, ...progress }: RunProgress): Markup {
  const plan = outputOf(withdrawFacts, progress, "look");
  const why = input["reason"];
  return lines([
    typeof why === "string" && md`Because: ${reasonWords(why)}`,
    plan !== null && md`What is taken back: ${counted(plan.told)}.`,
    plan !== null &&
      (plan.former === null
        ? md`No number is told of the day then${plan.passedOver === undefined ? ": none was before it" : ""}.`
        : md`What is told then, as before it: ${counted(plan.former)}.`),
    ...(plan?.passedOver ?? []).map((one) =>
      one.isInDoubt === true
        ? md`Not given back: ${counted(one)}, since it is not known whether it is of the file whose number was or is taken back.`
        : md`Not given back: ${counted(one)}, of the very file whose number was or is taken back.`,
    ),
  ]);
}

/** What a forced run is asked about; `null`: that is not known. */
export function countedAgainText(progress: RunProgress): Markup | null {
  const plan = outputOf(batchFacts, progress, "look");
  if (plan === null) return null;
  return plan.told === null
    ? md`*What is asked*: to count the day, of which nothing is told now.`
    : md`*What is asked*: to count the day once more. Told of it is ${counted(plan.told)}; what the file has now is told instead.`;
}

/** The message by which the channel hears it: an edited summary makes no sound. */
export function dayWithdrawn(
  {
    day,
    withdrawal,
    loans,
  }: { readonly day: Day; readonly withdrawal: Withdrawal; readonly loans: number | null },
  cardUrl: string | null,
): Message {
  return message(
    header(`Daily loans ${day}: withdrawn`),
    section(
      lines([
        loans === null ? md`Do not use its number any more.` : md`Do not use its *${loans}* loans any more.`,
        withdrawnText(withdrawal, day),
      ]),
    ),
    section(md`How it was taken back: ${link(cardUrl, withdrawal.runId)}`),
  );
}

function counted(
  { runId, loans }: { readonly runId: string; readonly loans: number | null },
  urls: SummarySince["urls"] = NO_URLS,
): Markup {
  const generation = /-g(\d+)$/.exec(runId)?.[1] ?? "";
  const whose = md`generation ${generation} (${link(urls.get(runId) ?? null, runId)})`;
  return loans === null ? whose : md`${loans} ${loans === 1 ? "loan" : "loans"} of ${whose}`;
}
