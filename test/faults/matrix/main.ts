import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { defaultLoanFile } from "../../../sandbox/data/loan-file.ts";
import { recordSpark } from "../../../sandbox/spark/replay.ts";
import { weaknesses } from "../../support/weakened.ts";
import { cases } from "./cases.ts";
import { lineOf, tableOf } from "./report.ts";
import { runCases } from "./run-cases.ts";
import { soak } from "./soak.ts";

/** `npm run faults`: plays the fault matrix, or the part that `--only` names, and ends with 1 when anything failed. */
const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    list: { type: "boolean", default: false },
    lanes: { type: "string", default: "2" },
    lock: { type: "string", default: "1500" },
    weakened: { type: "string" },
    random: { type: "boolean", default: false },
    kills: { type: "string", default: "1000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const { only, weakened } = values;
const chosen = cases.filter(({ fault, name }) => `${fault}: ${name}`.includes(only));
const say = (text: string) => process.stdout.write(text);

if (values.list) {
  for (const { fault, name } of chosen) say(`${fault}: ${name}\n`);
  say(`${chosen.length} cases\n`);
} else if (chosen.length === 0) {
  process.stderr.write(
    `playing the fault matrix: no case has "${only}" in its name; --list names them all\n`,
  );
  process.exitCode = 1;
} else if (weakened !== undefined && !weaknesses.some((one) => one === weakened)) {
  process.stderr.write(`weakening the engine: "${weakened}" is none of ${weaknesses.join(", ")}\n`);
  process.exitCode = 1;
} else {
  await playAll();
}

async function playAll(): Promise<void> {
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interruption.abort());
  const home = mkdtempSync(join(tmpdir(), "fault-matrix-"));
  try {
    const loans = join(home, "loan.csv");
    writeFileSync(loans, defaultLoanFile());
    say("One real Spark run is recorded; the Spark steps of all cases hand out what it left.\n");
    const recorded = await recordSpark(loans, { cwd: join(home, "spark"), signal: interruption.signal });
    const from = performance.now();
    if (values.random) {
      const seed = Number(values.seed);
      say(`soak with seed ${seed}\n`);
      const settings = { recorded, lockMs: Number(values.lock) };
      const { kills, days, wrong } = await soak(settings, {
        kills: Number(values.kills),
        seed,
        signal: interruption.signal,
      });
      const seconds = Math.round((performance.now() - from) / 1_000);
      say(`seed ${seed}: ${kills} kills, ${days} days, ${wrong.length} lost or duplicated, ${seconds} s\n`);
      for (const what of wrong) say(`${what}\n`);
      process.exitCode = wrong.length === 0 && kills >= Number(values.kills) ? 0 : 1;
      return;
    }
    const verdicts = await runCases(chosen, {
      recorded,
      lanes: Number(values.lanes),
      lockMs: Number(values.lock),
      signal: interruption.signal,
      heard: (verdict) => say(lineOf(verdict)),
      ...(weakened === undefined ? {} : { weakened }),
    });
    const failed = verdicts.filter(({ problem }) => problem !== null);
    say(`\n${tableOf(verdicts)}${Math.round((performance.now() - from) / 1_000)} s\n`);
    for (const verdict of failed) say(lineOf(verdict));
    process.exitCode = failed.length === 0 && verdicts.length >= chosen.length ? 0 : 1;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
