/**
 * `npm run second-opinion`: asks two independent emulators of AWS, and botocore's models, what they make of the questions
 * that the project's own stand-in answers; prints where they differ and whose fault it is, and ends with 1 when they
 * differ otherwise than known-differences.json says. Then boto3 plays the whole loop on the stand-in.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startAws } from "../../sandbox/aws/main.ts";
import { countFile } from "../../sandbox/data/count-file.ts";
import { defaultLoanFile } from "../../sandbox/data/loan-file.ts";
import { readOptions } from "../../src/cli/command-line.ts";
import { Problem } from "../../src/domain/problem.ts";
import type { Asked, Known, Row } from "./differences.ts";
import { differences, judge, testRows } from "./differences.ts";
import type { Emulator, EmulatorName } from "./emulators.ts";
import { startEmulator } from "./emulators.ts";
import { emulatorPrograms } from "./environment.ts";
import { askAll, playLoop, runOurTests } from "./questions.ts";

const account = "123456789012";
const knownFile = join(import.meta.dirname, "known-differences.json");
const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interruption.abort());
/** All of it takes a minute; what hangs is ended. */
const signal = AbortSignal.any([interruption.signal, AbortSignal.timeout(10 * 60_000)]);

/** Starts the three, asks them, and stops them again. */
async function ask(home: string) {
  const programs = await emulatorPrograms(signal);
  const ours = await startAws({ port: 0, home: join(home, "ours"), account, speed: 100 });
  const others: Emulator[] = [];
  try {
    for (const name of ["moto", "ministack"] as const satisfies readonly EmulatorName[]) {
      others.push(await startEmulator(name, { programs, home, account }));
    }
    const [moto, ministack] = others;
    if (moto === undefined || ministack === undefined) throw new Error("unreachable");
    const asked: Record<"ours" | EmulatorName, Asked> = {
      ours: await askAll(ours.url, signal),
      moto: await askAll(moto.url, signal),
      ministack: await askAll(ministack.url, signal),
    };
    const tests = {
      moto: await runOurTests(moto.url, { home, signal }),
      ministack: await runOurTests(ministack.url, { home, signal }),
    };
    const loans = join(home, "loan.csv");
    writeFileSync(loans, defaultLoanFile());
    const counts = Object.fromEntries(await countFile(loans));
    const loop = await playLoop(ours.url, { loans, signal }).then(
      (played) => loopFailures(played, counts),
      (error: { readonly stderr?: string }) => [error.stderr?.trim().split("\n").at(-1) ?? String(error)],
    );
    return { asked, tests, loop };
  } finally {
    await Promise.all([ours.close(), ...others.map((one) => one.stop())]);
  }
}

/** What did not come of boto3's loop. */
function loopFailures(
  { steps, counts, left }: Awaited<ReturnType<typeof playLoop>>,
  wanted: Readonly<Record<string, number>>,
): readonly string[] {
  const text = (of: Readonly<Record<string, number>>) => JSON.stringify(Object.entries(of).toSorted());
  return [
    ...(steps.every((state) => state === "COMPLETED") ? [] : [`the steps ended as ${steps.join(", ")}`]),
    ...(text(counts) === text(wanted) ? [] : [`counted ${text(counts)} of ${text(wanted)}`]),
    ...(left.length === 0 ? [] : [`after the teardown there is ${left.join(", ")}`]),
  ];
}

function table(rows: readonly (Row & Partial<Known>)[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "/")).join(" | ")} |`;
  return [
    line([
      "operation",
      "question",
      "ours",
      "moto",
      "ministack",
      "botocore's model",
      "whose fault",
      "because",
    ]),
    line(Array.from({ length: 8 }, () => "---")),
    ...rows.map(({ operation, question, ours, moto, ministack, model, fault = "?", because = "?" }) =>
      line([operation, question, ours, moto, ministack, model, fault, because]),
    ),
  ].join("\n");
}

const home = mkdtempSync(join(tmpdir(), "second-opinion-"));
try {
  const { write } = readOptions(
    { write: { type: "boolean", default: false } },
    { act: "asking for a second opinion", usage: "use npm run second-opinion -- [--write]" },
  );
  const { asked, tests, loop } = await ask(home);
  const rows = [...differences(asked), ...testRows(tests)];
  const known = JSON.parse(readFileSync(knownFile, "utf8")) as readonly Known[];
  const verdict = judge(rows, known);
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const agreed = (of: readonly { readonly failure: string | null }[]) =>
    `${of.filter(({ failure }) => failure === null).length} of ${of.length}`;
  say(
    `${Object.keys(asked.ours.answers).length} questions and ${Object.keys(asked.ours.facts).length} facts; ` +
      `of our own tests moto passes ${agreed(tests.moto)}, ministack ${agreed(tests.ministack)}\n`,
  );
  say(table(verdict.known));
  if (verdict.fresh.length > 0) say(`\nNEW, not in known-differences.json:\n\n${table(verdict.fresh)}`);
  if (verdict.stale.length > 0) say(`\nGONE, still in known-differences.json:\n\n${table(verdict.stale)}`);
  say(
    loop.length === 0
      ? "\nboto3 played the whole loop on our stand-in"
      : `\nboto3's loop on our stand-in: ${loop.join("; ")}`,
  );
  say(
    `${verdict.known.length} known, ${verdict.fresh.length} new, ${verdict.stale.length} gone, ${loop.length} of boto3's loop`,
  );
  if (write) {
    const unjudged = verdict.fresh.map((row) => ({ ...row, fault: "not known", because: "" }));
    writeFileSync(knownFile, `${JSON.stringify([...verdict.known, ...unjudged], undefined, 2)}\n`);
  }
  process.exitCode = verdict.fresh.length + verdict.stale.length + loop.length === 0 ? 0 : 1;
} catch (error) {
  process.exitCode = 1;
  if (signal.aborted) process.stderr.write("stopped before its end\n");
  else if (error instanceof Problem) process.stderr.write(`${error.message}\n`);
  else throw error;
} finally {
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}
