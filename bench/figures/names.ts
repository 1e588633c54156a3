import { once } from "node:events";
import { createWriteStream, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Figure } from "../figure.ts";
import { memoryOf } from "../stages/played-demo.ts";
import type { Stage } from "../stages/stage.ts";
import { batchOf, setStage } from "../stages/stage.ts";
import type { Workshop } from "../workshop.ts";

const NAMES = 2_000_000;
const DAY = "2026-01-05";

/** What every name begins with; nothing of the product's does. */
const MARK = "QXZJ";

const HEADER =
  "Customer_ID,Age,Gender,Occupation,Marital Status,Family Size,Income,Expenditure,Use Frequency,loan_category," +
  "Loan Amount,Overdue, Debt Record, Returned Cheque, Dishonour of Bill";

/** What a day file costs the whole app in whose column of categories two million customers stand, each once. */
export const names: Figure = {
  name: "names",
  limitMs: () => 240_000,
  async measure(workshop) {
    const file = join(workshop.directory("names"), "loan.csv");
    await writeNames(file);
    const env = { LOANS_SOURCE: file };
    const stage = await setStage(workshop, { speed: 100, env });
    const pid = stage.sandbox.pid("app") ?? 0;
    const before = { memory: memoryOf(pid), redis: await redisBytes(stage) };
    if (before.memory === null) {
      process.stderr.write("names are not weighed: memory is read from /proc, which only Linux has\n");
      return [];
    }
    const from = performance.now();
    await stage.person.says(`/loans run ${DAY}`);
    await held(stage, workshop);
    const tookS = ((performance.now() - from) / 1_000).toFixed(1);
    await wait(2_000);
    const [memory, redis] = [memoryOf(pid), await redisBytes(stage)];
    const seen = await placesOf(stage);
    return [
      {
        case: "memory of the app",
        unit: "MB",
        measured: {
          what: `resident memory of the whole app at most, while it refuses a day of ${NAMES.toLocaleString("en")} names`,
          values: [memory?.peakMb ?? Number.NaN],
        },
        baseline: { what: "the same process before it", values: [before.memory.residentMb] },
        aim: { of: "median", under: 250 },
        notes: [
          `held after ${tookS} s; its most before it was ${before.memory.peakMb.toFixed(0)} MB`,
          `a name of the file is in ${seen.length === 0 ? "none of Redis, log and Slack" : seen.join(", ")}`,
        ],
      },
      {
        case: "memory of Redis",
        unit: "kB",
        measured: { what: "what Redis holds more than before it", values: [(redis - before.redis) / 1_000] },
        baseline: { what: "all that it held before", values: [before.redis / 1_000] },
        aim: { of: "median", under: 1_000 },
      },
    ];
  },
};

async function writeNames(file: string): Promise<void> {
  const out = createWriteStream(file);
  let chunk = `${HEADER}\r\n`;
  for (let at = 0; at < NAMES; at += 1) {
    const name = at.toString(26).replaceAll(/\d/g, (digit) => "QRSTUVWXYZ"[Number(digit)] ?? "");
    chunk += `C${at},30,FEMALE,CLERK,SINGLE,2,50000,20000,6,${MARK} ${name.toUpperCase()},1000,5,10,6,9\r\n`;
    if (chunk.length < 1_000_000) continue;
    if (!out.write(chunk)) await once(out, "drain");
    chunk = "";
  }
  out.end(chunk);
  await once(out, "finish");
}

async function held({ journal }: Stage, { signal }: Workshop): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const finished = (await journal(batchOf(DAY))).find((entry) => entry.kind === "finished");
    if (finished?.kind === "finished" && finished.outcome === "held") return;
    if (finished?.kind === "finished") throw new Error(`a day of names alone: it ${finished.outcome}`);
    await wait(100);
  }
}

async function redisBytes({ redis }: Stage): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info("memory"))?.[1]);
}

/** Where a name of the file is seen, of which none may be anywhere: what Redis ever wrote, the app's log, the channel. */
async function placesOf({ sandbox, person }: Stage): Promise<readonly string[]> {
  const below = (folder: string) =>
    readdirSync(join(sandbox.home, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));
  const places = {
    Redis: below("redis"),
    "the logs": below("logs"),
    Slack: [JSON.stringify(await person.door.messages("operator"))],
  };
  return Object.entries(places).flatMap(([place, texts]) =>
    texts.some((text) => text.includes(MARK)) ? [place] : [],
  );
}
