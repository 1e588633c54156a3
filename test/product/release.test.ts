import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { people } from "../../sandbox/slack/people.ts";
import { messageAsText } from "../../sandbox/slack/read-message.ts";
import { alertId, cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import type { HeldBy } from "../../src/domain/problem.ts";
import { keysFor } from "../../src/jobs/store/keys.ts";
import type { Product } from "../support/product.ts";
import { kindsOf, startProduct } from "../support/product.ts";
import { recordedSparkOver } from "../support/spark/shared-recording.ts";

/** Held days on the whole product, and who lets them be told: by a word, by a button, and never what nobody may. */

let product: Product;
let files: string;
let recorded: string;

const header =
  "Customer_ID,Age,Gender,Occupation,Marital Status,Family Size,Income,Expenditure,Use Frequency,loan_category," +
  "Loan Amount,Overdue, Debt Record, Returned Cheque, Dishonour of Bill";
const row = (category: string) =>
  `QZ7,30,FEMALE,CLERK,SINGLE,2,50000,20000,6,${category},1000,5,"42,898",6,9`;
const rows = (count: number, category = "HOUSING") => Array.from({ length: count }, () => row(category));
const textOf = (...lines: readonly string[]) => [header, ...lines, ""].join("\n");
const put = (day: string, ...lines: readonly string[]) =>
  // Of other customers each day: the same file again would be held as that.
  writeFileSync(join(files, `${day}.csv`), textOf(...lines).replaceAll("QZ7", `QZ7${day}`));
/** Two of ten rows have one field: more than is allowed, and a number that a person may vouch for. */
const malformed = [...rows(8), "7", "7"];

const runOf = (day: string) => `batch-loan-tracker-${day}-g1`;
const held = async (day: string) => {
  await product.says(`/loans run ${day}`);
  return await product.shows(cardId(runOf(day)), "⚠️ held");
};
const releases = async (day: string) =>
  (await product.journal(runOf(day))).filter(({ kind }) => kind === "released");

beforeAll(async () => {
  files = mkdtempSync(join(tmpdir(), "loan-tracker-files-"));
  recorded = await recordedSparkOver([textOf(...malformed)]);
  await start();
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  product = await startProduct(
    { LOANS_SOURCE: join(files, "{date}.csv"), ...env },
    { replaySpark: recorded },
  );
  await product.deploy();
}

afterAll(async () => {
  await product?.stop();
  rmSync(files, { recursive: true, force: true });
});

describe("by a word", () => {
  const day = "2026-10-01";

  test("a day that is held is released with a reason, and its summary says by whom and why", async () => {
    put(day, ...malformed);
    const card = await held(day);
    expect(card).toContain("2 of 10 lines have another number of fields");
    expect(card).toContain("[Retry] [Release]");
    const answer = await product.says(`/loans release ${day} "the branch sends its footer twice"`);
    expect(answer).toMatch(
      new RegExp(
        `^Releasing the batch of ${day}, for the file with sha256 \`[0-9a-f]{12}\` alone: it goes on where it was held\\. Its card: `,
      ),
    );

    expect(await product.shows(cardId(runOf(day)), "succeeded")).toContain(
      "asked by @operator · released by @operator (“the branch sends its footer twice”) · attempt 2",
    );
    const summary = await product.shows(summaryId(runOf(day)), "Released by @operator");
    expect(summary).toContain("Released by @operator: the branch sends its footer twice; it was held since ");
    expect(summary).toContain("Adds up: 10 rows in the file − 2 malformed = 8 counted by Spark");
    expect(summary).toContain('• reading "2026-10-01.csv": 2 of 10 lines have another number of fields');
    expect(await product.messages(summaryId(runOf(day)))).toHaveLength(1);
  });

  test("its warnings are seen by one person for all, however many say so", async () => {
    const id = summaryId(runOf(day));
    expect(await product.press(id, "summary.ack", "viewer")).toContain(
      "Only operators may take note of a day's warnings.",
    );
    const said = await Promise.all(
      ["operator", "operator2"].map((user) => product.press(id, "summary.ack", user)),
    );
    expect(said.filter((one) => one.startsWith("Written down: "))).toHaveLength(1);
    expect(said.filter((one) => /were seen already, by @operator2?, /.test(one))).toHaveLength(1);
    const shown = await product.shows(id, "Seen by @operator");
    expect(shown).not.toContain("I have seen the warning");
    expect(await product.messages(id)).toHaveLength(1);
    const seen = shown.split("\n").find((line) => line.startsWith("Seen by"));
    expect(await product.says(`/loans summary ${day}`)).toContain(seen);
  });

  test("once: a second release is told who was first", async () => {
    expect(await product.says(`/loans release ${day} "once more"`, "operator2")).toContain(
      `The batch of ${day} was released already, by @operator (“the branch sends its footer twice”)`,
    );
    expect(await releases(day)).toHaveLength(1);
  });

  test("nothing is released of a day that nobody asked for, without a reason, or by who may not", async () => {
    expect(await product.says('/loans release 2026-10-03 "sure"')).toContain(
      "There is no batch of 2026-10-03.",
    );
    expect(await product.says(`/loans release ${day}`)).toContain("A reason is needed");
    expect(await product.says(`/loans release ${day} "sure"`, "viewer")).toContain(
      "Only operators may release",
    );
  });
});

describe("by the button", () => {
  const day = "2026-10-04";
  const form = async () =>
    (await product.door.views("operator")).findLast(({ type }) => type === "modal")?.id ?? "";

  test("it asks why, and then the day is told", async () => {
    put(day, ...malformed);
    await held(day);
    expect(await product.press(cardId(runOf(day)), "day.release")).toBe("");
    const without = await product.door.submit("operator", { view_id: await form(), values: { reason: " " } });
    expect(JSON.stringify(without)).toContain("A reason is needed");
    expect(await releases(day)).toEqual([]);

    await product.door.submit("operator", { view_id: await form(), values: { reason: "known to us" } });
    await product.shows(cardId(runOf(day)), "succeeded");
    await product.shows(summaryId(runOf(day)), "Released by @operator: known to us;");
    expect(await releases(day)).toMatchObject([
      { actor: people.operator.id, reason: "known to us", holds: [{ rule: "malformed" }] },
    ]);
  });
});

describe("who is called because a day is held", () => {
  const day = "2026-10-25";
  const alert = (attempt: number) => alertId(runOf(day), attempt);
  const form = async () =>
    (await product.door.views("operator")).findLast(({ type }) => type === "modal")?.id ?? "";

  test("is called once, in the card's thread and in the channel, and one of them looks after it", async () => {
    put(day, ...malformed);
    await held(day);
    const called = await product.shows(alert(1), "Nobody looks after it yet.");
    expect(called).toContain(`Daily loans ${day}: held`);
    expect(called).toContain("[Retry] [Release] [Skip the day…] [I look after it]");
    const [message, card] = [await product.message(alert(1)), await product.message(cardId(runOf(day)))];
    expect(message).toMatchObject({ thread_ts: card?.ts, is_broadcast: true });
    expect(await product.press(alert(1), "run.take", "viewer")).toContain(
      "Only operators may look after this",
    );
    expect(await product.press(alert(1), "run.take", "operator2")).toBe("");
    await product.shows(alert(1), "@operator2 looks after it since");
    const taken = await product.textOf(alert(1));
    expect(taken).toContain("[Take it over]");
    expect(taken).not.toContain("[I look after it]");
  });

  test("is called anew where a retry is held again, and the first message says that it was", async () => {
    expect(await product.press(alert(1), "day.skip")).toBe("");
    const ofBefore = await form();
    await product.press(alert(1), "run.retry");
    await product.shows(alert(2), "@operator2 looks after it since");
    // A form that was opened before it was tried again passes over nothing that its person has not seen.
    const late = await product.door.submit("operator", {
      view_id: ofBefore,
      values: { reason: "the branch was shut" },
    });
    expect(late.replies.map(messageAsText).join("\n")).toContain("held");
    expect(await product.textOf(alert(2))).toContain("[Skip the day…]");
    expect(await product.press(alert(2), "run.take")).toBe("");
    await product.shows(alert(2), "@operator looks after it since");
    const former = await product.shows(alert(1), "it ended badly once more");
    expect(former).not.toContain("[");
  });

  test("may pass over it with a reason: the message says who and why, and has no buttons", async () => {
    expect(await product.press(alert(2), "day.skip")).toBe("");
    const without = await product.door.submit("operator", { view_id: await form(), values: { reason: " " } });
    expect(JSON.stringify(without)).toContain("A reason is needed");
    await product.door.submit("operator", {
      view_id: await form(),
      values: { reason: "the branch was shut" },
    });
    const over = await product.shows(alert(2), "passed over");
    expect(over).toContain("by @operator (“the branch was shut”)");
    expect(over).not.toContain("[");
  });
});

describe("what was not released holds still:", () => {
  test("another file with other numbers, although a release of the same rule was given", async () => {
    const day = "2026-10-05";
    put(day, ...malformed);
    await held(day);
    put(day, ...rows(5), "7", "7", "7");
    await product.says(`/loans release ${day} "two rows are known"`);
    const card = await product.shows(cardId(runOf(day)), "3 of 8 lines");
    expect(card).toContain("⚠️ held");
    expect(card).toContain("[Release]");
    expect(await product.message(summaryId(runOf(day)))).toBeUndefined();

    // The file for which it was given, back in its place.
    put(day, ...malformed);
    await product.press(cardId(runOf(day)), "run.retry");
    await product.shows(cardId(runOf(day)), "succeeded");
    await product.shows(summaryId(runOf(day)), "Released by @operator: two rows are known;");
    expect(await releases(day)).toHaveLength(1);
  });

  test("another file with the same numbers, put in its place before the release", async () => {
    const day = "2026-10-10";
    put(day, ...malformed);
    await held(day);
    put(day, ...malformed.slice(0, -1), "8");
    await product.says(`/loans release ${day} "the first file is right"`);
    const card = await product.shows(cardId(runOf(day)), "that was released for another file (sha256 ");
    expect(card).toContain("⚠️ held");
    expect(card).toContain("2 of 10 lines have another number of fields");
    expect(card).toContain("[Release]");
    expect(await product.message(summaryId(runOf(day)))).toBeUndefined();

    await product.says(`/loans release ${day} "the second as well"`);
    await product.shows(cardId(runOf(day)), "succeeded");
    const summary = await product.shows(summaryId(runOf(day)), "Released by @operator");
    expect(summary).toContain("Released by @operator: the second as well;");
    expect(summary).not.toContain("the first file is right");
  });

  test("a further rule, which needs a release of its own; a Retry keeps the first one for its file", async () => {
    // The very file of the day that was told first.
    const day = "2026-10-11";
    copyFileSync(join(files, "2026-10-01.csv"), join(files, `${day}.csv`));
    await held(day);
    await product.says(`/loans release ${day} "the footer"`);
    const same = "The same file as 2026-10-01";
    await product.shows(cardId(runOf(day)), same);
    const holds = async () =>
      (await product.journal(runOf(day))).flatMap((entry) =>
        entry.kind === "failed" ? [entry.problem.holds?.map(({ rule }) => rule)] : [],
      );
    await expect.poll(holds).toEqual([["malformed"], ["identical"]]);
    await product.press(cardId(runOf(day)), "run.retry");
    await expect.poll(holds).toEqual([["malformed"], ["identical"], ["identical"]]);
    expect(await product.message(summaryId(runOf(day)))).toBeUndefined();

    await product.shows(cardId(runOf(day)), "⚠️ held");
    // What is judged now is told without another look at the file, so that the release looks.
    put(day, ...malformed);
    expect(await product.says(`/loans release ${day} "a test day"`)).toContain(
      `Nothing was done about the batch of ${day}: the file "${day}.csv" is another one by now than that whose counts are held; press Retry to count the one that lies there now, or put back the one that was counted and release it then.`,
    );
    expect(await releases(day)).toHaveLength(1);
    copyFileSync(join(files, "2026-10-01.csv"), join(files, `${day}.csv`));
    await product.says(`/loans release ${day} "a test day"`);
    await product.shows(cardId(runOf(day)), "succeeded");
    const summary = await product.shows(summaryId(runOf(day)), "Released by @operator");
    expect(summary).toContain("Released by @operator: the footer;");
    expect(summary).toContain("Released by @operator: a test day;");
    const released = (await releases(day)).map((entry) => entry.kind === "released" && entry.step);
    expect(released).toEqual(["check-source", "compare"]);

    expect(
      (await releases(day)).flatMap((entry) => (entry.kind === "released" ? entry.holds : [])),
    ).toMatchObject([
      { rule: "malformed", of: { file: expect.stringMatching(/^[0-9a-f]{64}$/) } },
      { rule: "identical", of: { count: expect.stringMatching(/^[0-9a-f]{64}$/) } },
    ]);
  });

  test("a day that an earlier version held knew no file, and can be released all the same", async () => {
    const day = "2026-10-12";
    put(day, ...malformed);
    await held(day);
    const key = keysFor("loan-tracker").journal(runOf(day));
    const lines = await product.redis.lrange(key, 0, -1);
    const at = lines.findIndex((line) => line.includes('"kind":"failed"'));
    const { problem, ...entry } = JSON.parse(lines[at] ?? "");
    const holds = problem.holds.map(({ rule, says }: HeldBy) => ({ rule, says }));
    await product.redis.lset(key, at, JSON.stringify({ ...entry, problem: { ...problem, holds } }));
    expect(await product.says(`/loans release ${day} "known"`)).toContain(
      `Releasing the batch of ${day}: it goes on where it was held.`,
    );
    await product.shows(cardId(runOf(day)), "succeeded");
    await product.shows(summaryId(runOf(day)), "Released by @operator: known;");
  });

  test("a name that the table cannot hold is nobody's to release, and the answer says what helps", async () => {
    const day = "2026-10-06";
    put(day, ...malformed, row("x".repeat(101)));
    const card = await held(day);
    expect(card).toContain("shorten the name in the file, then press Retry");
    expect(card).not.toContain("[Release]");
    const answer = await product.says(`/loans release ${day} "never mind"`);
    expect(answer).toContain('nobody can let this pass: reading "2026-10-06.csv": a name in');
    expect(answer).toContain("What helps: shorten the name in the file, then press Retry.");
    expect(await releases(day)).toEqual([]);
  });
});

describe("when processes and memories are lost", () => {
  test("a worker that dies right after the release goes on with it, and it is told once", async () => {
    const day = "2026-10-07";
    put(day, ...malformed);
    await held(day);
    product.dieAt("after-effect", "check-source");
    await product.says(`/loans release ${day} "known"`);
    await product.shows(cardId(runOf(day)), "succeeded");
    expect(product.deaths().length).toBeGreaterThan(0);
    expect(await releases(day)).toHaveLength(1);
    expect(await product.messages(summaryId(runOf(day)))).toHaveLength(1);
  });

  test("a held day of a Redis that was emptied is held still, by the same, and can be released", async () => {
    const day = "2026-10-08";
    put(day, ...malformed);
    await held(day);
    await product.redis.flushall();
    await expect
      .poll(() => product.says(`/loans release ${day} "known before"`))
      .toContain(`Releasing the batch of ${day}`);
    await product.shows(cardId(runOf(day)), "succeeded");
    await product.shows(summaryId(runOf(day)), "Released by @operator: known before;");
  });

  test("a release of which Redis knows nothing any more is known by the card: the run goes on with it", async () => {
    const day = "2026-10-09";
    put(day, ...malformed);
    await held(day);
    await product.awsSpeed(1);
    await product.says(`/loans release ${day} "known before"`);
    await product.shows(cardId(runOf(day)), "released by @operator");
    await product.redis.flushall();
    await product.awsSpeed(200);
    await product.shows(cardId(runOf(day)), "succeeded");
    expect(kindsOf(await product.journal(runOf(day)), "check-source")[0]).toBe("released");
    await product.shows(summaryId(runOf(day)), "Released by @operator: known before;");
  });
});

describe("where a second person is asked for", () => {
  const day = "2026-10-13";
  const form = async (user: string) =>
    (await product.door.views(user)).findLast(({ type }) => type === "modal")?.id ?? "";

  beforeAll(async () => {
    await product.stop();
    await start({
      LOANS_OPERATORS: [people.operator.id, people.operator2.id].join(","),
      LOANS_APPROVERS: [people.operator2.id, people.approver.id].join(","),
      LOANS_APPROVALS: "release",
    });
  });

  test("an approver who neither asked for the day nor retried it releases it, and nobody else does", async () => {
    put(day, ...malformed);
    await held(day);
    const asks = async (user: string) => await product.says(`/loans release ${day} "known"`, user);
    expect(await asks("operator")).toContain("Only approvers may release a day that is held");
    expect(await asks("viewer")).toContain("Only approvers may release a day that is held");
    await product.press(cardId(runOf(day)), "run.retry", "operator2");
    await product.shows(cardId(runOf(day)), "attempt 2");
    await product.shows(cardId(runOf(day)), "⚠️ held");
    expect(await asks("operator2")).toContain("You retried this, so somebody else has to release it.");
    expect(await product.press(cardId(runOf(day)), "day.release", "operator2")).toContain("You retried this");
    expect(await releases(day)).toEqual([]);

    expect(await product.press(cardId(runOf(day)), "day.release", "approver")).toBe("");
    const values = { reason: "*known* to <!channel>" };
    await product.door.submit("approver", { view_id: await form("approver"), values });
    const card = await product.shows(cardId(runOf(day)), "succeeded");
    expect(card).toContain("asked by @operator · retried by @operator2 · released by @approver");
    await product.shows(
      summaryId(runOf(day)),
      "Released by @approver: `*known* to <!channel>`; it was held since ",
    );
    expect(await releases(day)).toMatchObject([
      { actor: people.approver.id, holds: [{ rule: "malformed" }] },
    ]);
  });
});
