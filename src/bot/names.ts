import type { Offer } from "../domain/commands/offers.ts";

/**
 * Names that others hold on to: messages already in channels, the app's manifest, people's scripts.
 * Changing one makes old buttons dead.
 */

/** Where Slack sends everything. */
export const slackPath = "/slack/events";

/** Buttons. A button's value is `buttonValue`, except where it is about no run: `confirmTeardown`, `takeLock`, `type`, the menu, the Home. */
export const actionId = {
  apply: "run.apply",
  approve: "run.approve",
  deny: "run.deny",
  retry: "run.retry",
  restart: "run.restart",
  cancel: "run.cancel",
  take: "run.take",
  skip: "day.skip",
  release: "day.release",
  confirmTeardown: "teardown.confirm",
  takeLock: "lock.take",
  type: "command.type",
  acknowledge: "summary.ack",
  compare: "summary.compare",
  /** With a day that is picked. */
  compareWith: "summary.compare_with",
  csv: "summary.csv",
  menu: "menu.open",
  /** Whatever a menu has no button of its own for. */
  more: "menu.more",
  /** What one wants to be told of in direct messages. */
  wishes: "home.wishes",
} as const;

/** What a menu's button is called in a message: each of a row has to have a name of its own. */
export function offerAction(offer: Offer): string {
  return `menu.${offer}`;
}

/** What a button of a run carries: the run, and what the button said that it would do, where that may have changed since. */
export function buttonValue(runId: string, said: string | null): string {
  return said === null ? runId : `${runId} ${said}`;
}

/** Reads it back, also from buttons that have stood in the channel for long. */
export function readButton(value: string): { readonly runId: string; readonly said: string | null } {
  const [runId = "", said = null] = value.split(" ");
  return { runId, said };
}

/** What a button says after the run's id that is for one attempt alone, as Apply is for its plan; `null`: the first one. */
export function planName(attempt: number): string | null {
  return attempt === 1 ? null : `attempt-${attempt}`;
}

/** Reads it back. */
export function attemptNamed(said: string | null): number {
  return said === null ? 1 : Number(/^attempt-([1-9]\d*)$/.exec(said)?.[1] ?? Number.NaN);
}

/** What the button says with which somebody takes a run into their care: of which attempt, and who had it then; `null`: nobody. */
export function careName(attempt: number, of: string | null): string | null {
  return of === null ? planName(attempt) : `attempt-${attempt}-of-${of}`;
}

/** Reads it back. */
export function careNamed(said: string | null): { readonly attempt: number; readonly of: string | null } {
  const [, attempt, of = null] = /^attempt-([1-9]\d*)-of-([A-Z0-9]+)$/.exec(said ?? "") ?? [];
  return attempt === undefined ? { attempt: attemptNamed(said), of } : { attempt: Number(attempt), of };
}

/** The modal that asks for the stack's name. */
export const teardownModal = {
  callbackId: "teardown.confirm",
  blockId: "stack",
  inputId: "stack_name",
} as const;

/** The modal that asks for the names of what a plan destroys, each in a field of its own. */
export const applyModal = {
  callbackId: "run.apply.confirm",
  blockOf: (logicalId: string) => `resource.${logicalId}`,
  inputOf: (logicalId: string) => `resource_name.${logicalId}`,
} as const;

/** The modal that asks why a held day is released. */
export const releaseModal = {
  callbackId: "day.release.reason",
  blockId: "reason",
  inputId: "reason",
} as const;

/** The modal that asks why a day is passed over. */
export const skipModal = {
  callbackId: "day.skip.reason",
  blockId: "reason",
  inputId: "reason",
} as const;

/** The modal that asks why somebody else's plan is denied. */
export const denyModal = {
  callbackId: "run.deny.reason",
  blockId: "reason",
  inputId: "reason",
} as const;

/** The modal that asks which day a summary is compared with. */
export const compareModal = {
  callbackId: "summary.compare_with.day",
  blockId: "other",
  inputId: "other",
} as const;

/** The forms of the menu, by what they ask for. */
export const offerForms = {
  run: "menu.run.form",
  several: "menu.several.form",
  pause: "menu.pause.form",
  skip: "menu.skip.form",
  logs: "menu.logs.form",
} as const;

/** Their fields; each is alone in a block of the same name. */
export const offerField = {
  day: "day",
  until: "until",
  force: "force",
  why: "why",
  step: "step",
} as const;

/** Marks the messages of ours, with the id of what is owed as `event_payload.id`. */
export const messageEventType = "loans_message";

/** Whether a channel is one of direct messages; the first letter of an id tells what it is of (docs.slack.dev, "Slack IDs"). */
export function isDirect(channel: string): boolean {
  return channel.startsWith("D");
}
