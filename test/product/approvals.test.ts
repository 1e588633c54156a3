import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { people } from "../../sandbox/slack/people.ts";
import type { AuditEntry } from "../../src/domain/audit/audit-entry.ts";
import { cardId, noticeId, noticeNames } from "../../src/domain/messages/message-id.ts";
import { auditProgram } from "../support/audit-program.ts";
import type { Product } from "../support/product.ts";
import { kindsOf, startProduct } from "../support/product.ts";
import { sharedSpark } from "../support/spark/shared-recording.ts";

/** Two people and a plan, on the whole product: who asked for it or retried it does not approve it. */

let product: Product;
const records = mkdtempSync(join(tmpdir(), "loan-tracker-records-"));
const DEPLOY = "deploy-loan-tracker-1";
const BACKFILL = "backfill-loan-tracker-1";

beforeAll(async () => {
  product = await startProduct(
    {
      LOANS_OPERATORS: [people.operator.id, people.operator2.id].join(","),
      // One of the two approvers is also an operator.
      LOANS_APPROVERS: [people.operator2.id, people.approver.id].join(","),
      LOANS_APPROVALS: "deploy,backfill,release,withdraw,teardown,force",
      LOANS_AUDIT: records,
    },
    sharedSpark(),
  );
});

afterAll(async () => {
  await product?.stop();
  rmSync(records, { recursive: true, force: true });
});

const press = async (run: string, action: string, user: string) =>
  await product.press(cardId(run), action, user);
const shows = async (run: string, words: string) => await product.shows(cardId(run), words);

test("an approver who retries a deploy that failed does not approve its next plan; nothing is written", async () => {
  const refused = {
    service: "cloudformation",
    operation: "RedshiftCluster",
    kind: "fail-resource",
    times: 1,
  };
  await product.awsFault(refused);
  await product.says("/loans deploy");
  await shows(DEPLOY, "somebody other than @operator has to approve the plan");
  expect(await press(DEPLOY, "run.approve", "operator2")).toBe("");
  await shows(DEPLOY, "[Retry]");
  expect(await product.textOf(cardId(DEPLOY))).toContain("asked by @operator · approved by @operator2");

  expect(await press(DEPLOY, "run.retry", "operator2")).toBe("");
  await shows(DEPLOY, "somebody other than @operator and @operator2 has to approve the plan");
  expect(await product.textOf(cardId(DEPLOY))).toContain("asked by @operator · retried by @operator2");
  expect(await press(DEPLOY, "run.approve", "operator2")).toBe(
    "You retried this, so somebody else has to approve it.\nYou can ask @approver.",
  );
  expect(await press(DEPLOY, "run.approve", "operator")).toContain("Only approvers may approve this");
  const attempts = (await product.journal(DEPLOY)).filter(({ kind }) => kind === "approved");
  expect(attempts).toMatchObject([{ actor: people.operator2.id, attempt: 1 }]);
});

test("nor after Redis was emptied and the run was rebuilt from its card; the other approver does", async () => {
  await product.redis.flushall();
  await expect.poll(async () => kindsOf(await product.journal(DEPLOY), "approve")).toContain("started");
  // The card is edited some moments after the journal has grown.
  await expect
    .poll(async () => await press(DEPLOY, "run.approve", "operator2").catch(String))
    .toContain("You retried this");
  expect(await press(DEPLOY, "run.approve", "approver")).toBe("");
  const card = await shows(DEPLOY, "succeeded");
  expect(card).toContain("asked by @operator · retried by @operator2 · approved by @approver · attempt 2");
});

test("a backfill waits for a second person as well", async () => {
  await product.says("/loans run 2026-11-01..2026-11-02", "operator2");
  await shows(BACKFILL, "somebody other than @operator2 has to approve the plan");
  expect(await product.textOf(cardId(BACKFILL))).toContain("[Approve] [Deny]");
  expect(await press(BACKFILL, "run.approve", "operator2")).toContain("You asked for this");
  expect(await press(BACKFILL, "run.deny", "approver")).toBe("");
  const form = (await product.door.views("approver")).at(-1);
  expect(JSON.stringify(form)).toContain("Why not?");
  const sendOff = async (reason: string) =>
    await product.door.submit("approver", { view_id: form?.id ?? "", values: { reason } });
  expect((await sendOff("  ")).errors).toMatchObject({ reason: "A reason is needed: the card says it." });
  expect(await product.textOf(cardId(BACKFILL))).toContain("[Approve] [Deny]");
  await sendOff("the *files* of <!channel> are another bank's");
  await shows(BACKFILL, "canceled · denied by @approver (“`the *files* of <!channel> are another bank's`”)");

  // Taken up again by a word, it waits for somebody who neither asked for it nor retried it.
  await product.says(`/loans retry ${BACKFILL}`, "operator");
  await shows(BACKFILL, "somebody other than @operator2 and @operator has to approve the plan");
  expect(await press(BACKFILL, "run.approve", "operator2")).toContain("You asked for this");
  expect(await press(BACKFILL, "run.approve", "approver")).toBe("");
  expect(await shows(BACKFILL, "succeeded")).toContain(
    "asked by @operator2 · retried by @operator · approved by @approver",
  );
});

