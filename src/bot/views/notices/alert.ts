import type { Alert, SolvedOtherwise } from "../../../domain/messages/alert.ts";
import { isOpen, isSolved } from "../../../domain/messages/alert.ts";
import { assertNever } from "../../../domain/problem.ts";
import { isUnasked } from "../../../domain/runs/approval.ts";
import { ITSELF } from "../../../domain/runs/run.ts";
import type { Trouble, TroubleEnd } from "../../../domain/runs/trouble.ts";
import { stepNamesOf, stepTitle } from "../../../domain/workflows/index.ts";
import type { RunView } from "../../../jobs/requests/run-view.ts";
import { actionId, buttonValue, careName, planName } from "../../names.ts";
import type { MessageBlock } from "../block-kit/blocks.ts";
import { actions, button, context, header, section } from "../block-kit/blocks.ts";
import type { Markup } from "../block-kit/markup.ts";
import { code, joined, lines, link, md, mention, moment, reason } from "../block-kit/markup.ts";
import type { Message } from "../block-kit/message.ts";
import { message } from "../block-kit/message.ts";
import { problemText } from "../problem.ts";
import { overtakenWords } from "../runs/card-lines.ts";
import { releaseButton, retryButton } from "../runs/run-buttons.ts";
import { runTitle } from "../runs/run-words.ts";
import { callOf } from "./call.ts";

/** Codes of a day's file that is not there, or not whole, as its heading says it. */
const fileWords: Readonly<Record<string, string>> = {
  "source-missing": "no file",
  "source-unfinished": "the file is not finished",
};

/**
 * Calls people because an attempt of a run has ended badly: what is wrong, what is told meanwhile, what happens by itself, what is
 * kept, and what they can do; `zone`: the bank's, an IANA name. Once that is over, the same message says how, and has no buttons.
 */
export function alertMessage(alert: Alert, view: RunView, calls: string | null, zone: string): Message {
  const { trouble } = alert;
  const { run } = view;
  const title = runTitle(run);
  const what = fileWords[trouble.problem.code] ?? trouble.outcome;
  const small = context(
    joined(
      [
        md`run ${link(view.cardUrl, run.id)}`,
        md`at: ${stepTitle(trouble.step)}`,
        trouble.attempt > 1 && md`attempt ${trouble.attempt}`,
      ],
      " · ",
    ),
  );
  if (isSolved(alert)) {
    return message(
      header(`${title}: ${trouble.end.is === "canceled" ? "given up" : "solved"}`),
      section(lines([endWords(alert), problemText({ ...trouble.problem, remedy: "" })])),
      small,
    );
  }
  if (!isOpen(alert)) {
    return message(
      header(`${title}: ${what}`),
      section(lines([endWords(alert), problemText({ ...trouble.problem, remedy: "" })])),
      small,
    );
  }
  return message(
    header(`${title}: ${what}`),
    section(joined([callOf(calls, run.askedBy.user), stands(alert, run), due(alert, zone)], " · ")),
    section(problemText(trouble.problem)),
    section(lines([stoppedAt(alert), byItself(alert), kept(trouble, view), care(trouble)])),
    buttons(alert, view),
    small,
  );
}

/** What people read in Redshift and Metabase meanwhile. */
function stands({ stands: told }: Alert, { target }: RunView["run"]): Markup | null {
  if (told === undefined) return null;
  if (told === null) return md`no number is told of it or of the two weeks before it`;
  const loans = told.loans === null ? md`a number` : md`${told.loans} ${told.loans === 1 ? "loan" : "loans"}`;
  return told.day === target.day
    ? md`what was told of it before stands: ${loans}`
    : md`not published; the newest day before it that Redshift shows is ${told.day}: ${loans}`;
}

function due({ deadline, isLate }: Alert, zone: string): Markup | null {
  if (deadline === null) return null;
  return isLate ? md`it was due at ${deadline} ${zone}, and is late` : md`it is due at ${deadline} ${zone}`;
}

function stoppedAt({ stoppedAt: stop }: Alert): Markup | null {
  if (stop === null) return null;
  const where = md`The day at which it stopped has a card of its own: ${link(stop.cardUrl, stop.runId)}`;
  return stop.says === null ? where : md`${where} (${stop.says})`;
}

function byItself({ awaitedUntil }: Alert): Markup {
  return awaitedUntil === null
    ? md`*By itself:* nothing more happens to it.`
    : md`*By itself:* the file is looked for every few minutes until ${moment(awaitedUntil)}, and counted once it is there, whole.`;
}

