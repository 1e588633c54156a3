import type { App, ViewSubmitAction } from "@slack/bolt";
import { tidy } from "../../domain/commands/parse-reason.ts";
import { mayApprove, mayAsk, mayStop } from "../../domain/commands/permission.ts";
import { pressedOrLate } from "../actions/run-button.ts";
import { askForRun } from "../ask-for-run.ts";
import type { BotParts } from "../bot-parts.ts";
import { skip } from "../commands/skip.ts";
import { answerWith } from "../dispatch.ts";
import type { Origin } from "../edge/origin.ts";
import { requestKey } from "../edge/origin.ts";
import { once } from "../edge/redelivery.ts";
import type { SubmissionRequest } from "../edge/slack-request.ts";
import { renewHome } from "../home.ts";
import { applyOrigin } from "../modals/apply.ts";
import { attemptOrigin } from "../modals/modal-metadata.ts";
import { modalOrigin } from "../modals/teardown.ts";
import {
  applyModal,
  compareModal,
  denyModal,
  offerForms,
  releaseModal,
  skipModal,
  teardownModal,
} from "../names.ts";
import { releaseRun } from "../release-day.ts";
import { answerTo } from "../reply.ts";
import { insteadOfForm } from "../shared-refusal.ts";
import { goneMessage, lateMessage, pressedMessage } from "../views/ask-answers.ts";
import { refusal } from "../views/problem.ts";
import { compareForm } from "./compare-form.ts";
import type { Form } from "./form.ts";
import { offerForm } from "./offer-form.ts";
import type { Track } from "./track.ts";

/** A form that a person fills in is sent off within minutes; a delivery is not remembered for much longer than this. */
const longestOpenMs = 45 * 60_000;

/** The submitted modals. What was typed is checked before anything else, because Slack shows it on the field. */
export function registerModals(app: App, parts: BotParts, track: Track): void {
  const listen = (callbackId: string, read: (view: SubmissionRequest["view"], parts: BotParts) => Form) =>
    app.view<ViewSubmitAction>(
      { callback_id: callbackId, type: "view_submission" },
      async ({ ack, body }) => {
        // As the edge has read it.
        const { view, team: from, user }: SubmissionRequest = body;
        const { origin: where, asksFor, wrong, firstBlock, act } = read(view, parts);
        const refuse = async (errors: Readonly<Record<string, string>>) =>
          await ack({ response_action: "errors", errors });
        // One of a version that did not say since when it is open counts as open for ever.
        const opened = new Date(where.openedAt ?? 0);
        if (parts.slackClock.now().getTime() - opened.getTime() >= longestOpenMs) {
          return await refuse({
            [firstBlock]: `This form has stood open for long. Close it and ask for the ${asksFor} anew.`,
          });
        }
        if (Object.keys(wrong).length > 0) return await refuse(wrong);
        await ack();
        const to = { user: user.id, channel: where.channel, threadTs: where.threadTs };
        const team = view.app_installed_team_id ?? from?.id ?? user.team_id ?? "";
        const origin: Origin = {
          ...to,
          team,
          triggerId: null,
          requestKey: requestKey({ team, user: to.user, text: asksFor, delivery: view.id }),
          // Slack does not tell when a form was sent off; it was opened before.
          delivery: { ids: [`view ${view.id}`], saidAt: opened },
          answer: (message) => answerTo(to, message, parts),
        };
        const answered = answerWith(origin, parts, () =>
          once(
            origin,
            parts,
            async (asking) => (await insteadOfForm(callbackId, to, parts)) ?? (await act(asking)),
          ),
        );
        await track(answered.then(async () => await renewHome(origin, parts)));
      },
    );
  listen(teardownModal.callbackId, teardownForm);
  listen(applyModal.callbackId, applyForm);
  listen(releaseModal.callbackId, releaseForm);
  listen(denyModal.callbackId, denyForm);
  for (const [offer, callbackId] of Object.entries(offerForms))
    listen(callbackId, (view, all) => offerForm(offer as keyof typeof offerForms, view, all));
  listen(skipModal.callbackId, skipForm);
  listen(compareModal.callbackId, compareForm);
}

function typedIn({ state }: SubmissionRequest["view"], block: string, input: string): string {
  return state.values[block]?.[input]?.value?.trim() ?? "";
}

