import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signedHeaders } from "../../sandbox/slack/signature.ts";
import type { Day } from "../../src/domain/day.ts";
import { longDay } from "../../src/domain/long-day.ts";
import { cardId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";

/** What the wrong words, the wrong person, the wrong moment and a wrong signature come to, on a stack that is not there. */

let product: Product;
const DEPLOY = cardId("deploy-loan-tracker-1");

beforeAll(async () => {
  product = await startProduct();
});

afterAll(async () => {
  await product?.stop();
});

const today = new Date().toISOString().slice(0, 10) as Day;
const changes = async () =>
  await Promise.all(
    ["CreateChangeSet", "AddJobFlowSteps", "PutObject"].map((operation) =>
      product.ledger({ operation, prefix: "" }),
    ),
  );

describe("what was typed is answered with what is wrong and what to type:", () => {
  test.each([
    [
      "a slip of the pen",
      "/loans rnu today",
      [
        "Reading `/loans rnu today`: there is no such command.",
        "`/loans help` lists what there is.",
        `Did you mean \`/loans run ${today}\`?`,
        `[Run ${longDay(today)}]`,
      ],
    ],
    [
      "an unknown command",
      "/loans frobnicate",
      ["Reading `/loans frobnicate`: there is no such command.", "`/loans help` lists what there is."],
    ],
    [
      "a date that is in no calendar",
      "/loans run 2026-02-30",
      [
        `Reading \`/loans run 2026-02-30\`: "2026-02-30" is no day; a day is today, yesterday or a date such as ${today}.`,
        "Type `/loans run YYYY-MM-DD`",
      ],
    ],
    [
      "a day that has not come",
      "/loans run 2999-01-01",
      [
        `Reading \`/loans run 2999-01-01\`: 2999-01-01 is after today, ${today}.`,
        "Type `/loans run YYYY-MM-DD`",
      ],
    ],
    [
      "an option that does not exist",
      "/loans run today --fast",
      [
        "Reading `/loans run today --fast`: there is no option `--fast`.",
        `Type \`/loans run ${today}\``,
        `[Run ${longDay(today)}]`,
      ],
    ],
    [
      "more than a command takes",
      "/loans teardown now",
      [
        "Reading `/loans teardown now`: `teardown` takes nothing after it.",
        "Type `/loans teardown`",
        "[Teardown]",
      ],
    ],
  ])("%s", async (_, text, lines) => {
    expect((await product.says(text)).split("\n")).toEqual(lines);
  });
});

test("who is no operator is told whom to ask", async () => {
  const ask = "You can ask @operator, @operator2.";
  expect(await product.says("/loans deploy", "viewer")).toBe(`Only operators may deploy.\n${ask}`);
  expect(await product.says("/loans teardown", "viewer")).toBe(`Only operators may tear down.\n${ask}`);
  expect(await product.says("/loans run today", "guest")).toBe(
    `Guests and people from other workspaces may not run.\n${ask}`,
  );
});

test("without a stack there is nothing to run on, and nothing to tear down", async () => {
  expect(await product.says("/loans run today")).toBe(
    `Running ${today}: the stack "loan-tracker" is not deployed.\nType \`/loans deploy\` first.\n${longDay(today)}, UTC`,
  );
  expect(await product.says("/loans teardown")).toBe(
    "There is no stack `loan-tracker` to tear down. `/loans runs` tells what was done before.",
  );
});

test("a right that AWS refuses is named, with what to allow", async () => {
  await product.awsFault({
    service: "cloudformation",
    operation: "DescribeStacks",
    kind: "deny",
    times: 1,
  });
  const lines = (await product.says("/loans run today")).split("\n");
  expect(lines).toEqual([
    expect.stringMatching(
      /^Asking AWS for CloudFormation DescribeStacks: User: .* is not authorized to perform: cloudformation:DescribeStacks /,
    ),
    "Allow `cloudformation:DescribeStacks` to the bot's role, as cloudformation/bot-access.yaml does.",
  ]);
  // The account's number is nobody's business in a channel.
  expect(lines[0]).not.toMatch(/\d{12}/);
});

describe("a request that Slack did not sign is answered with 401:", () => {
  const secret = () => product.sandbox.env["SLACK_SIGNING_SECRET"] ?? "";
  const deploy = new URLSearchParams({
    command: "/loans",
    text: "deploy",
    user_id: "U0OPERATOR",
    channel_id: "C0LOANS",
    team_id: "T0LOANBANK",
    trigger_id: "1.2.abc",
    response_url: "http://127.0.0.1:1/never",
  }).toString();

  async function send(signedWith: string, agoSeconds: number): Promise<number> {
    const seconds = Math.floor(Date.now() / 1_000) - agoSeconds;
    const { status } = await fetch(`${product.sandbox.urls.app}/slack/events`, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        ...signedHeaders(deploy, { secret: signedWith, seconds }),
      },
      body: deploy,
    });
    return status;
  }

  test("with another secret, and with the right one more than five minutes ago", async () => {
    expect(await send("not-the-secret", 0)).toBe(401);
    expect(await send(secret(), 6 * 60)).toBe(401);
  });
});

