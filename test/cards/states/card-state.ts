import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import type { Message } from "../../../src/bot/views/block-kit/message.ts";
import { runCard } from "../../../src/bot/views/runs/run-card.ts";
import type { Policy } from "../../../src/domain/commands/permission.ts";
import type { RunView } from "../../../src/jobs/requests/run-view.ts";
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

/** A plan to which nobody has answered: what the run was asked for, and what a retry begins with. */
export function expired(
  words: Parameters<typeof lapsed>[0],
  { step = "approve", retryFrom }: { readonly step?: string; readonly retryFrom: string },
): readonly Told[] {
  const { code, says, remedy } = lapsed(words, "30m");
  return [
    { kind: "failed", step, problem: { code, says, remedy }, held: false, retryFrom, after: 1_800 },
    { kind: "finished", outcome: "failed", after: 0 },
  ];
}

/** The card of a run to which that happened; `approvals`: for what a second person is asked. Its post mentions nobody. */
export function cardOf(
  identity: Parameters<typeof runView>[0],
  approvals: Policy["approvals"] = [],
  more: Partial<RunView> = {},
) {
  const policy = { operators: ["U0OPERATOR"], approvers: ["U0APPROVER"], viewers: [], approvals };
  return (name: string, is: string, ...told: readonly Told[]): CardState => ({
    ...{ name, is, calls: [] },
    message: runCard({ ...runView(identity, ...told), ...more }, policy),
  });
}

/** The message as people read it, with its buttons, and whom its post calls. */
export function readingText({ message }: CardState): string {
  return messageAsText(message);
}
