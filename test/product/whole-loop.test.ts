import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { countsShown } from "../../sandbox/driver/slack-door.ts";
import { messageAsText } from "../../sandbox/slack/read-message.ts";
import { auditEntrySchema } from "../../src/domain/audit/audit-entry.ts";
import { bytesInWords } from "../../src/domain/aws/lake-weight.ts";
import type { Day } from "../../src/domain/day.ts";
import { shortDay } from "../../src/domain/long-day.ts";
import { cardId, noticeId, summaryId } from "../../src/domain/messages/message-id.ts";
import { keysFor } from "../../src/jobs/store/keys.ts";
import { clientsAt } from "../support/aws/aws-clients.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { sampleCounts } from "../support/runs/sample-counts.ts";

/** The product's promises as a person meets them: typed into a channel, read from it, proven in AWS's ledger. */

let product: Product;
const DAY = "2026-11-10";
const NEXT_DAY = "2026-11-11";
const BATCH = `batch-loan-tracker-${DAY}`;

beforeAll(async () => {
  product = await startProduct();
});

afterAll(async () => {
  await product?.stop();
});

const howMany = async (id: string) => (await product.messages(id)).length;

const linkTo = async (id: string) => `/p${(await product.message(id))?.ts.replace(".", "")}`;

const executions = async () => await product.ledger({ operation: "ExecuteChangeSet", prefix: "" });
const submissions = async (day: string) =>
  (await product.ledger({ operation: "AddJobFlowSteps", prefix: `lt/batch-loan-tracker-${day}-` })).map(
    ({ name }) => name,
  );

describe("deploy", () => {
  test("shows the plan, and changes nothing when it is discarded", async () => {
    const first = cardId("deploy-loan-tracker-1");
    await product.says("/loans deploy");
    await product.shows(first, "[Apply] [Discard]");
    const card = await product.textOf(first);
    expect(card).toContain("The plan makes 48 resources");
    // The sandbox is in us-west-1: 19.58 + 10.94 + 2.38 + 0.54 + 0.12 + 0.05.
    expect(card).toContain("About $33.61 a day ($1.40 an hour) while it stands");
    for (const name of ["`EmrCluster`", "`RedshiftCluster`", "`Metabase`", "`Lake`"])
      expect(card).toContain(name);

    await product.press(first, "run.deny");
    await product.shows(first, "canceled");
    expect(await executions()).toEqual([]);
    const status = await product.says("/loans status");
    expect(status).toContain("There is no stack `loan-tracker`");
  });

  test("is refused while another is going, with a link to its card", async () => {
    await product.says("/loans deploy");
    await product.shows(cardId("deploy-loan-tracker-2"), "[Apply]");
    const answer = await product.says("/loans deploy", "operator2");
    expect(answer).toContain(await linkTo(cardId("deploy-loan-tracker-2")));
    expect(await howMany(cardId("deploy-loan-tracker-3"))).toBe(0);
  });

  test("pressed by two people at once is applied once, and the second is told who was first", async () => {
    const second = cardId("deploy-loan-tracker-2");
    const outcomes = await Promise.all(
      ["operator", "operator2"].map((user) => product.press(second, "run.apply", user)),
    );
    await product.shows(second, "succeeded");
    expect(await executions()).toHaveLength(1);
    expect(outcomes.join("")).toMatch(/^Already applied by @operator2?:/m);
    expect(await howMany(second)).toBe(1);
  });

  test("again finds nothing to change, and asks nobody", async () => {
    await product.says("/loans deploy");
    await product.shows(cardId("deploy-loan-tracker-3"), "succeeded");
    expect(await product.textOf(cardId("deploy-loan-tracker-3"))).toContain("Nothing had to change.");
    expect(await executions()).toHaveLength(1);
  });
});

