import { expect, test } from "vitest";
import { actionId, applyModal, denyModal } from "../../../src/bot/names.ts";
import { insteadOf, insteadOfForm, insteadOfPress } from "../../../src/bot/shared-refusal.ts";
import type { Command } from "../../../src/domain/commands/command.ts";
import type { Day } from "../../../src/domain/day.ts";
import { FakeRuns } from "../../support/bot/fake-runs.ts";
import { botOptions } from "../../support/bot/own-bot.ts";

const day = "2026-11-23" as Day;
const policy = { operators: ["U0OPERATOR"], approvers: [], viewers: [], approvals: [] };
const [home, other, direct] = ["C0LOANS", "C0OTHER", "D0OPERATOR"];

const partsWith = (...shared: readonly string[]) => ({
  config: botOptions({ runs: new FakeRuns(), slackUrl: "http://127.0.0.1:9", now: () => new Date(), policy })
    .config,
  sharing: { isShared: async (channel: string) => shared.includes(channel) },
});

const refused =
  "Nothing was done: <#C0LOANS> is shared with another company, so nothing is said there, and nobody would see what comes of it.\n" +
  "Take the other company out of it, set LOANS_CHANNEL to another one, or allow it with LOANS_ALLOW_SHARED=on.";
const untold = (channel: string) =>
  `<#${channel}> is shared with another company, so nothing of the bank's is told in it. Ask in the app's direct messages or in another channel.`;
const toMend =
  "\nTo mend it: take the other company out of it, set LOANS_CHANNEL to another one, or allow it with LOANS_ALLOW_SHARED=on.";

const changes: readonly Command[] = [
  { name: "run", day, force: false },
  { name: "deploy" },
  { name: "retry", which: null },
  { name: "skip", day, why: "holiday" },
];
const looks: readonly Command[] = [
  { name: "menu" },
  { name: "status" },
  { name: "summary", day },
  { name: "audit", month: "2026-11", csv: true },
  { name: "compare", day, other: null },
];

test.each(changes)(
  "$name is refused wherever it is typed while another company is in the app's channel",
  async (command) => {
    for (const channel of [home, other, direct])
      expect((await insteadOf(command, { channel }, partsWith(home)))?.text).toBe(refused);
    expect(await insteadOf(command, { channel: home }, partsWith())).toBeNull();
  },
);

test.each(looks)(
  "$name is not answered in a channel that another company is in, and elsewhere it is",
  async (command) => {
    expect((await insteadOf(command, { channel: home }, partsWith(home)))?.text).toBe(untold(home) + toMend);
    expect((await insteadOf(command, { channel: other }, partsWith(other)))?.text).toBe(untold(other));
    for (const channel of [other, direct])
      expect(await insteadOf(command, { channel }, partsWith(home))).toBeNull();
  },
);

test("help tells nothing of the bank's, and what is underway can be stopped", async () => {
  for (const command of [{ name: "help" }, { name: "cancel", which: null }] as const)
    expect(await insteadOf(command, { channel: home }, partsWith(home))).toBeNull();
  for (const id of [actionId.cancel, actionId.deny])
    expect(await insteadOfPress(id, { channel: home }, partsWith(home))).toBeNull();
  expect(await insteadOfForm(denyModal.callbackId, { channel: home }, partsWith(home))).toBeNull();
});

test("what a button or a form begins, changes or shows is refused the same way", async () => {
  for (const id of [actionId.apply, actionId.retry, actionId.release, actionId.take, actionId.takeLock])
    expect((await insteadOfPress(id, { channel: direct }, partsWith(home)))?.text).toBe(refused);
  expect((await insteadOfPress(actionId.csv, { channel: home }, partsWith(home)))?.text).toBe(
    untold(home) + toMend,
  );
  expect((await insteadOfForm(applyModal.callbackId, { channel: home }, partsWith(home)))?.text).toBe(
    refused,
  );
});
