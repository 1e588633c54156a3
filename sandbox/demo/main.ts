import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { actionId } from "../../src/bot/names.ts";
import { endWhenUnread, readOptions } from "../../src/cli/command-line.ts";
import type { Day } from "../../src/domain/day.ts";
import { addDays, dayIn, daysOf } from "../../src/domain/day.ts";
import { formatDuration } from "../../src/domain/duration.ts";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import { Problem } from "../../src/domain/problem.ts";
import { batchId } from "../../src/domain/runs/run-id.ts";
import { countFile } from "../data/count-file.ts";
import { placeDailyFiles } from "../data/daily-files.ts";
import { AwsConsole } from "../driver/aws-console.ts";
import { openCloud } from "../driver/cloud.ts";
import type { Person } from "../driver/person.ts";
import { openPerson } from "../driver/person.ts";
import type { Outcome, SeenMessage } from "../driver/slack-door.ts";
import { countsShown, hasButton, idOf } from "../driver/slack-door.ts";
import type { Sandbox } from "../sandbox.ts";
import { DEFAULT_SPEED, startSandbox } from "../sandbox.ts";
import { projectDirectory } from "../setup/tools.ts";
import { messageAsText } from "../slack/read-message.ts";
import { DemoPage } from "./page.ts";

/** `npm run demo`: the whole loop, played through Slack as a person would, every message printed and checked. */

/** How long any one part may take before the demo says what it still waits for. */
const PART_LIMIT_MS = 120_000;

const OPERATOR = "operator";

/** The days before today that the demo asks for. */
const DAYS_BACK = 5;

/** A person's own files, one a day: the demo puts none in their place. */
const hasOwnDays = ["{date}", "s3://"].some((sign) => process.env["LOANS_SOURCE"]?.includes(sign));

let home = join(projectDirectory, ".sandbox", "demo");
const page = new DemoPage();

endWhenUnread();
try {
  ({ home } = readOptions(
    { home: { type: "string", default: home } },
    { act: "beginning", usage: "use npm run demo -- [--home DIRECTORY]" },
  ));
  page.begin();
  const sandbox = await page.part("The sandbox starts", () =>
    startSandbox({
      home,
      fresh: true,
      keepsSparkWarm: true,
      speed: DEFAULT_SPEED,
      env: withDailyFiles(process.env),
    }),
  );
  process.once("SIGINT", () => void sandbox.stop().then(() => process.exit(130)));
  try {
    await play(sandbox);
  } finally {
    page.settle();
    await sandbox.stop();
  }
  page.end();
} catch (error) {
  const says =
    error instanceof Problem ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`\nThe demo stops: ${says}\n`);
  process.exitCode = 1;
}

