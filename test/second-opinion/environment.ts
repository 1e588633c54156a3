import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installRequirements } from "../../sandbox/setup/pip.ts";
import { findOnPath, runProgram } from "../../sandbox/setup/programs.ts";
import { createProgress } from "../../sandbox/setup/progress.ts";
import { choosePython, makeEnvironment, pythonNames } from "../../sandbox/setup/python.ts";
import { fingerprintOf, toolsDirectory } from "../../sandbox/setup/tools.ts";

const requirements = join(import.meta.dirname, "requirements.txt");
const directory = join(toolsDirectory, "second-opinion");

/**
 * The folder with the emulators' programs, in an environment of their own; made where there is none of these very
 * versions (half a minute). Throws a `Problem` without a Python that can make one, or with pip's error.
 */
export async function emulatorPrograms(signal: AbortSignal): Promise<string> {
  const programs = join(directory, "bin");
  const done = join(directory, "installed");
  const wanted = fingerprintOf([requirements]);
  if (existsSync(done) && readFileSync(done, "utf8") === wanted) return programs;
  const path = process.env["PATH"] ?? "";
  const python = await choosePython(
    pythonNames.flatMap((name) => findOnPath(name, path) ?? []),
    runProgram,
  );
  const progress = createProgress();
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  mkdirSync(directory, { recursive: true });
  await makeEnvironment(python, directory, progress);
  await installRequirements({
    python: join(programs, "python"),
    files: [requirements],
    directory,
    progress,
    signal,
  });
  // Last, so that what was interrupted is made anew.
  writeFileSync(done, wanted);
  return programs;
}
