import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AwsConsole } from "../../sandbox/driver/aws-console.ts";
import { people } from "../../sandbox/slack/people.ts";
import type { Day } from "../../src/domain/day.ts";
import { longDay, shortDay } from "../../src/domain/long-day.ts";
import { cardId, noticeId, noticeNames, summaryId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { recordedSparkOver } from "../support/spark/shared-recording.ts";

/** Told numbers are taken back on the whole product: out of the table and the channel, with who and why, and once. */

let product: Product;
let console: AwsConsole;
let files: string;

const header =
  "Customer_ID,Age,Gender,Occupation,Marital Status,Family Size,Income,Expenditure,Use Frequency,loan_category," +
  "Loan Amount,Overdue, Debt Record, Returned Cheque, Dishonour of Bill";
const row = 'QZ7,30,FEMALE,CLERK,SINGLE,2,50000,20000,6,HOUSING,1000,5,"42,898",6,9';
const textOf = (loans: number) => [header, ...Array<string>(loans).fill(row), ""].join("\n");
const put = (day: string, loans: number) =>
  // Of other customers each day: the same file again would be held as that.
  writeFileSync(join(files, `${day}.csv`), textOf(loans).replaceAll("QZ7", `QZ7${day}`));

const runOf = (day: string, generation = 1) => `batch-loan-tracker-${day}-g${generation}`;
const withdrawalOf = (day: string, number = 1) => `withdraw-loan-tracker-${day}-g${number}`;
const noticeOf = (day: string, number = 1) => noticeId(noticeNames.dayWithdrawn(withdrawalOf(day, number)));
const shown = async (day: string) => (await console.loansByDay("loan-tracker"))[day] ?? null;

/** Counts the day and waits until it is told. */
async function tell(day: string, { loans, generation = 1 }: { loans: number; generation?: number }) {
  put(day, loans);
  await product.says(`/loans run ${day}${generation > 1 ? ' --force "once more"' : ""}`);
  await product.shows(summaryId(runOf(day, generation)), `Daily loans ${day}: ${loans}`);
  await product.shows(cardId(runOf(day, generation)), "succeeded");
}

beforeAll(async () => {
  files = mkdtempSync(join(tmpdir(), "loan-tracker-files-"));
  product = await startProduct(
    {
      LOANS_SOURCE: join(files, "{date}.csv"),
      LOANS_OPERATORS: people.operator.id,
      LOANS_APPROVERS: people.approver.id,
    },
    { replaySpark: await recordedSparkOver([textOf(5), textOf(8)]) },
  );
  console = new AwsConsole(product.sandbox.urls.aws);
  await product.deploy();
});

afterAll(async () => {
  await product?.stop();
  rmSync(files, { recursive: true, force: true });
});

describe("the only number of a day", () => {
  const day = "2026-11-20";

  test("leaves the table, its summary says who took it back and why, and the channel hears it", async () => {
    await tell(day, { loans: 5 });
    const summary = await product.message(summaryId(runOf(day)));
    expect(await shown(day)).toBe(5);
    const answer = await product.says(`/loans withdraw ${day} "the file was another bank's"`);
    expect(answer).toContain(`Withdrawing the number of ${day}. Its card: `);

    const card = await product.shows(cardId(withdrawalOf(day)), "succeeded");
    expect(card).toContain("Because: the file was another bank's");
    expect(card).toContain(`What is taken back: 5 loans of generation 1 (\`${runOf(day)}\`).`);
    expect(await shown(day)).toBeNull();
    const edited = await product.shows(summaryId(runOf(day)), "withdrawn");
    expect(edited).toContain(`Daily loans ${day}: withdrawn`);
    expect(edited).toContain("Withdrawn by @operator: the file was another bank's");
    expect(edited).toContain("The day has no number now.");
    expect(edited).not.toContain("HOUSING");
    expect((await product.messages(summaryId(runOf(day)))).map(({ ts }) => ts)).toEqual([summary?.ts]);
    const heard = await product.shows(noticeOf(day), "Do not use its 5 loans any more.");
    expect(heard).toContain("Withdrawn by @operator: the file was another bank's");
    expect(await product.messages(noticeOf(day))).toHaveLength(1);
  });

  test("is told as withdrawn wherever somebody asks", async () => {
    expect(await product.says(`/loans summary ${day}`)).toContain("Withdrawn by @operator");
    expect(await product.says("/loans runs")).toContain(`${day} withdrawn by @operator · no number`);
    expect(await product.says("/loans status")).toContain(
      "withdrawn by @operator (“the file was another bank's”)",
    );
    expect(await product.says(`/loans run ${day}`)).toContain(
      `The batch of ${day} is done already, and its number was withdrawn by @operator`,
    );
    expect(await product.shows(cardId(runOf(day)), "⛔ withdrawn")).toContain("Withdrawn by @operator");
    expect(await product.says(`/loans withdraw ${day} "once more"`)).toContain(
      "its number was withdrawn already, and none is told now",
    );
    expect(await product.says(`/loans release ${day} "it is right"`)).toContain(
      "its number was withdrawn, so nothing holds it",
    );
    const anew = `\`/loans run ${day} --force\``;
    expect(await product.says(`/loans skip ${day} "no file"`)).toContain(`${anew} still runs it`);
    await product.says(`/loans unskip ${day}`);
    put(day, 8);
    expect(await product.says(`/loans run ${day}`)).toContain(
      `Nothing is counted anew by itself; nothing is published of it. To count the new one: ${anew}`,
    );
  });

  test("is no day that is done for a backfill: its plan tells no number, and how to count it", async () => {
    const backfill = cardId("backfill-loan-tracker-1");
    const line = (then: string) => `${day} · withdrawn by @operator, no number · ${then}`;
    await product.says(`/loans run 2026-11-19..${day}`);
    const plan = await product.shows(backfill, "[Apply]");
    expect(plan).toContain("1 of 2 days will run, oldest first, 1 was withdrawn");
    expect(plan).toContain(`⌫ ${line("`--force` counts it")}`);
    await product.press(backfill, "run.deny");
    await product.shows(backfill, "canceled");
    await product.says(`/loans run 2026-11-19..${day} --force`);
    const forced = cardId("backfill-loan-tracker-2");
    expect(await product.shows(forced, "[Apply]")).toContain(`○ ${line("will be counted again")}`);
    await product.press(forced, "run.deny");
    await product.shows(forced, "canceled");
  });

  test("is not what the next day is compared with", async () => {
    await tell("2026-11-21", { loans: 8 });
    expect(await product.textOf(summaryId(runOf("2026-11-21")))).toContain("no day of the 35 before it");
  });

  test("is counted anew by --force, and told", async () => {
    await tell(day, { loans: 8, generation: 2 });
    expect(await shown(day)).toBe(8);
    expect(await product.says(`/loans summary ${day}`)).toContain(`Daily loans ${day}: 8`);
  });

  test("there is nothing to take back of a day that was not told, or by who may not", async () => {
    expect(await product.says('/loans withdraw 2026-11-22 "never"')).toContain("no number of it was told");
    expect(await product.says(`/loans withdraw ${day}`)).toContain("A reason is needed");
    expect(await product.says(`/loans withdraw ${day} "no"`, "approver")).toContain(
      "Only operators may withdraw",
    );
  });
});

describe("of two generations", () => {
  const day = "2026-11-23";

  test("the second goes, and the first holds again", async () => {
    await tell(day, { loans: 5 });
    await tell(day, { loans: 8, generation: 2 });
    expect(await shown(day)).toBe(8);
    await product.says(`/loans withdraw ${day} "the second file was cut"`);
    await product.shows(cardId(withdrawalOf(day)), "succeeded");
    expect(await shown(day)).toBe(5);
    const summary = await product.shows(summaryId(runOf(day, 2)), "withdrawn");
    expect(summary).toContain(
      `What was told before it holds again: 5 loans of generation 1 (${runOf(day)} (http`,
    );
    await product.shows(summaryId(runOf(day)), `Daily loans ${day}: 5`);
    expect(await product.says(`/loans summary ${day}`)).toContain(`Daily loans ${day}: 5`);
    expect(await product.says("/loans runs")).toContain(
      `${day} withdrawn by @operator · 5 loans, as told before`,
    );
  });

  test("a Redis that was emptied knows it from the channel, and takes the first back too", async () => {
    await product.redis.flushall();
    await expect.poll(() => product.says(`/loans summary ${day}`)).toContain(`Daily loans ${day}: 5`);
    expect(await product.says(`/loans run ${day}`)).toContain("its number was withdrawn by @operator");
    await product.says(`/loans withdraw ${day} "the first one too"`);
    await product.shows(cardId(withdrawalOf(day, 2)), "succeeded");
    expect(await shown(day)).toBeNull();
    await product.shows(summaryId(runOf(day)), "Withdrawn by @operator: the first one too");
    // Also where the first one was said to hold again.
    const second = await product.shows(summaryId(runOf(day, 2)), "The day has no number now.");
    expect(second).toContain("Withdrawn by @operator: the second file was cut");
    await product.shows(cardId(runOf(day, 2)), "The day has no number now.");
    const asked = await product.says(`/loans summary ${day}`);
    expect(asked).toContain("Withdrawn by @operator: the first one too");
    expect(asked).toContain("The day has no number now.");
    expect(await product.says("/loans runs")).toContain(`${day} withdrawn by @operator · no number`);
    await product.shows(noticeOf(day, 2), "withdrawn");
    expect(await product.messages(noticeOf(day, 2))).toHaveLength(1);
    expect(await product.messages(noticeOf(day))).toHaveLength(1);
  });
});

describe("counted anew", () => {
  test("of the file whose number was withdrawn, the summary says so, and the old ones name the new number", async () => {
    const day = "2026-11-23";
    await tell(day, { loans: 8, generation: 3 });
    expect(await product.textOf(summaryId(runOf(day, 3)))).toContain(
      "Of the same file whose number was withdrawn by @operator (“the second file was cut”).",
    );
    const words = "The day was counted anew since: 8 loans of generation 3";
    const linked = `${words} (${runOf(day, 3)} (http`;
    for (const generation of [1, 2]) await product.shows(summaryId(runOf(day, generation)), linked);
    await product.shows(cardId(runOf(day, 2)), words);
  });

  test("a number that stood is marked as replaced, and so is a comparison with it", async () => {
    const [day, next] = ["2026-10-12", "2026-10-13"];
    await tell(day, { loans: 5 });
    await tell(next, { loans: 8 });
    const made = (await product.journal(runOf(next))).find(
      (entry) => entry.kind === "done" && entry.step === "reconcile",
    );
    // By its run, for the names of a later day may be folded otherwise.
    expect(made).toMatchObject({ output: { previous: { day, runId: runOf(day) } } });
    await tell(day, { loans: 8, generation: 2 });
    const old = await product.shows(summaryId(runOf(day)), `Daily loans ${day}: replaced`);
    expect(old).toContain(`Counted anew since: 8 loans of generation 2 (${runOf(day, 2)} (http`);
    const corrected = await product.shows(summaryId(runOf(day, 2)), "Corrected");
    expect(corrected).toMatch(
      /^Corrected \d{4}-\d\d-\d\d \d\d:\d\d UTC, was 5 loans \(http\S+\): \S.* · by @operator \(“once more”\)$/m,
    );
    const words = `Compared with ${longDay(day as Day)}, which was counted anew since.`;
    await product.shows(summaryId(runOf(next)), words);
    expect(await product.says(`/loans summary ${next}`)).toContain(words);
    await product.says(`/loans withdraw ${day} "wrong again"`);
    await product.shows(summaryId(runOf(day)), `Daily loans ${day}: 5`);
    await expect.poll(() => product.textOf(summaryId(runOf(next)))).not.toContain("counted anew");

    // The file that lies there is the one whose number was taken back: no news, and nothing to count anew.
    const plan = async (backfill: number) => {
      await product.says(`/loans run ${day}..${next}`);
      return await product.shows(cardId(`backfill-loan-tracker-${backfill}`), "succeeded");
    };
    expect(await plan(3)).not.toContain("changed since");
    put(day, 11);
    expect(await plan(4)).toMatch(/its file has changed since/);
  });
});

describe("a day with which the next one was compared", () => {
  const [day, next] = ["2026-10-05", "2026-10-06"];

  test("is withdrawn: the next one's summary says so, where it stands and where somebody asks", async () => {
    await tell(day, { loans: 5 });
    await tell(next, { loans: 8 });
    const id = summaryId(runOf(next));
    const before = await product.message(id);
    expect(await product.textOf(id)).toContain(`+3 since ${shortDay(day as Day)}`);
    await product.says(`/loans withdraw ${day} "wrong"`);
    const words = `Compared with ${longDay(day as Day)}, whose number was withdrawn since.`;
    await product.shows(id, words);
    expect((await product.messages(id)).map(({ ts }) => ts)).toEqual([before?.ts]);
    expect(await product.says(`/loans summary ${next}`)).toContain(words);
  });
});

describe("a process that dies", () => {
  test.each([
    ["look", "after-effect", "2026-09-10"],
    ["unpublish", "after-intent", "2026-09-11"],
    ["unpublish", "after-effect", "2026-09-12"],
    ["mark", "after-effect", "2026-09-13"],
    ["tell", "after-effect", "2026-09-14"],
  ])("at %s, %s: the number is taken back and told so once", async (step, point, day) => {
    await tell(day, { loans: 5 });
    product.dieAt(point, step);
    await product.says(`/loans withdraw ${day} "wrong"`);
    await product.shows(cardId(withdrawalOf(day)), "succeeded");
    expect(product.signalWasSent()).toBe(true);
    expect(await shown(day)).toBeNull();
    await product.shows(summaryId(runOf(day)), "Withdrawn by @operator: wrong");
    await product.shows(noticeOf(day), "withdrawn");
    expect(await product.messages(noticeOf(day))).toHaveLength(1);
    const prefix = withdrawalOf(day);
    const statements = await product.ledger({ operation: "ExecuteStatement", prefix });
    expect(statements.map(({ name }) => name.slice(prefix.length))).toEqual([
      "-look-a1-1-partition",
      "-unpublish-a1-1-drop-partition",
      "-check-a1-1-day-loans",
    ]);
  });
});
