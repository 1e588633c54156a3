import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { messageAsText } from "../../sandbox/slack/read-message.ts";
import { dayIn } from "../../src/domain/day.ts";
import { alertId, cardId, noticeId, summaryId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { sharedSpark } from "../support/spark/shared-recording.ts";

/** The whole product with a schedule: nobody types `run`. */

let product: Product;
let files: string;
const day = dayIn("UTC", new Date());
const runId = `batch-loan-tracker-${day}-g1`;

beforeAll(async () => {
  files = mkdtempSync(join(tmpdir(), "loan-tracker-files-"));
  // The chattiest log, so that whatever could be in it is.
  const env = { LOANS_SOURCE: join(files, "{date}.csv"), LOANS_SCHEDULE: "00:00", LOG_LEVEL: "trace" };
  product = await startProduct(env, sharedSpark());
});

afterAll(async () => {
  await product?.stop();
  rmSync(files, { recursive: true, force: true });
});

const header =
  "Customer_ID,Age,Gender,Occupation,Marital Status,Family Size,Income,Expenditure,Use Frequency,loan_category," +
  "Loan Amount,Overdue, Debt Record, Returned Cheque, Dishonour of Bill";
const row = (category: string, customer: number) =>
  `QZ77${customer},30,FEMALE,CLERK,SINGLE,2,50000,20000,6,${category},"10,00,000",5,"42,898",6,9`;

const answer = async (text: string, user?: string) => (await product.says(text, user)).replaceAll("`", "");

test("before there is a stack, the schedule is shown and nothing is run", async () => {
  const said = (await answer("/loans schedule")).split(/\n+/);
  expect(said.slice(0, 5)).toEqual([
    "Every day at 00:00",
    "There is no stack loan-tracker. /loans deploy makes it.",
    "No day is due while there is no stack: the schedule goes on with the day on which the stack is made.",
    "In UTC. As configured in LOANS_SCHEDULE.",
    "Every day is a bank day; LOANS_CALENDAR says which are, at a restart.",
  ]);
  expect(said).not.toContain("Next");
  expect(await product.journal(runId)).toEqual([]);
});

test("people are called once for a day whose file is missing, and it is counted by itself once the file is there", async () => {
  await product.deploy();
  const missing = alertId(runId, 1);
  await expect.poll(() => product.textOf(missing)).toContain("[Retry]");
  await expect
    .poll(() => product.textOf(missing))
    .toContain("the file is looked for every few minutes until");
  expect(await product.textOf(missing)).toContain(`the file "${day}.csv" is not there`);
  expect(await product.textOf(cardId(runId))).toContain("asked by the schedule");

  const categories = [...Array<string>(5).fill("HOUSING"), ...Array<string>(4).fill("AUTO")];
  writeFileSync(join(files, `${day}.csv`), [header, ...categories.map(row)].join("\r\n"));
  await expect.poll(() => product.textOf(cardId(runId))).toMatch(/^✅/m);
  expect(await product.textOf(summaryId(runId))).toContain("9 in 2 categories");
  const messages = await product.door.messages("operator");
  expect(messages.filter(({ metadata }) => metadata?.event_payload["id"] === missing)).toHaveLength(1);
  expect(await product.ledger({ operation: "AddJobFlowSteps", prefix: `lt/${runId}/` })).toHaveLength(3);
  // There is nothing to retry any more.
  await expect.poll(() => product.textOf(missing)).toMatch(/solved .*, by itself/);
  expect(await product.textOf(missing)).not.toContain("[");
});

test("people pause, resume and skip, with a reason; those who may not are refused", async () => {
  expect(await answer('/loans schedule pause "Month End"')).toContain("(“Month End”)");
  expect(await answer("/loans schedule resume")).toContain("It goes on with today.");
  expect(await answer("/loans schedule 25:00")).toContain('"25:00" is no time of day');
  expect(await answer("/loans schedule pause 2026-01-01")).toContain("Thu 1 Jan 2026 is not after today");
  expect(await answer("@loans schedule 7:30 pm")).toContain("Type /loans schedule 19:30");
  expect(await answer("/loans schedule")).toMatch(/^Every day at 00:00\n(?!(.|\n)*Paused)/);
  expect(await answer("/loans skip today")).toContain("A reason is needed");
  expect(await answer('/loans skip today "holiday"')).toContain(
    `${day} is done, so there is nothing to skip`,
  );
  expect(await answer('/loans skip 2026-01-01 "holiday"')).toContain("2026-01-01 is skipped");
  expect(await answer('/loans skip 2026-01-01 "holiday"', "viewer")).toContain("Only operators may skip");
  expect(await answer("/loans schedule pause", "viewer")).toContain("Only operators may change the schedule");
});

test("no secret and no customer is in the log, the metrics, Redis or the channel", async () => {
  const { sandbox, door } = product;
  const logs = join(sandbox.home, "logs");
  const log = readdirSync(logs)
    .filter((name) => name.startsWith("app"))
    .map((name) => readFileSync(join(logs, name), "utf8"))
    .join("\n");
  const held: Readonly<Record<string, string>> = {
    log,
    metrics: await (await fetch(`${sandbox.urls.app}/metrics`)).text(),
    redis: await everythingIn(sandbox.urls.redis),
    channel: JSON.stringify(await door.messages("operator")),
  };
  expect(log).toContain(`"run":"${runId}"`);
  expect(held["redis"]).toContain(summaryId(runId));
  const { SLACK_BOT_TOKEN = "", SLACK_SIGNING_SECRET = "" } = sandbox.env;
  const secrets = [SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, "AKIA", "AWS4-HMAC", "/response/", "QZ77"];
  const found = Object.entries(held).flatMap(([where, text]) =>
    secrets
      .filter((secret) => secret.length < 4 || text.includes(secret))
      .map((secret) => `${secret} in ${where}`),
  );
  expect(found).toEqual([]);
});

test("what people decided outlives a Redis that is emptied, with who and why", async () => {
  await answer('/loans schedule 06:45 "the file comes late"');
  await answer('/loans schedule pause "Year End"');
  await answer('/loans skip 2027-12-24..2027-12-26 "Christmas"');
  expect(await answer("/loans unskip 2027-12-24..2027-12-25", "viewer")).toContain(
    "Only operators may unskip",
  );
  expect(await answer("/loans unskip 2027-12-24")).toContain("2027-12-24 is skipped no more.");
  const notices = async () =>
    (await product.door.messages("operator")).filter(({ metadata }) =>
      ["schedule-", "skip-", "unskip-"].some((name) =>
        String(metadata?.event_payload["id"]).startsWith(noticeId(name)),
      ),
    );
  const before = (await notices()).length;
  await expect
    .poll(async () => (await notices()).map(messageAsText).join("\n"))
    .toContain("2027-12-24: skipped no more");
  await product.redis.flushall();

  const shown = await answer("/loans schedule");
  expect(shown).toContain("Every day at 06:45");
  expect(shown).toMatch(/Paused by @operator since .*“Year End”/);
  expect(shown).toMatch(/set to 06:45 by @operator, .*“the file comes late”/);
  expect(await answer('/loans skip 2027-12-25 "again"')).toContain(
    "was skipped already, by @operator (“Christmas”)",
  );
  expect(await answer("/loans unskip 2027-12-24")).toBe("2027-12-24 was not skipped.");
  // The two of before, which the channel may not have had yet, and these four; none is said again.
  await expect.poll(async () => (await notices()).length).toBeGreaterThanOrEqual(before);
  const ids = (await notices()).map(({ metadata }) => metadata?.event_payload["id"]);
  expect(new Set(ids).size).toBe(ids.length);
});

/** All keys with what they hold, as text. */
async function everythingIn(url: string): Promise<string> {
  const redis = new Redis(url);
  const all: string[] = [];
  for (const key of await redis.keys("*")) {
    const reads: Readonly<Record<string, () => Promise<unknown>>> = {
      hash: () => redis.hgetall(key),
      list: () => redis.lrange(key, 0, -1),
      zset: () => redis.zrange(key, "0", "-1"),
      set: () => redis.smembers(key),
      stream: () => redis.xrange(key, "-", "+"),
      string: () => redis.get(key),
    };
    const value = await reads[await redis.type(key)]?.();
    all.push(`${key} ${JSON.stringify(value)}`);
  }
  redis.disconnect();
  return all.join("\n");
}
