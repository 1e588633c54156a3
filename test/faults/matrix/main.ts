import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Problem } from "../../../src/domain/problem.ts";
import { recordOwnSpark } from "../../support/spark/recorded-spark.ts";
import type { FaultsRequest } from "./arguments.ts";
import { help, parseFaultsArguments } from "./arguments.ts";
import type { FaultCase } from "./case.ts";
import { cases } from "./cases/index.ts";
import { lineOf, tableOf, totalOf } from "./report.ts";
import { runCases } from "./run-cases.ts";
import { soak } from "./soak.ts";

/** `npm run faults`: plays the fault matrix, or the part that `--only` names, and ends with 1 when anything failed. */
try {
  await begin(parseFaultsArguments(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function begin(request: FaultsRequest): Promise<void> {
  if (request.task === "help") return say(help);
  if (request.task === "soak")
    return await withRecording(async (setting) => await playSoak(request, setting));
  const { only } = request;
  const chosen = cases.filter(
    ({ fault, name }) => only.length === 0 || only.some((text) => `${fault}: ${name}`.includes(text)),
  );
  if (chosen.length === 0) {
    const says = `playing the fault matrix: no case has "${only.join('" or "')}" in its name`;
    throw new Problem("no-case", says, { remedy: "--list names them all" });
  }
  if (request.task === "matrix") {
    return await withRecording(async (setting) => await playMatrix(chosen, request, setting));
  }
  for (const { fault, name } of chosen) say(`${fault}: ${name}\n`);
  say(`${chosen.length} cases\n`);
}

/** What all plays share. */
interface PlaySetting {
  /** What a real Spark run has left. */
  readonly recorded: string;
  readonly signal: AbortSignal;
  /** Whole seconds since the play began. */
  readonly seconds: () => number;
}

async function withRecording(play: (setting: PlaySetting) => Promise<void>): Promise<void> {
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interruption.abort());
  const home = mkdtempSync(join(tmpdir(), "fault-matrix-"));
  try {
    say("One real Spark run is recorded; the Spark steps of all cases hand out what it left.\n");
    const { signal } = interruption;
    const recorded = await recordOwnSpark(home, signal);
    const from = performance.now();
    await play({ recorded, signal, seconds: () => Math.round((performance.now() - from) / 1_000) });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function playMatrix(
  chosen: readonly FaultCase[],
  { lanes, lockMs, weakened }: FaultsRequest,
  { recorded, signal, seconds }: PlaySetting,
): Promise<void> {
  const { verdicts, left } = await runCases(chosen, {
    ...{ recorded, lanes, lockMs, weakened, signal },
    heard: (verdict) => say(lineOf(verdict)),
  });
  const failed = verdicts.filter(({ problem }) => problem !== null);
  say(`\n${tableOf(verdicts)}`);
  if (failed.length > 0) say(`\n${failed.map(lineOf).join("")}`);
  for (const what of left) say(`\n${what}\n`);
  say(`\n${totalOf(verdicts, { chosen: chosen.length, seconds: seconds() })}`);
  const isWhole = failed.length === 0 && left.length === 0 && verdicts.length === chosen.length;
  process.exitCode = isWhole ? 0 : 1;
}

async function playSoak(
  { kills: wanted, seed, lockMs, weakened }: FaultsRequest,
  { recorded, signal, seconds }: PlaySetting,
): Promise<void> {
  say(`soak with seed ${seed}\n`);
  const soaked = await soak({ recorded, lockMs, weakened }, { kills: wanted, seed, signal });
  const { kills, days, backfills, effects, lost, doubled, wrong } = soaked;
  say(
    `seed ${seed}: ${kills} kills, ${days} days (${backfills} backfills of three), ${effects} effects counted: `,
  );
  say(`${lost} days lost, ${doubled} duplicated, ${seconds()} s\n`);
  for (const what of wrong) say(`${what}\n`);
  process.exitCode = wrong.length === 0 && kills >= wanted ? 0 : 1;
}

function say(text: string): void {
  process.stdout.write(text);
}
