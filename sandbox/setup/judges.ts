import { existsSync, globSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "../../src/domain/problem.ts";
import type { DownloadMeter } from "./download-meter.ts";
import { installRequirements } from "./pip.ts";
import type { Progress } from "./progress.ts";
import type { Python } from "./python.ts";
import { makeEnvironment } from "./python.ts";
import { fingerprintOf, projectDirectory, toolsDirectory } from "./tools.ts";

/**
 * What judges the templates and policies in `cloudformation/` and was written by nobody here: checkov, parliament and
 * policy_sentry. checkov wants a boto3 of 2024 and old packages beside it, so they have an environment of their own, which
 * the demo and the sandbox do without.
 */
export interface Judges {
  /** The Python of their environment; absolute. */
  readonly python: string;
  /** The program `checkov`; absolute. */
  readonly checkov: string;
}

/** What they are, pinned. */
export const judgesRequirements = join(projectDirectory, "cloudformation", "requirements.txt");
const judgesFile = join(toolsDirectory, "judges.json");

/** The judges, or `undefined` where they are missing, unfinished or of other versions. */
export function findJudges(): Judges | undefined {
  if (!existsSync(judgesFile)) {
    return undefined;
  }
  // Only `makeJudges` writes this file, whole or not at all.
  const { fingerprint, judges } = JSON.parse(readFileSync(judgesFile, "utf8")) as Written;
  return fingerprint === fingerprintOf([judgesRequirements]) &&
    Object.values(judges).every((file) => existsSync(file))
    ? judges
    : undefined;
}

interface Written {
  readonly fingerprint: string;
  readonly judges: Judges;
}

/** Where the judges are. Throws a `Problem` when set-up has not run, or has to run again. */
export function readJudges(): Judges {
  const judges = findJudges();
  if (judges === undefined) {
    throw new Problem("judges-missing", `reading ${judgesFile}: the judges of the templates are not set up`, {
      remedy: "run `npm run setup`",
    });
  }
  return judges;
}

/** Installs them under a name that is this process's own, then writes down where they are. Throws a `Problem` with pip's error. */
export async function makeJudges(
  python: Python,
  {
    meter,
    progress,
    signal,
  }: { readonly meter: DownloadMeter; readonly progress: Progress; readonly signal: AbortSignal },
): Promise<void> {
  for (const earlier of globSync("judges*", { cwd: toolsDirectory })) {
    rmSync(join(toolsDirectory, earlier), { recursive: true, force: true, maxRetries: 5 });
  }
  const name = `judges-${process.pid}`;
  const programs = join(await makeEnvironment(python, join(toolsDirectory, name), progress), "bin");
  symlinkSync(name, join(toolsDirectory, "judges"));
  signal.throwIfAborted();
  const judges = { python: join(programs, "python"), checkov: join(programs, "checkov") };
  await installRequirements({
    python: judges.python,
    files: [judgesRequirements],
    directory: toolsDirectory,
    ...{ meter, progress, signal },
  });
  const written: Written = { fingerprint: fingerprintOf([judgesRequirements]), judges };
  writeFileSync(`${judgesFile}.${process.pid}`, `${JSON.stringify(written, undefined, 2)}\n`);
  renameSync(`${judgesFile}.${process.pid}`, judgesFile);
}
