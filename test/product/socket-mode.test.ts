import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openControlDoor } from "../../sandbox/driver/control-door.ts";
import { until } from "../../sandbox/driver/until.ts";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { recordedSpark } from "../support/spark/shared-recording.ts";

/** The app hears Slack over connections of its own; Slack renews, doubles, cuts and refuses them. */

let product: Product;
let sockets: ReturnType<typeof openControlDoor>;
const day = "2026-11-10";
const run = `batch-loan-tracker-${day}-g1`;

const counts = async () => (await sockets.get("sockets")) as { readonly open: number; readonly left: number };
const open = async () => (await counts()).open;
const bothAreOpen = async () => await until("both connections are open", async () => (await open()) === 2);
const reasons = async () => {
  const answer = await fetch(`${product.sandbox.urls.app}/readyz`);
  return { status: answer.status, says: await answer.text() };
};

beforeAll(async () => {
  product = await startProduct({}, { hasSockets: true, replaySpark: await recordedSpark() });
  sockets = openControlDoor(product.sandbox.urls.slack);
});

afterAll(async () => {
  await product?.stop();
});

beforeEach(bothAreOpen);

test("the whole loop: commands, buttons, a mention and a form, and nothing over HTTP", async () => {
  await product.deploy();
  await product.says(`@loans run ${day}`);
  await product.shows(summaryId(run), "Adds up");
  expect(await product.says("/loans status")).toContain("succeeded");
  const event = { method: "POST", body: "command=%2Floans&text=status" };
  expect((await fetch(`${product.sandbox.urls.app}/slack/events`, event)).status).toBe(404);
  await product.says("/loans teardown");
  const views = await product.door.views("operator");
  const form = views.findLast(({ type }) => type === "modal");
  const wrong = await product.door.submit("operator", {
    view_id: form?.id ?? "",
    values: { stack_name: "another" },
  });
  expect(JSON.stringify(wrong.errors)).toContain("loan-tracker");
});

test("renewed ten times, no command goes unheard", async () => {
  const unheard: number[] = [];
  const { left } = await counts();
  let typed = 0;
  let isOver = false;
  const type = async () => {
    while (!isOver) {
      const { status } = await product.door.say("viewer", "/loans help");
      typed += 1;
      if (status !== 200) unheard.push(status);
    }
  };
  const typing = Promise.all(Array.from({ length: 8 }, type));
  for (let renewal = 0; renewal < 10; renewal += 1) {
    await sockets.post("sockets/farewell", { reason: renewal % 2 === 0 ? "warning" : "refresh_requested" });
    await bothAreOpen();
    await setTimeout(50);
  }
  isOver = true;
  await typing;
  expect(unheard).toEqual([]);
  expect(typed).toBeGreaterThan(10);
  // What is on its way to a connection that the app ends by itself would be lost.
  expect((await counts()).left).toBe(left);
});

test("what comes over both connections is done once", async () => {
  const later = "2026-11-11";
  await sockets.post("sockets/twice", { requests: 2 });
  await product.says(`/loans run ${later}`);
  await product.door.say("operator", `@loans run ${later}`);
  await product.shows(summaryId(`batch-loan-tracker-${later}-g1`), "Adds up");
  expect(await product.messages(cardId(`batch-loan-tracker-${later}-g1`))).toHaveLength(1);
  const steps = await product.ledger({
    operation: "AddJobFlowSteps",
    prefix: `lt/batch-loan-tracker-${later}-`,
  });
  expect(steps).toHaveLength(3);
});

test("frames that are none of Slack's are ignored or refused, and end nothing", async () => {
  const pid = product.sandbox.pid("app");
  const frames = [
    ...["", "null", "no JSON", "[]", '{"type":"close"}', '{"type":"error"}', '{"type":"connected"}', "{}"],
    '{"type":"slack_event","envelope_id":"1","payload":{}}',
    '{"type":"events_api","envelope_id":"1","payload":{}}',
    '{"type":"slash_commands","envelope_id":"1","payload":null}',
    '{"type":"interactive","payload":{"type":"block_actions"}}',
  ];
  for (const frame of frames) await sockets.post("sockets/say", { frame });
  expect(await product.says("/loans status")).toContain("Status of loan-tracker");
  expect(product.sandbox.pid("app")).toBe(pid);
  expect(await open()).toBe(2);
  const metrics = await (await fetch(`${product.sandbox.urls.app}/metrics`)).text();
  // The empty frame, null, what is no JSON, and three that bear the name of an envelope; each came over both connections.
  expect(metrics).toMatch(/requests_refused_total\{because="an envelope that cannot be read".*\} 12$/m);
});

test("a Slack that is away is waited for, told, and heard again by the same process", async () => {
  const pid = product.sandbox.pid("app");
  await product.door.fault({ method: "apps.connections.open", status: 503, times: 1_000_000 });
  await sockets.post("sockets/cut", {});
  await until("the app says that it hears nothing", async () =>
    (await reasons()).says.includes("no connection to Slack is open, so no command is heard: "),
  );
  expect((await reasons()).status).toBe(503);
  await product.door.clearFaults();
  await bothAreOpen();
  expect(await product.says("/loans status")).toContain("Status of loan-tracker");
  expect(product.sandbox.pid("app")).toBe(pid);
  await until("it is ready again", async () => (await reasons()).status === 200);
});

test.each([
  ["invalid_auth", "correct SLACK_APP_TOKEN"],
  ["not_allowed_token_type", "make an app-level token with connections:write"],
])("a token that Slack refuses with %s is told with what helps", async (error, remedy) => {
  await product.door.fault({ method: "apps.connections.open", error, times: 1_000_000 });
  await sockets.post("sockets/cut", {});
  await until("it is told", async () => (await reasons()).says.includes(`${error}; ${remedy}`));
  await product.door.clearFaults();
  await bothAreOpen();
});

test("Socket Mode that is turned off in the app's settings is told, and turned on again it is heard", async () => {
  await sockets.post("sockets/farewell", { reason: "link_disabled", which: "all" });
  await until("it is told", async () =>
    (await reasons()).says.includes("turn on Socket Mode in the app's settings"),
  );
  await sockets.post("sockets/enable", {});
  await bothAreOpen();
});

test("it stops in time, and leaves no connection", async () => {
  const began = performance.now();
  product.sandbox.signal("app", "SIGTERM");
  await until("nothing is open", async () => (await open()) === 0);
  expect(performance.now() - began).toBeLessThan(8_000);
});
