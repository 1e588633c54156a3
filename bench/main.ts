import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { readOptions, wholeNumber } from "../src/cli/command-line.ts";
import { Problem } from "../src/domain/problem.ts";
import type { Figure, Finding } from "./figure.ts";
import { find } from "./figure.ts";
import { acknowledgment } from "./figures/acknowledgment.ts";
import { appStart } from "./figures/app-start.ts";
import { backfill } from "./figures/backfill.ts";
import { counting } from "./figures/counting.ts";
import { demo } from "./figures/demo.ts";
import { emptying } from "./figures/emptying.ts";
import { flood } from "./figures/flood.ts";
import { memory } from "./figures/memory.ts";
import { names } from "./figures/names.ts";
import { orchestration } from "./figures/orchestration.ts";
import { page } from "./figures/page.ts";
import { reading } from "./figures/reading.ts";
import { runs } from "./figures/runs.ts";
import { sandboxStart } from "./figures/sandbox-start.ts";
import { takeover } from "./figures/takeover.ts";
import { transports } from "./figures/transports.ts";
import { waiting } from "./figures/waiting.ts";
import { reportText } from "./report.ts";
import { openWorkshop } from "./workshop.ts";

/** `npm run bench`: what the product costs beside the least it could cost, both measured in the same run. */

const figures: readonly Figure[] = [
  demo,
  memory,
  emptying,
  acknowledgment,
  transports,
  orchestration,
  runs,
  takeover,
  backfill,
  waiting,
  appStart,
  sandboxStart,
  reading,
  counting,
  names,
  page,
  flood,
];

/** The bench ends when a figure that says nothing of its own is not done after this long, whatever hangs. */
const LIMIT_MS = 120_000;

const act = "measuring";

const ending = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () =>
    ending.abort(new Problem("stopped", `measuring: ${signal} came`, { remedy: "start it again" })),
  );
}

try {
  const { only, json, ...asked } = readOptions(
    {
      only: { type: "string", multiple: true, default: [] },
      json: { type: "string" },
      samples: { type: "string", default: "1000" },
      days: { type: "string", default: "365" },
      megabytes: { type: "string", default: "100" },
      "baseline-script": { type: "string" },
    },
    {
      act,
      usage:
        "use npm run bench -- [--only FIGURE]... [--samples N] [--days N] [--megabytes N] " +
        "[--baseline-script PATH|REVISION] [--json FILE]",
    },
  );
  const chosen = choose(only);
  const most = wholeNumber(asked.samples, { act, option: "--samples", least: 1 });
  const days = wholeNumber(asked.days, { act, option: "--days", least: 1 });
  const megabytes = wholeNumber(asked.megabytes, { act, option: "--megabytes", least: 1 });
  const findings: Finding[] = [];
  try {
    const baselineScript = asked["baseline-script"] ?? null;
    await measure(chosen, { most, days, megabytes, baselineScript }, findings);
  } finally {
    if (findings.length > 0) tell(findings, json);
  }
} catch (caught) {
  // Whatever broke off because the bench was told to end is no reason of its own.
  const error: unknown = ending.signal.aborted ? ending.signal.reason : caught;
  process.stderr.write(`${error instanceof Problem ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
}

/** Measures one figure after the other and adds what was found to `findings`. */
async function measure(
  chosen: readonly Figure[],
  asked: Omit<Parameters<typeof openWorkshop>[0], "home" | "signal">,
  findings: Finding[],
): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const home = mkdtempSync(join(tmpdir(), "loan-tracker-bench-"));
  stack.defer(() => rmSync(home, { recursive: true, force: true, maxRetries: 3 }));
  const workshop = openWorkshop({ ...asked, home, signal: ending.signal });
  stack.defer(() => workshop.clearUp());
  for (const figure of chosen) {
    process.stderr.write(`measuring ${figure.name} …\n`);
    const limitMs = figure.limitMs?.(workshop) ?? LIMIT_MS;
    const late = new Problem("bench-late", `measuring ${figure.name}: not done after ${limitMs / 1_000} s`, {
      remedy: "measure less at once, with --samples, --days or --megabytes, or on a machine with less to do",
    });
    const limit = setTimeout(() => ending.abort(late), limitMs);
    try {
      findings.push(...(await figure.measure(workshop)).map((comparison) => find(figure.name, comparison)));
    } finally {
      clearTimeout(limit);
    }
    await workshop.clearUp();
  }
}

function tell(findings: readonly Finding[], json: string | undefined): void {
  const machine = { node: process.version, processors: availableParallelism(), load: loadavg()[0] ?? 0 };
  process.stdout.write(`\n${reportText(findings)}
Node ${machine.node}, ${machine.processors} processors, load ${machine.load.toFixed(1)}: \
with a load above the processors the times are those of a busy machine, and only the ratios say something.\n`);
  if (json !== undefined) {
    writeFileSync(json, `${JSON.stringify({ machine, findings }, undefined, 2)}\n`);
  }
}

function choose(names: readonly string[]): readonly Figure[] {
  const unknown = names.find((name) => !figures.some((figure) => figure.name === name));
  if (unknown !== undefined) {
    throw new Problem("unknown-figure", `measuring "${unknown}": there is no such figure`, {
      remedy: `say --only with one of ${figures.map(({ name }) => name).join(", ")}`,
    });
  }
  return figures.filter(({ name }) => names.length === 0 || names.includes(name));
}