test("nothing of all this reached the channel or changed anything in AWS", async () => {
  expect(await product.door.messages("approver")).toEqual([]);
  expect((await changes()).flat()).toEqual([]);
});

describe("a stack that is rolled back", () => {
  test("is told by the first resource that failed and its reason", async () => {
    await product.awsFault({
      service: "cloudformation",
      operation: "AWS::Redshift::Cluster",
      kind: "fail-resource",
      times: 1,
      reason: "The node type rg.large is not offered in us-west-1a",
    });
    await product.deploy({ number: 1, ends: "[Retry]" });
    const card = await product.textOf(DEPLOY);
    expect(card).toContain("❌ failed · step 4 of 7: apply the changes");
    expect(card).toContain(
      [
        "Making RedshiftCluster (AWS::Redshift::Cluster): The node type rg.large is not offered in us-west-1a.",
        "CloudFormation took back what it had made; mend the cause, then press Retry.",
      ].join("\n"),
    );
    expect(card).not.toMatch(/cancelled|RequestToken/);
  });

  test("takes no runs, and says what to type", async () => {
    expect(await product.says("/loans status", "viewer")).toContain(
      "Of the stack `loan-tracker` only remains are there. `/loans deploy` clears them away and makes it anew; where days are in its lake, `/loans teardown` deletes them with it.",
    );
    expect(await product.says("/loans run today")).toBe(
      [
        `Running ${today}: the stack "loan-tracker" is ROLLBACK_COMPLETE, which takes no runs.`,
        "Type `/loans deploy` first: it clears away what is left and begins anew.",
        `${longDay(today)}, UTC`,
      ].join("\n"),
    );
  });

  test("is deployed well by Retry, which can be pressed again when a right is missing further on", async () => {
    await product.press(DEPLOY, "run.retry");
    await product.shows(DEPLOY, "[Apply]");
    await product.awsFault({
      service: "redshift-data",
      operation: "ExecuteStatement",
      kind: "deny",
      times: 1,
    });
    await product.press(DEPLOY, "run.apply");
    await product.shows(DEPLOY, "❌ failed · step 6 of 7: prepare the warehouse");
    expect(await product.textOf(DEPLOY)).toContain(
      "Allow `redshift-data:ExecuteStatement` to the bot's role, as cloudformation/bot-access.yaml does.",
    );
    await product.press(DEPLOY, "run.retry");
    await product.shows(DEPLOY, "✅ succeeded");
    expect(await product.textOf(DEPLOY)).toContain("attempt 3");
    // What stood already was left alone: one stack rolled back, one made.
    expect(await product.ledger({ operation: "ExecuteChangeSet", prefix: "" })).toHaveLength(2);
  });
});

test("the wrong name in the form tears nothing down, and the field says which name is wanted", async () => {
  await product.says("/loans teardown");
  const form = (await product.door.views("operator")).find(({ type }) => type === "modal");
  const { errors } = await product.door.submit("operator", {
    view_id: form?.id ?? "",
    values: { stack_name: "loan-trackr" },
  });
  expect(Object.values(errors ?? {})).toEqual([
    "That is not the stack's name. Type loan-tracker to tear it down.",
  ]);
  expect(await product.ledger({ operation: "DeleteStack", prefix: "loan-tracker" })).toHaveLength(1);
});
