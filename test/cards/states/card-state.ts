import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import type { Message } from "../../../src/bot/views/block-kit/message.ts";
import { runCard } from "../../../src/bot/views/runs/run-card.ts";
import type { Policy } from "../../../src/domain/commands/permission.ts";
import type { ProblemRecord } from "../../../src/domain/runs/run.ts";
import { stepsFor } from "../../../src/domain/workflows/index.ts";
import { askedAnewAt, retryOf } from "../../../src/jobs/engine/retry-begin.ts";
import type { RunView } from "../../../src/jobs/requests/run-view.ts";
import { workflows } from "../../../src/jobs/workflows/index.ts";
import { lapsed } from "../../../src/jobs/workflows/steps/approval.ts";
import type { Told } from "../../support/runs/run-views.ts";
import { runView } from "../../support/runs/run-views.ts";

/** A message of the channel in one of the states that people meet it in. */
export interface CardState {
  /** In kebab case, once among all: its picture is called so. */
  readonly name: string;
  /** What it is a picture of, as a sentence without a full stop. */
  readonly is: string;
  readonly message: Message;
  /** Whom its post mentions, by their ids; an edit calls nobody. */
  readonly calls: readonly string[];
}

/** Messages of one kind, in the order in which people meet them. */
export interface CardFamily {
  /** In kebab case: their golden texts are in the file of that name. */
  readonly name: string;
  readonly title: string;
  readonly states: readonly CardState[];
}

/** Of what time a run's ids and days are; its journal begins at 04:00 UTC of it. */
export const TODAY = "2026-11-23";

/** Where the card of a run stands. */
export const CARD_URL = "https://loan-bank.slack.com/archives/C0LOANS/p1795406400000100";

/** Steps begun and done that took so many seconds each, in the order given. */
export function took(seconds: Readonly<Record<string, number>>): readonly Told[] {
  return Object.entries(seconds).flatMap(([step, after]): readonly Told[] => [
    { kind: "started", step, after: 0 },
    { kind: "done", step, output: null, after },
  ]);
}

type Identity = Parameters<typeof runView>[0];

/** Where a retry of such a run begins after that step, as the run itself would write it down. */
export function retryAfter({ workflow, input = {} }: Identity, name: string, { held = false } = {}): string {
  const step = workflows[workflow].steps.find((one) => one.name === name);
  if (step === undefined) throw new Error(`${workflow} has no step "${name}"`);
  return askedAnewAt(workflow, stepsFor(workflow, input)) ?? retryOf(step, { held });
}

/** A step of that run failed, or held its day. */
export function failure(
  of: Identity,
  step: string,
  how: { readonly problem: ProblemRecord; readonly held?: boolean; readonly after?: number },
): Told {
  const held = how.held ?? false;
  return { kind: "failed", step, held, retryFrom: retryAfter(of, step, { held }), ...how } as const;
}

/** A plan to which nobody has answered, of that run: what it was asked for. */
export function expired(of: Identity, words: Parameters<typeof lapsed>[0]): readonly Told[] {
  const { code, says, remedy } = lapsed(words, "30m");
  return [
    failure(of, "approve", { problem: { code, says, remedy }, after: 1_800 }),
    { kind: "finished", outcome: "failed", after: 0 },
  ];
}

/** The card of a run to which that happened; `approvals`: for what a second person is asked. Its post mentions nobody. */
export function cardOf(identity: Identity, approvals: Policy["approvals"] = [], more: Partial<RunView> = {}) {
  const policy = { operators: ["U0OPERATOR"], approvers: ["U0APPROVER"], viewers: [], approvals };
  return (name: string, is: string, ...told: readonly Told[]): CardState => ({
    ...{ name, is, calls: [] },
    message: runCard({ ...runView(identity, ...told), audit: null, ...more }, policy),
  });
}

/** The message as people read it, with its buttons, and whom its post calls. */
export function readingText({ message }: CardState): string {
  return messageAsText(message);
}