describe("a day", () => {
  test("is waited for by who ticks on the Home of the app that they want to be told of it", async () => {
    await product.door.openHome("operator2");
    await product.useInView("home.wishes", { user: "operator2", value: ["trouble", "summary"] });
    const [home] = await product.door.views("operator2");
    expect(messageAsText(home ?? {})).toContain("[x] every summary");
  });

  test("asked for by two people at the same moment is one run with one card and one summary", async () => {
    await Promise.all(["operator", "operator2"].map((user) => product.says(`/loans run ${DAY}`, user)));
    await product.shows(cardId(`${BATCH}-g1`), "succeeded");
    expect(await submissions(DAY)).toEqual(
      ["1-in", "2-count", "3-out"].map((step) => `lt/${BATCH}-g1/a1/${step}`),
    );
    expect([await howMany(cardId(`${BATCH}-g1`)), await howMany(summaryId(`${BATCH}-g1`))]).toEqual([1, 1]);
  });

  test("is told once, in a direct message, to who wanted that, and to nobody else", async () => {
    const direct = async (user: string) =>
      (await product.door.messages(user, `D0${user.toUpperCase()}`)).map(messageAsText).join("\n");
    const words = `✅ the batch of ${DAY} is told, 500 loans: `;
    await expect.poll(() => direct("operator2")).toContain(words);
    expect((await direct("operator2")).split(words)).toHaveLength(2);
    expect(await direct("operator")).toBe("");
  });

  test("has a summary with the counts, whether they add up, and where they come from", async () => {
    const summary = await product.message(summaryId(`${BATCH}-g1`));
    if (!summary) throw new Error("there is no summary");
    // What the generator promises of its default file.
    expect(Object.fromEntries(countsShown(summary))).toEqual(sampleCounts);
    const text = messageAsText(summary);
    expect(text).toContain("Adds up: 500 rows in the file = 500 counted by Spark = 500 in Redshift.");
    expect(text).toContain("RESTAURANT and RESTAURANTS look like one category");
    expect(text).toMatch(/file `\d{4}-\d\d-\d\d\.csv` .*EMR step `s-\w+` · statement `[0-9a-f-]+`/);
  });

  test("that is done is not run again, but linked", async () => {
    const answer = await product.says(`/loans run ${DAY}`);
    expect(answer).toContain(await linkTo(cardId(`${BATCH}-g1`)));
    expect(await submissions(DAY)).toHaveLength(3);
  });

  test("forced is the next generation, with a card and a summary of its own", async () => {
    await product.says(`/loans run ${DAY} --force "once more"`);
    await product.shows(cardId(`${BATCH}-g2`), "succeeded");
    expect(await submissions(DAY)).toHaveLength(6);
    await product.shows(summaryId(`${BATCH}-g2`), "Adds up");
    expect(await howMany(summaryId(`${BATCH}-g1`))).toBe(1);
  });

  test("is compared with the day before it", async () => {
    await product.says(`/loans run ${NEXT_DAY}`);
    const summary = summaryId(`batch-loan-tracker-${NEXT_DAY}-g1`);
    await product.shows(summary, `no change since ${shortDay(DAY as Day)}`);
    await product.shows(cardId(`batch-loan-tracker-${NEXT_DAY}-g1`), "succeeded");
    const again = await product.says(`/loans summary ${NEXT_DAY}`, "viewer");
    expect(again).toContain(`Daily loans ${NEXT_DAY}: 500`);
  });

  test("is listed with the other runs, newest first", async () => {
    const runs = await product.says("/loans runs", "viewer");
    const order = [
      `batch-loan-tracker-${NEXT_DAY}-g1`,
      `${BATCH}-g2`,
      `${BATCH}-g1`,
      "deploy-loan-tracker-3",
    ];
    const places = order.map((id) => runs.indexOf(id));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(-1);
  });
});

describe("teardown", () => {
  const form = async () => {
    await product.says("/loans teardown");
    const modal = (await product.door.views("operator")).find(({ type }) => type === "modal");
    if (!modal) throw new Error("no form was opened");
    return modal;
  };

  test("tells in numbers what goes with it, and what stays", async () => {
    const { sdk, client } = await clientsAt(product.sandbox.urls.aws).s3();
    const { Buckets = [] } = await client.send(new sdk.ListBucketsCommand({}));
    const Bucket = Buckets.find(({ Name }) => Name?.startsWith("loan-tracker-"))?.Name;
    const { Versions = [] } = await client.send(new sdk.ListObjectVersionsCommand({ Bucket }));
    const bytes = Versions.reduce((all, { Size = 0 }) => all + Size, 0);
    const words = JSON.stringify((await form())["blocks"]);
    expect(Versions.length).toBeGreaterThan(10);
    expect(words).toContain(`result: ${Versions.length} objects, ${bytesInWords(bytes)}, of `);
    expect(words).toMatch(/of \d+ days from \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d/);
    expect(words).toContain("What stays: the summaries in the channel");
    expect(words).toContain("The audit record stays in the bot's Redis alone");
  });

  test("wants the stack's name, exactly", async () => {
    const { id: viewId } = await form();
    const { errors } = await product.door.submit("operator", {
      view_id: viewId,
      values: { stack_name: "loans" },
    });
    expect(Object.values(errors ?? {}).join()).toContain("loan-tracker");
    expect(await howMany(cardId("teardown-loan-tracker-1"))).toBe(0);
  });

  test("removes everything and proves it", async () => {
    const { id: viewId } = await form();
    await product.door.submit("operator", { view_id: viewId, values: { stack_name: "loan-tracker" } });
    await product.shows(cardId("teardown-loan-tracker-1"), "succeeded");
    expect(await product.textOf(cardId("teardown-loan-tracker-1"))).toContain(
      "Nothing billable is left of loan-tracker.",
    );
    expect(await product.leftovers()).toEqual([]);
  });

  test("leaves the hash of the audit record's last entry in the channel, where Redis alone has that", async () => {
    const { audit } = keysFor("loan-tracker");
    const record = async () =>
      (await product.redis.lrange(audit, 0, -1)).map((line) => auditEntrySchema.parse(JSON.parse(line)));
    const run = "teardown-loan-tracker-1";
    const ofTeardown = async () => (await record()).filter((entry) => entry.run === run);
    await expect
      .poll(async () => (await ofTeardown()).map(({ act }) => act))
      .toEqual(expect.arrayContaining(["asked", "ended"]));
    const end = (await ofTeardown()).at(-1);
    expect(await product.shows(noticeId(`audit-head-${run}-${end?.seq}`), "audit record")).toContain(
      end?.hash,
    );
  });

  test("of what is not there is refused, and so is a day", async () => {
    expect(await product.says("/loans teardown")).toContain("There is no stack");
    expect(await product.says("/loans run today")).toContain("Type `/loans deploy` first.");
    expect((await product.door.views("operator")).filter(({ type }) => type === "modal")).toEqual([]);
  });
});