test("and so does a number that is to be taken back, of a day that its backfill told", async () => {
  const withdrawal = "withdraw-loan-tracker-2026-11-01-g1";
  await product.says('/loans withdraw 2026-11-01 "the file was of another bank"', "operator");
  const card = await shows(withdrawal, "somebody other than @operator has to approve the plan");
  expect(card).toContain("Because: the file was of another bank");
  expect(card).toMatch(/What is taken back: \d+ loans of generation 1/);
  expect(await product.says("/loans summary 2026-11-01")).not.toContain("ithdrawn");
  expect(await press(withdrawal, "run.approve", "operator")).toContain("Only approvers may approve this");

  // As long as it waits, other days are counted; another count of its own day is not, for it is asked about the first one.
  const [otherDay, sameDay] = ["batch-loan-tracker-2026-11-03-g1", "batch-loan-tracker-2026-11-01-g2"];
  expect(await product.says("/loans deploy", "operator")).toContain("Not now: the withdrawal of 2026-11-01");
  expect(await product.says("/loans deploy", "operator")).toContain("has waited for a second person's yes");
  const behind = /waits for the withdrawal of 2026-11-01 \(.*\), which waits for a second person's yes/;
  expect(await product.says('/loans run 2026-11-01 --force "a new file"', "operator")).toMatch(behind);
  expect(await shows(sameDay, "waits for the withdrawal")).toMatch(behind);
  expect(await product.says("/loans status")).toMatch(behind);
  expect(await product.says("/loans deploy", "operator")).toContain("Not now: the withdrawal of 2026-11-01");
  await product.says("/loans run 2026-11-03", "operator");
  await shows(otherDay, "succeeded");
  expect((await product.journal(sameDay)).map(({ kind }) => kind)).toEqual(["opened"]);
  expect(await product.textOf(cardId(withdrawal))).toContain("somebody other than @operator has to approve");
  expect(await press(withdrawal, "run.approve", "operator2")).toBe("");
  expect(await shows(withdrawal, "succeeded")).toContain("asked by @operator · approved by @operator2");
  // Its backfill told it, so that no summary is there to be edited; the channel hears it all the same.
  expect(await product.shows(noticeId(noticeNames.dayWithdrawn(withdrawal)), "Do not use its")).toContain(
    "Withdrawn by @operator, approved by @operator2: the file was of another bank",
  );
  await shows(BACKFILL, "⛔ 2026-11-01 · 500 loans, withdrawn since");
  expect(await product.textOf(cardId(BACKFILL))).toContain("✓ 2026-11-02 · 500 loans");
  // Its turn has come, and what it is asked about is what is told by then.
  expect(await shows(sameDay, "somebody other than @operator has to approve")).toContain(
    "nothing is told now",
  );
  expect(await press(sameDay, "run.approve", "approver")).toBe("");
  expect(await shows(sameDay, "succeeded")).not.toContain("waits for");
  expect(await product.says("/loans runs")).toMatch(/2026-11-01-g1 .*withdrawn by @operator/);
  expect(await product.says("/loans summary 2026-11-01")).toContain("Daily loans 2026-11-01: 500");
  const endOf = (await product.journal(withdrawal)).at(-1)?.at ?? "";
  expect((await product.journal(sameDay))[1]?.at.localeCompare(endOf)).toBeGreaterThanOrEqual(0);
  const prefix = `${withdrawal}-`;
  const asked = (await product.ledger({ operation: "ExecuteStatement", prefix })).map(({ name }) => name);
  expect(asked.map((name) => name.slice(prefix.length))).toEqual([
    "look-a1-1-partition",
    "unpublish-a1-1-drop-partition",
    "check-a1-1-day-loans",
  ]);
});

