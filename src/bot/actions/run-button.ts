import type { ModalView } from "@slack/types";
import type { Verdict } from "../../domain/commands/permission.ts";
import type { Pressed } from "../../jobs/requests/requests.ts";
import type { RunView } from "../../jobs/requests/run-view.ts";
import type { BotParts } from "../bot-parts.ts";
import type { Asking } from "../edge/origin.ts";
import { openModal } from "../modals/name-modal.ts";
import { openApply } from "../modals/open-apply.ts";
import { readButton } from "../names.ts";
import { goneMessage, lateMessage, pressedMessage } from "../views/ask-answers.ts";
import { md } from "../views/block-kit/markup.ts";
import type { Message } from "../views/block-kit/message.ts";
import { refusal, says } from "../views/problem.ts";
import { runCard } from "../views/runs/run-card.ts";
import type { ActionEntry, Press } from "./button.ts";

/** Who may press a button of a run's card, and whether it still makes sense. */
interface Judged {
  may(press: Press, parts: BotParts): Verdict;
  /** Whether the run is still where this button helps. */
  fits(press: Press): boolean;
}

/** A button of a run's card: looks the run up, asks whether this person may, whether it still makes sense, and acts. */
export function onRun(
  id: string,
  what: Judged & {
    act(press: Press, parts: BotParts): Promise<Pressed>;
    /** The form that has to be filled in first, by which it is done then; `null`: none. */
    form?(press: Press, parts: BotParts): ModalView | null;
  },
): ActionEntry {
  return judged(id, what, async (press, parts) => {
    const { view, asking } = press;
    const form = what.form?.(press, parts) ?? null;
    if (form !== null) return await asked(form, asking, parts);
    const pressed = await what.act(press, parts);
    parts.log.info({ action: id, run: view.run.id, user: asking.user, came: pressed.is }, "pressed");
    if (pressed.is === "unnamed") return await openApply(asking, pressed, parts);
    return pressedOrLate(pressed, parts);
  });
}

/** One that asks why, always: what it is for is done when its form is sent off. */
export function onForm(
  id: string,
  what: Judged & { form(press: Press, parts: BotParts): ModalView },
): ActionEntry {
  return judged(id, what, async (press, parts) => await asked(what.form(press, parts), press.asking, parts));
}

function judged(
  id: string,
  { may, fits }: Judged,
  then: (press: Press, parts: BotParts) => Promise<Message | null>,
): ActionEntry {
  return {
    id,
    async listener({ value, asking }, parts) {
      const { runId, said } = readButton(value);
      const view = await parts.runs.view(runId);
      if (view === null) return goneMessage();
      const press = { view, asking, said };
      const verdict = may(press, parts);
      if (!verdict.allowed) return refusal(verdict);
      return fits(press) ? await then(press, parts) : tooLate(view, parts);
    },
  };
}

async function asked(form: ModalView, asking: Asking, parts: BotParts): Promise<Message | null> {
  return (await openModal(asking, form, parts)) ? null : unopened;
}

const unopened = says(md`Nothing was done: Slack opened no form to ask why. Press the button again.`);

/** What the presser hears of it; `null`: the card answers. */
export function pressedOrLate(pressed: Pressed, parts: BotParts): Message | null {
  return pressed.is === "late" && pressed.because === null
    ? tooLate(pressed.view, parts)
    : pressedMessage(pressed, { channel: parts.config.slack.channel, policy: parts.config.people });
}

/** Where another plan waits than the button's, the presser is shown that one, with buttons of its own. */
function tooLate(view: RunView, parts: BotParts): Message {
  return view.progress.state === "approval"
    ? runCard(
        { ...view, zone: parts.config.daily.zone, audit: parts.config.audit.place },
        parts.config.people,
      )
    : lateMessage(view, { channel: parts.config.slack.channel, policy: parts.config.people });
}
