import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Problem } from "../src/domain/problem.ts";
import { acknowledgment } from "./acknowledgment.ts";
import { appStart } from "./app-start.ts";
import { demo } from "./demo.ts";
import type { Figure, Finding } from "./figure.ts";
import { find } from "./figure.ts";
import { memory } from "./memory.ts";
import { orchestration } from "./orchestration.ts";
import { reportText } from "./report.ts";
import { sandboxStart } from "./sandbox-start.ts";
import { openWorkshop } from "./workshop.ts";

/** `npm run bench`: what the product costs beside the least it could cost, both measured in the same run. */

const figures: readonly Figure[] = [demo, memory, acknowledgment, orchestration, appStart, sandboxStart];

/** The whole bench ends after this long, whatever hangs. */
const LIMIT_MS = 178_000;

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] },
    json: { type: "string" },
    samples: { type: "string", default: "1000" },
  },
});

const ending = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () =>
    ending.abort(new Problem("stopped", `measuring: ${signal} came`, { remedy: "start it again" })),
  );
}

try {
  const chosen = choose(values.only);
  const most = Number(values.samples);
  if (!(most >= 1)) {
    throw new Problem("bad-samples", `measuring ${values.samples} times: that is no number above 0`, {
      remedy: "say how often each figure is measured at most, as in --samples 3",
    });
  }
  const findings = await measure(chosen, most);
  process.stdout.write(`\n${reportText(findings)}`);
  if (values.json !== undefined) {
    writeFileSync(values.json, `${JSON.stringify({ node: process.version, findings }, undefined, 2)}\n`);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Problem ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
}

async function measure(chosen: readonly Figure[], most: number): Promise<readonly Finding[]> {
  await using stack = new AsyncDisposableStack();
  const home = mkdtempSync(join(tmpdir(), "loan-tracker-bench-"));
  stack.defer(() => rmSync(home, { recursive: true, force: true, maxRetries: 3 }));
  const late = new Problem("bench-late", `measuring: not done after ${LIMIT_MS / 1_000} s`, {
    remedy: "measure less at once, with --only",
  });
  const limit = setTimeout(() => ending.abort(late), LIMIT_MS);
  stack.defer(() => clearTimeout(limit));

  const workshop = openWorkshop({ home, most, signal: ending.signal });
  stack.defer(() => workshop.clearUp());
  const findings: Finding[] = [];
  for (const figure of chosen) {
    process.stderr.write(`measuring ${figure.name} …\n`);
    findings.push(...(await figure.measure(workshop)).map((comparison) => find(figure.name, comparison)));
    await workshop.clearUp();
  }
  return findings;
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