function teardownForm(view: SubmissionRequest["view"], parts: BotParts): Form {
  const { blockId, inputId } = teardownModal;
  const stack = parts.config.stack.name;
  const isRight = typedIn(view, blockId, inputId) === stack;
  return {
    origin: modalOrigin(view.private_metadata),
    asksFor: "teardown",
    wrong: isRight ? {} : { [blockId]: `That is not the stack's name. Type ${stack} to tear it down.` },
    firstBlock: blockId,
    async act(asking) {
      const verdict = mayAsk({ name: "teardown" }, asking.person, parts.config.people);
      return verdict.allowed ? await askForRun({ name: "teardown" }, asking, parts) : refusal(verdict);
    },
  };
}

function applyForm(view: SubmissionRequest["view"], parts: BotParts): Form {
  const { runId, attempt, names, ...origin } = applyOrigin(view.private_metadata);
  const typed = (name: string) => typedIn(view, applyModal.blockOf(name), applyModal.inputOf(name));
  const wrong = names
    .filter((name) => typed(name) !== name)
    .map((name) => [applyModal.blockOf(name), `That is not its name. Type ${name} to let it go.`]);
  const { config, requests, runs, log } = parts;
  return {
    origin,
    asksFor: "change",
    wrong: Object.fromEntries(wrong),
    firstBlock: applyModal.blockOf(names[0] ?? ""),
    async act({ user, person }) {
      const seen = await runs.view(runId);
      if (seen === null) return goneMessage();
      const verdict = mayApprove(seen.progress.approval, person, config.people);
      if (!verdict.allowed) return refusal(verdict);
      const pressed = await requests.approve(runId, { user, attempt, names: names.map(typed) });
      log.info({ action: applyModal.callbackId, run: runId, user, came: pressed.is }, "pressed");
      return pressedMessage(pressed, { channel: config.slack.channel, policy: config.people });
    },
  };
}

/** The reason that was typed, and what is wrong where there is none; `saidBy`: what shows it. */
function reasonIn(
  view: SubmissionRequest["view"],
  { blockId, inputId }: { readonly blockId: string; readonly inputId: string },
  saidBy: string,
): Pick<Form, "wrong" | "firstBlock"> & { readonly reason: string } {
  const reason = tidy(typedIn(view, blockId, inputId));
  const wrong = reason === "" ? { [blockId]: `A reason is needed: ${saidBy} says it.` } : {};
  return { reason, wrong, firstBlock: blockId };
}

function releaseForm(view: SubmissionRequest["view"], parts: BotParts): Form {
  const { runId, attempt, ...origin } = attemptOrigin(view.private_metadata);
  const { reason, ...typed } = reasonIn(view, releaseModal, "the summary");
  return {
    ...{ origin, asksFor: "release", ...typed },
    async act(asking) {
      const seen = await parts.runs.view(runId);
      if (seen === null) return goneMessage();
      return await releaseRun(seen, { reason, attempt }, asking, parts);
    },
  };
}

function denyForm(view: SubmissionRequest["view"], parts: BotParts): Form {
  const { runId, attempt, ...origin } = attemptOrigin(view.private_metadata);
  const { reason, ...typed } = reasonIn(view, denyModal, "the card");
  const { config, requests, runs, log } = parts;
  return {
    ...{ origin, asksFor: "denial", ...typed },
    async act({ user, person }) {
      const seen = await runs.view(runId);
      if (seen === null) return goneMessage();
      const verdict = mayStop("deny", person, config.people);
      if (!verdict.allowed) return refusal(verdict);
      const only = { state: "approval", attempt } as const;
      const pressed = await requests.cancel(runId, { user, reason, told: null, only });
      log.info({ action: denyModal.callbackId, run: runId, user, came: pressed.is }, "pressed");
      return pressedOrLate(pressed, parts);
    },
  };
}

function skipForm(view: SubmissionRequest["view"], parts: BotParts): Form {
  const { runId, attempt, ...origin } = attemptOrigin(view.private_metadata);
  const { reason: why, ...typed } = reasonIn(view, skipModal, "the channel");
  return {
    ...{ origin, asksFor: "skip", ...typed },
    async act(asking) {
      const { config, runs } = parts;
      const seen = await runs.view(runId);
      const day = seen?.run.target.day ?? null;
      if (seen === null || day === null) return goneMessage();
      const command = { name: "skip", day, why } as const;
      const verdict = mayAsk(command, asking.person, config.people);
      if (!verdict.allowed) return refusal(verdict);
      // It was tried again since: what it is passed over for is not what they saw.
      if (seen.progress.attempt !== attempt)
        return lateMessage(seen, { channel: config.slack.channel, policy: config.people });
      return await skip.listener(command, asking, parts);
    },
  };
}