test("who typed a release while a second person is asked for has to be an approver", async () => {
  expect(await product.says('/loans release 2026-11-02 "known"', "operator")).toContain(
    "Only approvers may release a day that is held",
  );
  expect(await product.says('/loans release 2026-11-02 "known"', "approver")).toContain(
    "it is told already, so nothing holds it",
  );
});

const folder = join(records, "loan-tracker");
const recorded = (): readonly AuditEntry[] =>
  readdirSync(folder)
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));

test("who asked, approved and denied is recorded once each, over an emptied Redis, with lines, plans and reasons", async () => {
  await expect.poll(() => recorded().filter(({ act }) => act === "ended").length).toBeGreaterThanOrEqual(9);
  const said = recorded().map(({ act, actor, run, text }) => ({ act, actor, run, text }));
  const by = (user: keyof typeof people) => people[user].id;
  expect(said.filter(({ run }) => run === DEPLOY)).toEqual([
    { act: "asked", actor: by("operator"), run: DEPLOY, text: "deploy" },
    { act: "approved", actor: by("operator2"), run: DEPLOY, text: undefined },
    { act: "ended", actor: "loan-tracker", run: DEPLOY, text: undefined },
    { act: "retried", actor: by("operator2"), run: DEPLOY, text: undefined },
    { act: "approved", actor: by("approver"), run: DEPLOY, text: undefined },
    { act: "ended", actor: "loan-tracker", run: DEPLOY, text: undefined },
  ]);
  expect(said.filter(({ act }) => act.startsWith("chain")).map(({ act }) => act)).toEqual([
    "chain begun",
    "chain continued",
  ]);
  const ofBackfill = recorded().filter(({ run }) => run === BACKFILL);
  expect(ofBackfill.map(({ act }) => act)).toEqual([
    ...["asked", "denied", "ended", "retried", "approved", "ended"],
    "withdrawn",
  ]);
  expect(ofBackfill[1]).toMatchObject({
    actor: by("approver"),
    reason: "the *files* of <!channel> are another bank's",
    plan: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(ofBackfill[3]).toMatchObject({ actor: by("operator"), text: `retry ${BACKFILL}` });
  expect(recorded().find(({ act }) => act === "forced")).toMatchObject({
    ...{ text: 'run 2026-11-01 --force "a new file"', reason: "a new file" },
  });
});

const verify = async (...more: readonly string[]) =>
  await auditProgram(["--verify", ...more], {
    LOANS_AUDIT: records,
  });

/** Direct messages of that person with the app. */
const filesAlone = async (user: keyof typeof people) =>
  (await product.door.messages(user, `D0${user.toUpperCase()}`)).flatMap(({ files = [] }) => files);

test("operators and approvers look at it, others do not; what was changed is found and named", async () => {
  expect(await product.says("/loans audit this month", "viewer")).toContain(
    "Only operators and approvers may see the audit record",
  );
  const month = await product.says("/loans audit this month", "approver");
  expect(month).toContain(`${recorded().length} entries, number 1 to ${recorded().length}.`);
  expect(month).toContain("The chain holds");
  expect(month).toContain(recorded().at(-1)?.hash);
  const thisMonth = recorded()[0]?.on.slice(0, 7) ?? "";
  const csvName = `loans-loan-tracker-audit-${thisMonth}.csv`;
  expect(await product.says("/loans audit csv", "operator")).toContain(
    `All ${recorded().length} entries are in \`${csvName}\`, in your direct messages with this app.`,
  );
  const [file, ...more] = await filesAlone("operator");
  expect(more).toEqual([]);
  expect(file?.name).toBe(csvName);
  const saved = await fetch(`${product.sandbox.urls.slack}${file?.url}`);
  // With the mark that it begins with.
  const rows = Buffer.from(await saved.arrayBuffer()).toString();
  expect(rows.split("\r\n")).toHaveLength(recorded().length + 2);
  expect(rows).toContain(recorded().at(-1)?.hash);
  // Nobody else has it.
  expect(await filesAlone("approver")).toEqual([]);
  expect(await auditProgram(["--csv", thisMonth], { LOANS_AUDIT: records })).toEqual({
    ...{ code: 0, says: rows, errors: "" },
  });
  expect(await product.says("/loans audit novembr", "operator")).toContain("is no month");

  const well = await verify();
  expect(well).toMatchObject({ code: 0, errors: "" });
  expect(well.says).toContain(`${recorded().length} entries, 1 to ${recorded().length}, first `);
  const third = join(folder, readdirSync(folder).sort()[2] ?? "");
  const text = readFileSync(third, "utf8");
  chmodSync(third, 0o644);
  writeFileSync(third, text.replace(people.operator2.id, people.approver.id));
  const ill = await verify("--month", thisMonth);
  expect(ill.code).toBe(1);
  expect(ill.says).toContain("The chain is broken: entry 3 was changed: its hash is not that of its text.");
  writeFileSync(third, text);
  expect((await verify()).code).toBe(0);
  expect(await verify("--month", "november")).toMatchObject({
    code: 2,
    errors: expect.stringContaining('looking at the audit record: --month is "november"'),
  });
});

test("a day that is to be counted once more waits for a second person, and its number stands until then", async () => {
  const [first, second] = ["batch-loan-tracker-2026-11-03-g2", "batch-loan-tracker-2026-11-03-g3"];
  expect(await product.says('/loans run 2026-11-03 --force "a new file"', "operator")).toContain(
    "Whether the batch of 2026-11-03 may be counted once more is asked of a second person",
  );
  const card = await shows(first, "somebody other than @operator has to approve the plan");
  expect(card).toContain("Told of it is 500 loans of generation 1 (`batch-loan-tracker-2026-11-03-g1`)");
  expect(await press(first, "run.approve", "operator")).toContain("Only approvers may approve this");
  expect(await press(first, "run.approve", "guest")).toContain("may not approve");
  // The batches of other days pass it.
  await product.says("/loans run 2026-11-04", "operator");
  await shows("batch-loan-tracker-2026-11-04-g1", "succeeded");
  expect(await press(first, "run.deny", "approver")).toBe("");
  const form = (await product.door.views("approver")).at(-1);
  await product.door.submit("approver", { view_id: form?.id ?? "", values: { reason: "it is right" } });
  await shows(first, "denied by @approver (“it is right”)");
  expect(await product.says("/loans summary 2026-11-03")).toContain("Daily loans 2026-11-03: 500");

  await product.says('/loans run 2026-11-03 --force "a new file"', "operator");
  await shows(second, "[Approve] [Deny]");
  const heard = await Promise.all(["approver", "operator2"].map((who) => press(second, "run.approve", who)));
  expect(heard.toSorted()).toEqual(["", expect.stringMatching(/^Already approved by @(approver|operator2)/)]);
  expect(await shows(second, "succeeded")).toMatch(
    /asked by @operator \(“a new file”\) · approved by @(approver|operator2)/,
  );
  expect(kindsOf(await product.journal(first), "check-source")).toEqual([]);
});

test("a teardown tells in numbers what goes, and waits for a second person; two who press at once are one", async () => {
  const [first, second] = ["teardown-loan-tracker-1", "teardown-loan-tracker-2"];
  await product.tearDown();
  const card = await shows(first, "somebody other than @operator has to approve the plan");
  expect(card).toMatch(/What goes: \d+ resources of the stack/);
  expect(card).toMatch(
    /loan file and result: \d+ objects, [\d.]+ [kM]B, of 4 days from 2026-11-01 to 2026-11-04/,
  );
  expect(await press(first, "run.approve", "operator")).toContain("Only approvers may approve this");
  expect(await press(first, "run.approve", "guest")).toContain("may not approve");
  expect(await press(first, "run.deny", "approver")).toBe("");
  const form = (await product.door.views("approver")).at(-1);
  await product.door.submit("approver", { view_id: form?.id ?? "", values: { reason: "month end" } });
  expect(await shows(first, "denied by @approver (“month end”)")).toContain("Nothing was deleted.");

  const deletions = async () => await product.ledger({ operation: "DeleteStack", prefix: "loan-tracker" });
  const { length: before } = await deletions();
  await product.tearDown();
  await shows(second, "[Approve] [Deny]");
  const heard = await Promise.all(["approver", "operator2"].map((who) => press(second, "run.approve", who)));
  expect(heard.toSorted()).toEqual(["", expect.stringMatching(/^Already approved by @(approver|operator2)/)]);
  expect(await shows(second, "succeeded")).toMatch(/asked by @operator · approved by @(approver|operator2)/);
  expect((await product.journal(second)).filter(({ kind }) => kind === "approved")).toHaveLength(1);
  expect(await deletions()).toHaveLength(before + 1);
  expect(await product.leftovers()).toEqual([]);
});