/** One file for all days would be held from the second day on: the other days get theirs, made of its loans. */
function withDailyFiles(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const given = env["LOANS_SOURCE"]?.trim() ?? "";
  if (given === "" || hasOwnDays || !existsSync(given)) return env;
  const day = dayIn(env["LOANS_TIMEZONE"]?.trim() || "UTC", new Date());
  const folder = mkdtempSync(join(tmpdir(), "loan-tracker-demo-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const days = daysOf(addDays(day, -DAYS_BACK), addDays(day, 1));
  const source = placeDailyFiles(folder, days, { text: readFileSync(given, "latin1"), day });
  return { ...env, LOANS_SOURCE: source };
}

async function play(sandbox: Sandbox): Promise<void> {
  const person = openPerson(sandbox, { withinMs: PART_LIMIT_MS, everyMs: 100 });
  const stack = sandbox.env["LOANS_STACK"] ?? "loan-tracker";
  const day = dayIn(sandbox.env["LOANS_TIMEZONE"] ?? "UTC", new Date());
  const sourceOf = (one: Day) => (sandbox.env["LOANS_SOURCE"] ?? "").replaceAll("{date}", one);
  const runOf = (one: Day) => batchId({ stack, day: one }, 1);
  // The home is a fresh one: each run is the first of its kind.
  const [deploy, backfill, teardown] = ["deploy", "backfill", "teardown"].map((kind) =>
    cardId(`${kind}-${stack}-1`),
  ) as [string, string, string];
  const batchCards = async () =>
    (await person.door.messages(OPERATOR)).filter((one) => idOf(one).startsWith(cardId("batch-"))).length;

  await page.part("Deploy: a plan, Apply, and the stack comes up", async () => {
    await type(person, "/loans deploy");
    await apply(person, deploy, "deploy");
    page.channel(await finished(person, deploy, "the stack to come up"));
  });

  await page.part("Today: Spark counts the loans, Redshift shows them, the channel hears", async () => {
    await type(person, "/loans run today");
    page.channel(await finished(person, cardId(runOf(day)), "the batch to end"));
    const summary = await until(person, summaryId(runOf(day)), "summary", () => true);
    page.channel(summary);
    await checkCounts(summary, sourceOf(day));
  });

  await page.part("Today again: nothing is done twice", async () => {
    const outcome = await type(person, "/loans run today");
    const card = await until(person, cardId(runOf(day)), "batch", () => true);
    const link = `/p${card.ts.replace(".", "")}`;
    const cards = await batchCards();
    if (!JSON.stringify(outcome.replies).includes(link) || cards !== 1) {
      throw wrong(
        `asking for ${day} again: the answer does not link the one card that is there (${cards} cards)`,
      );
    }
    page.holds("the same card, no second run");
  });

  const days = [3, 2, 1].map((back) => addDays(day, -back));
  await page.part("Backfill: the three days before, oldest first", async () => {
    await type(person, `/loans run ${days[0]}..${days.at(-1)}`);
    await apply(person, backfill, "backfill");
    const card = await finished(person, backfill, "the days to be run");
    page.channel(card);
    await checkBackfill(card, { days, sourceOf });
    const others = (await batchCards()) - 1;
    if (others > 0) throw wrong(`after the backfill: its days have ${others} cards of their own`);
  });

  await page.part("Cancel: one more day, ended while Spark is at it", async () => {
    const canceled = addDays(day, -4);
    const runId = runOf(canceled);
    await type(person, `/loans run ${canceled}`);
    // The second of the three EMR steps is Spark's.
    const isAtSpark = (message: SeenMessage) => messageAsText(message).includes("1 of 3 done");
    await until(person, cardId(runId), "Spark to begin", (card) => isAtSpark(card) || hasEnded(card));
    await type(person, "/loans cancel");
    const card = await until(person, cardId(runId), "the run to end", hasEnded);
    page.channel(card);
    const isSummarized = (await person.message(summaryId(runId))) !== undefined;
    const published = { stack, day: canceled, others: [...days, day] };
    await checkCanceled(new AwsConsole(sandbox.urls.aws), { card, runId, isSummarized, ...published });
  });

  await page.part("Held: another day's file again, until a person vouches for it", async () => {
    const repeated = addDays(day, -DAYS_BACK);
    if (hasOwnDays) {
      page.holds(
        "left out: LOANS_SOURCE has a file of its own for each day, and the demo changes none of them",
      );
      return;
    }
    copyFileSync(sourceOf(day), sourceOf(repeated));
    await type(person, `/loans run ${repeated}`);
    const card = await until(person, cardId(runOf(repeated)), "the day to be held", hasEnded);
    page.channel(card);
    if (stateOf(card) !== "held" || !messageAsText(card).toLowerCase().includes(`the same file as ${day}`))
      throw wrong(`counting the file of ${day} as ${repeated}: its card does not hold it for that`);
    if ((await person.message(summaryId(runOf(repeated)))) !== undefined)
      throw wrong(`counting the file of ${day} as ${repeated}: a held day has a summary`);
    await type(person, `/loans release ${repeated} "checked with the loan desk: it is right"`);
    const summary = await until(person, summaryId(runOf(repeated)), "summary", () => true);
    page.channel(summary);
    if (!messageAsText(summary).includes("checked with the loan desk: it is right"))
      throw wrong(`releasing ${repeated}: its summary does not say why`);
    await checkCounts(summary, sourceOf(repeated));
  });

  await page.part("Status", async () => {
    await type(person, "/loans status");
  });

  await page.part("Teardown: everything goes, and that is proven", async () => {
    const outcome = await type(person, "/loans teardown");
    const submitted = await person.confirmTeardown();
    if (!submitted)
      throw wrong(`tearing down: no form was opened, the answer was ${JSON.stringify(outcome.replies)}`);
    page.does(OPERATOR, `types the name "${stack}" into the form and confirms`);
    if (Object.keys(submitted.errors ?? {}).length > 0)
      throw wrong(`tearing down: the form answers ${JSON.stringify(submitted.errors)}`);
    page.channel(await finished(person, teardown, "the stack to go"));
    const leftovers = await openCloud(sandbox.urls.aws).leftovers();
    if (leftovers.length > 0) throw wrong(`after the teardown: AWS still has ${JSON.stringify(leftovers)}`);
    page.holds("nothing billable is left in AWS");
  });
}

async function type({ door }: Person, text: string): Promise<Outcome> {
  page.types(OPERATOR, text);
  const outcome = await door.say(OPERATOR, text);
  if (outcome.status !== 200) throw wrong(`typing ${text}: the app answered ${outcome.status}`);
  for (const reply of outcome.replies) page.alone(reply);
  return outcome;
}

async function apply(person: Person, id: string, what: string): Promise<void> {
  page.channel(await until(person, id, what, (card) => hasButton(card, actionId.apply)));
  page.does(OPERATOR, "presses Apply");
  await person.press(id, actionId.apply);
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
  page.holds(`all ${shown.size} counts agree with an independent count of the file`);
}

/** The loans of each row of the card against a count of the day's file by another reader. */
async function checkBackfill(
  card: SeenMessage,
  { days, sourceOf }: { readonly days: readonly Day[]; readonly sourceOf: (day: Day) => string },
): Promise<void> {
  const lines = messageAsText(card).split("\n");
  for (const day of days) {
    const row = lines.find((line) => line.startsWith(`✓ ${day} `)) ?? "";
    const shown = Number(/ · ([\d,]+) loans?(?=$|,| · )/.exec(row)?.[1]?.replaceAll(",", ""));
    const inFile = [...(await countFile(sourceOf(day))).values()].reduce((sum, count) => sum + count, 0);
    if (shown !== inFile)
      throw wrong(`checking the backfill: the row "${row}" of ${day}, the file has ${inFile} loans`);
  }
  page.holds(`${days.length} days on one card, all counts agree with an independent count of the files`);
}

/** What the card says of a canceled run against what AWS and the channel hold: nothing of it may be at work or published. */
async function checkCanceled(
  aws: AwsConsole,
  seen: {
    readonly card: SeenMessage;
    readonly runId: string;
    readonly isSummarized: boolean;
    readonly stack: string;
    readonly day: Day;
    /** The days that are to be published. */
    readonly others: readonly Day[];
  },
): Promise<void> {
  const { card, runId, day, others } = seen;
  const checking = `checking the canceled run of ${day}`;
  const state = stateOf(card);
  if (state !== "canceled") throw wrong(`${checking}: it ended as ${state}`);

  const steps = await aws.steps(runId);
  const told = steps.map((step) => `${step.name} ${step.state}`).join(", ");
  const stopped = steps.filter((step) => step.state === "CANCELLED").map((step) => step.name);
  const isAtRest = steps.every((step) => ["COMPLETED", "CANCELLED"].includes(step.state));
  if (steps.length !== 3 || !isAtRest || !stopped.includes("2-count"))
    throw wrong(`${checking}: EMR has ${told}`);
  if (!messageAsText(card).includes(`EMR canceled ${stopped.join(", ")}`))
    throw wrong(`${checking}: EMR canceled ${stopped.join(", ")}, and the card does not say so`);
  page.holds(`EMR says what the card says: ${told}`);

  const { days, files } = await aws.published(seen.stack, day);
  if (days.join() !== others.join()) throw wrong(`${checking}: Redshift shows ${days.join(", ")}`);
  if (files.length > 0) throw wrong(`${checking}: the lake has ${files.join(", ")}`);
  if (seen.isSummarized) throw wrong(`${checking}: the channel has a summary of it`);
  page.holds(
    `nothing of ${day} is published: no counts in the lake, no partition in Redshift, no summary; the other ${days.length} days are`,
  );
}

/** Waits for a run's card to end well; says what is in progress meanwhile. */
async function finished(person: Person, id: string, what: string): Promise<SeenMessage> {
  const card = await until(person, id, what, hasEnded);
  const state = stateOf(card);
  if (state !== "succeeded") {
    page.channel(card);
    throw wrong(`waiting for ${what}: the run ended as ${state}, its card says why`);
  }
  return card;
}

/** Looks at the message until it is as wanted, or tells of trouble; prints a live line of what it says. */
async function until(
  person: Person,
  id: string,
  what: string,
  isReady: (message: SeenMessage) => boolean,
): Promise<SeenMessage> {
  const isWanted = (message: SeenMessage) => {
    const isOver = isReady(message) || ["failed", "held"].includes(stateOf(message));
    if (!isOver) page.live(message);
    return isOver;
  };
  const says = `waiting for ${what}: nothing after ${formatDuration(PART_LIMIT_MS)}`;
  const late = () => wrong(`${says}; the last was "${page.last()}"`);
  const message = await person.sees(id, { what, isWanted, late });
  page.settle();
  return message;
}

function hasEnded(card: SeenMessage): boolean {
  return stateOf(card) !== "live";
}

/** The state that the card says in words; `live` while it is at work. */
function stateOf(message: SeenMessage): string {
  return /^\S+ (succeeded|failed|held|canceled)\b/m.exec(messageAsText(message))?.[1] ?? "live";
}

function wrong(says: string): Problem {
  return new Problem("demo", says, { remedy: `the logs are in ${join(home, "logs")}` });
}
