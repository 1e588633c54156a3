import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Day } from "../src/domain/day.ts";
import { addDays, dayIn } from "../src/domain/day.ts";
import { formatDuration } from "../src/domain/duration.ts";
import { Problem } from "../src/domain/problem.ts";
import { countFile } from "./count-file.ts";
import type { Outcome, SeenMessage } from "./door-client.ts";
import { countsShown, SlackDoor } from "./door-client.ts";
import type { Sandbox } from "./sandbox.ts";
import { DEFAULT_SPEED, startSandbox } from "./sandbox.ts";
import { projectDirectory } from "./setup/tools.ts";
import { messageAsText } from "./slack/read-message.ts";

/** `npm run demo`: the main job, played through Slack as a person would, every message printed and checked. */

/** How long any one part may take before the demo says what it still waits for. */
const PART_LIMIT_MS = 120_000;

const OPERATOR = "operator";

const { values } = parseArgs({
  options: { home: { type: "string", default: join(projectDirectory, ".sandbox", "demo") } },
});
const beginning = performance.now();
const parts: (readonly [string, number])[] = [];

try {
  const sandbox = await timed("start of the sandbox", () =>
    startSandbox({
      home: values.home,
      fresh: true,
      speed: DEFAULT_SPEED,
      env: process.env,
    }),
  );
  process.once("SIGINT", () => void sandbox.stop().then(() => process.exit(130)));
  try {
    await play(sandbox);
  } finally {
    await sandbox.stop();
  }
  print("");
  for (const [name, ms] of parts) print(`${formatDuration(ms).padStart(9)}  ${name}`);
  print(`${formatDuration(performance.now() - beginning).padStart(9)}  in all`);
} catch (error) {
  const says =
    error instanceof Problem ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`\nThe demo stops: ${says}\n`);
  process.exitCode = 1;
}

async function play(sandbox: Sandbox): Promise<void> {
  const door = new SlackDoor(sandbox.urls.slack);
  const day = dayIn(sandbox.env["LOANS_TIMEZONE"] ?? "UTC", new Date());
  const sourceOf = (one: Day) => (sandbox.env["LOANS_SOURCE"] ?? "").replaceAll("{date}", one);

  await timed("deploy", async () => {
    await type(door, "/loans deploy");
    const plan = await until(door, "deploy", ({ message }) => hasButton(message, "run.apply"));
    show(plan);
    print(`${OPERATOR} presses Apply`);
    await door.click(OPERATOR, { ts: plan.ts, action_id: "run.apply" });
    show(await finished(door, "deploy", "the stack to come up"));
  });

  const summary = await timed("run today", async () => {
    await type(door, "/loans run today");
    show(await finished(door, "batch", "the batch to end"));
    const found = await until(door, "summary", () => true);
    show(found);
    return found;
  });
  await checkCounts(summary, sourceOf(day));

  await timed("run today again", async () => {
    const outcome = await type(door, "/loans run today");
    const card = await until(door, "batch", () => true);
    const link = `/p${card.ts.replace(".", "")}`;
    const cards = (await cardsOf(door, "batch")).length;
    if (!JSON.stringify(outcome.replies).includes(link) || cards !== 1) {
      throw wrong(
        `asking for ${day} again: the answer does not link the one card that is there (${cards} cards)`,
      );
    }
    print("✓ the same card, no second run");
  });

  await timed("backfill of the three days before", async () => {
    const days = [3, 2, 1].map((back) => addDays(day, -back));
    await type(door, `/loans run ${days[0]}..${days.at(-1)}`);
    const preview = await until(door, "backfill", ({ message }) => hasButton(message, "run.apply"));
    show(preview);
    print(`${OPERATOR} presses Apply`);
    await door.click(OPERATOR, { ts: preview.ts, action_id: "run.apply" });
    const card = await finished(door, "backfill", "the days to be run");
    show(card);
    await checkBackfill(card, { days, sourceOf });
    const others = (await cardsOf(door, "batch")).length - 1;
    if (others > 0) throw wrong(`after the backfill: its days have ${others} cards of their own`);
  });

  await timed("status", async () => {
    await type(door, "/loans status");
  });

  await timed("teardown", async () => {
    const outcome = await type(door, "/loans teardown");
    const modal = (await door.views(OPERATOR)).find((view) => view.type === "modal");
    if (!modal)
      throw wrong(`tearing down: no form was opened, the answer was ${JSON.stringify(outcome.replies)}`);
    const name = sandbox.env["LOANS_STACK"] ?? "loan-tracker";
    print(`${OPERATOR} types the name "${name}" and confirms`);
    const submitted = await door.submit(OPERATOR, { view_id: modal.id, values: { stack_name: name } });
    if (Object.keys(submitted.errors ?? {}).length > 0)
      throw wrong(`tearing down: the form answers ${JSON.stringify(submitted.errors)}`);
    show(await finished(door, "teardown", "the stack to go"));
  });
  const { leftovers } = (await (await fetch(`${sandbox.urls.aws}/sandbox/leftovers`)).json()) as {
    leftovers: readonly unknown[];
  };
  if (leftovers.length > 0) throw wrong(`after the teardown: AWS still has ${JSON.stringify(leftovers)}`);
  print("✓ nothing billable is left in AWS");
}