/** What a retry has not to do again. */
function kept({ retryFrom }: Trouble, { run, progress }: RunView): Markup | null {
  const names = stepNamesOf(run.workflow);
  const before = names.slice(0, Math.max(names.indexOf(retryFrom), 0));
  const { workflow } = run;
  const done = progress.steps.filter(
    (step) =>
      step.state === "done" && before.includes(step.name) && !isUnasked(step, { workflow, ...progress }),
  );
  const titles = done.map(({ name }) => md`${stepTitle(name)}`);
  if (titles.length > 0)
    return md`*Kept:* ${joined(titles, ", ")}. *Retry* goes on at: ${stepTitle(retryFrom)}.`;
  const begins = md`*Retry* begins at the first step: ${stepTitle(retryFrom)}.`;
  if (progress.steps.every(({ state }) => state !== "done")) return begins;
  const isUploaded = progress.steps.some(({ name, state }) => name === "upload-raw" && state === "done");
  return isUploaded
    ? md`*Kept:* nothing, since the file may be another one by then; an upload that is still the same is not repeated. ${begins}`
    : md`*Kept:* nothing. ${begins}`;
}

function care({ care: by }: Trouble): Markup {
  return by === null
    ? md`Nobody looks after it yet.`
    : md`${mention(by.by)} looks after it since ${moment(by.at)}.`;
}

function buttons({ trouble, stands: told }: Alert, { run, progress }: RunView): MessageBlock | null {
  const { attempt, retryFrom, care: by } = trouble;
  // Of an earlier attempt than the run's it is not open any more.
  const value = buttonValue(run.id, planName(attempt));
  const [first] = progress.steps;
  const isDay = run.workflow === "daily-batch";
  return actions(
    retryButton({ run, progress }),
    isDay &&
      retryFrom !== first?.name &&
      button("Retry from the start…", {
        action: actionId.restart,
        value,
        confirm: {
          title: "Begin the day anew?",
          text: `Everything of ${run.target.day ?? "the day"} is done once more, from the look for its file on. What is told of it stands until then.`,
          confirm: "Begin anew",
          deny: "Not now",
        },
      }),
    releaseButton(run, progress),
    // A day of which a number is told is done, and nothing waits for it.
    isDay && told?.day !== run.target.day && button("Skip the day…", { action: actionId.skip, value }),
    button(by === null ? "I look after it" : "Take it over", {
      action: actionId.take,
      value: buttonValue(run.id, careName(attempt, by?.by ?? null)),
    }),
  );
}

/** What became of it. */
function endWords({ trouble: { end }, otherwise, overtaken, backSince }: Alert): Markup | null {
  if (otherwise !== null) return otherwiseWords(otherwise);
  if (end.is === "stands" && overtaken === undefined && backSince !== undefined)
    return md`↩ it was *passed over*, and is not any more since ${moment(backSince)}: a later message calls for it anew`;
  return end.is === "stands" && overtaken !== undefined ? overtakenWords(overtaken) : ownEndWords(end);
}

function ownEndWords(end: TroubleEnd): Markup | null {
  switch (end.is) {
    case "stands":
      return null;
    case "tried-again":
      return end.by === null
        ? md`⏳ *tried again* ${moment(end.at)}, by itself; its card tells how far it is`
        : md`⏳ *tried again* ${moment(end.at)} by ${mention(end.by)}; its card tells how far it is`;
    case "failed-again":
      return md`❌ *tried again*, and it ended badly once more ${moment(end.at)}: a later message in this thread tells how`;
    case "solved": {
      const how = end.how === "released" ? "released it" : "retried it";
      return end.by === null
        ? md`✅ *solved* ${moment(end.at)}, by itself`
        : md`✅ *solved* ${moment(end.at)}: ${mention(end.by)} ${how}`;
    }
    case "canceled":
      return end.by === null
        ? md`🚫 *given up* ${moment(end.at)}`
        : md`🚫 *given up* ${moment(end.at)} by ${mention(end.by)}`;
    default:
      return assertNever(end);
  }
}

function otherwiseWords(solved: SolvedOtherwise): Markup {
  switch (solved.is) {
    case "told": {
      const loans =
        solved.loans === null ? md`` : md`: ${solved.loans} ${solved.loans === 1 ? "loan" : "loans"}`;
      const by = solved.by === ITSELF ? md`` : md`, asked for by ${mention(solved.by)}`;
      return md`✅ *solved* ${moment(solved.at)}: the run ${code(solved.runId)} told the day${loans}${by}`;
    }
    case "skipped":
      return md`✅ *passed over* ${moment(solved.at)} by ${mention(solved.by)}${reason(solved.why)}`;
    default:
      return assertNever(solved);
  }
}
