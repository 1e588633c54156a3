import { join } from "node:path";
import { firstLine, startProgram } from "../../sandbox/driver/program.ts";
import { compileCache, projectDirectory } from "../../sandbox/setup/tools.ts";
import { bareNodeMs } from "../baselines/bare-node.ts";
import type { Figure } from "../figure.ts";

/** How long the sandbox takes until everything in it answers. */
export const sandboxStart: Figure = {
  name: "sandbox-start",
  async measure(workshop) {
    const started: number[] = [];
    const bare: number[] = [];
    await workshop.repeat({ times: 7, withinMs: 12_000 }, async () => {
      bare.push(await bareNodeMs());
      const home = workshop.directory("sandbox");
      const from = performance.now();
      const sandbox = startProgram([join(projectDirectory, "sandbox", "main.ts"), "--home", home], {
        // As `npm run sandbox` sets it.
        env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
        stderr: "inherit",
      });
      try {
        await firstLine(sandbox);
        started.push(performance.now() - from);
      } finally {
        await sandbox.stop();
      }
    });
    return [
      {
        unit: "ms",
        measured: { what: "start of the sandbox, from nothing to its ready line", values: started },
        baseline: { what: "`node -e 0`", values: bare },
        aim: { of: "median", under: 1_000 },
      },
    ];
  },
};