async function type(door: SlackDoor, text: string): Promise<Outcome> {
  print(`\n${OPERATOR} types ${text}`);
  const outcome = await door.say(OPERATOR, text);
  if (outcome.status !== 200) throw wrong(`typing ${text}: the app answered ${outcome.status}`);
  for (const reply of outcome.replies) print(indented(messageAsText(reply), "  (only you) "));
  return outcome;
}

/** What the channel shows against a count of the file by another reader. */
async function checkCounts(summary: SeenMessage, source: string): Promise<void> {
  const shown = countsShown(summary);
  const counted = await countFile(source);
  for (const category of new Set([...shown.keys(), ...counted.keys()])) {
    const inFile = counted.get(category) ?? 0;
    if (shown.get(category) !== inFile) {
      throw wrong(
        `checking the summary: ${category} is ${shown.get(category) ?? "missing"}, the file has ${inFile}`,
      );
    }
  }
  if (shown.size === 0) throw wrong("checking the summary: it shows no counts");
  print(`✓ all ${shown.size} counts agree with an independent count of the file`);
}

/** The loans of each row of the card against a count of the day's file by another reader. */
async function checkBackfill(
  card: SeenMessage,
  { days, sourceOf }: { readonly days: readonly Day[]; readonly sourceOf: (day: Day) => string },
): Promise<void> {
  const lines = messageAsText(card).split("\n");
  for (const day of days) {
    const row = lines.find((line) => line.startsWith(`✓ ${day} `)) ?? "";
    const shown = Number(/ ([\d,]+) loans?$/.exec(row)?.[1]?.replaceAll(",", ""));
    const inFile = [...(await countFile(sourceOf(day))).values()].reduce((sum, count) => sum + count, 0);
    if (shown !== inFile)
      throw wrong(`checking the backfill: the row "${row}" of ${day}, the file has ${inFile} loans`);
  }
  print(`✓ ${days.length} days on one card, all counts agree with an independent count of the files`);
}

/** Waits for a run's card to end well; says what is in progress meanwhile. */
async function finished(door: SlackDoor, kind: Kind, what: string): Promise<SeenMessage> {
  const card = await until(door, kind, ({ state }) => state !== "live", what);
  const state = stateOf(card);
  if (state !== "succeeded") {
    show(card);
    throw wrong(`waiting for ${what}: the run ended as ${state}, its card says why`);
  }
  return card;
}

type Kind = "deploy" | "batch" | "backfill" | "teardown" | "summary";

async function cardsOf(door: SlackDoor, kind: Kind): Promise<readonly SeenMessage[]> {
  const id = kind === "summary" ? /^summary-/ : new RegExp(`^card-${kind}-`);
  return (await door.messages(OPERATOR)).filter((message) =>
    id.test(String(message.metadata?.event_payload["id"] ?? "")),
  );
}

/** Looks at the newest message of a kind until it is as wanted; prints a live line of what it says. */
async function until(
  door: SlackDoor,
  kind: Kind,
  isReady: (card: { readonly message: SeenMessage; readonly state: string }) => boolean,
  what: string = kind,
): Promise<SeenMessage> {
  const limit = performance.now() + PART_LIMIT_MS;
  let line = "";
  while (performance.now() < limit) {
    const message = (await cardsOf(door, kind)).at(-1);
    if (message) {
      const state = stateOf(message);
      if (isReady({ message, state }) || state === "failed" || state === "held")
        return endLine(line, message);
      line = live(line, message);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw wrong(`waiting for ${what}: nothing after ${formatDuration(PART_LIMIT_MS)}; the last was "${line}"`);
}

/** The state that the card says in words; `live` while it is at work. */
function stateOf(message: SeenMessage): string {
  return /^\S+ (succeeded|failed|held|canceled)\b/m.exec(messageAsText(message))?.[1] ?? "live";
}

function hasButton(message: SeenMessage, actionId: string): boolean {
  return (message.blocks ?? []).some((block) =>
    block.elements?.some((element) => element.action_id === actionId),
  );
}

function live(before: string, message: SeenMessage): string {
  const lines = messageAsText(message).split("\n");
  const line = lines.find((one) => /⏳|underway/.test(one)) ?? lines[0] ?? "";
  if (line === before) return before;
  if (process.stdout.isTTY) process.stdout.write(`\r\u001B[2K  … ${line.slice(0, 100)}`);
  else print(`  … ${line}`);
  return line;
}

function endLine(line: string, message: SeenMessage): SeenMessage {
  if (line !== "" && process.stdout.isTTY) process.stdout.write("\r\u001B[2K");
  return message;
}

function show(message: SeenMessage): void {
  print(indented(messageAsText(message), "  ┃ "));
}

function indented(text: string, by: string): string {
  return text.replaceAll(/^/gm, by);
}

async function timed<T>(name: string, part: () => Promise<T>): Promise<T> {
  const from = performance.now();
  const result = await part();
  parts.push([name, performance.now() - from]);
  return result;
}

function wrong(says: string): Problem {
  return new Problem("demo", says, { remedy: `the logs are in ${join(values.home, "logs")}` });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
