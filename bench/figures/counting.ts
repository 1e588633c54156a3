import { execFile } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { projectDirectory } from "../../sandbox/setup/tools.ts";
import { defaultContract } from "../../src/domain/loans/contract/contract.ts";
import { sparkContract } from "../../src/domain/loans/contract/spark-contract.ts";
import type { Figure } from "../figure.ts";
import { leastOf } from "../samples.ts";
import type { CountOnce } from "../stages/count-once.ts";
import { largeFile } from "../stages/large-file.ts";
import type { Workshop } from "../workshop.ts";

const program = fileURLToPath(new URL("../stages/count-once.ts", import.meta.url));
const SCRIPT = "spark/loan_tracker.py";
const run = promisify(execFile);

/** What the Spark step costs beside the script of another time, by turns and on the same file. */
export const counting: Figure = {
  name: "counting",
  limitMs: ({ megabytes }) => 120_000 + megabytes * 700,
  async measure(workshop) {
    const { megabytes, baselineScript } = workshop;
    if (baselineScript === null || !existsSync("/proc/self/stat")) {
      process.stderr.write("counting is not measured: it takes Linux, and a script by --baseline-script\n");
      return [];
    }
    const scripts = {
      now: join(projectDirectory, SCRIPT),
      before: await scriptOf(baselineScript, workshop),
    };
    const contract = ["--contract", sparkContract(defaultContract), "--source-sha256", "measured"];
    const takesContract = (script: string) => readFileSync(script, "utf8").includes('"--contract"');
    const file = await largeFile(workshop);
    const took: Record<keyof typeof scripts, CountOnce[]> = { now: [], before: [] };
    await workshop.repeat({ times: 3, withinMs: 60_000 + megabytes * 300 }, async (index) => {
      // By turns the first, as the machine may have less to do for the second.
      const order = index % 2 === 0 ? (["before", "now"] as const) : (["now", "before"] as const);
      for (const which of order) {
        const script = scripts[which];
        const cwd = workshop.directory("counting");
        const args = [program, script, file, cwd, ...(takesContract(script) ? contract : [])];
        const { stdout } = await run(process.execPath, args, { signal: workshop.signal });
        took[which].push(JSON.parse(stdout) as CountOnce);
        rmSync(cwd, { recursive: true, force: true });
      }
    });
    const comparison = (of: keyof CountOnce, what: string) => {
      const [now, before] = [took.now.map((one) => one[of]), took.before.map((one) => one[of])];
      return {
        unit: "ms" as const,
        measured: { what, values: now },
        baseline: { what: `the script ${baselineScript}`, values: before },
        aim: { of: "ratio" as const, under: 1.1 },
        notes: [leastOf(now, before)],
      };
    };
    const what = `to count a file of ${megabytes} MB by its contract`;
    return [
      { case: "processor time", ...comparison("processorMs", `processor time ${what}`) },
      { case: "time", ...comparison("ms", `time ${what}`) },
    ];
  },
};

/** Where the script lies; one of a revision is written into the workshop. */
async function scriptOf(asked: string, workshop: Workshop): Promise<string> {
  if (existsSync(asked)) return resolve(asked);
  const { stdout } = await run("git", ["show", `${asked}:${SCRIPT}`], { cwd: projectDirectory });
  const script = join(workshop.directory("script"), "loan_tracker.py");
  writeFileSync(script, stdout);
  return script;
}
