import { Problem } from "../../src/domain/problem.ts";
import type { RunProgram } from "./programs.ts";
import { runProgram } from "./programs.ts";
import type { Progress } from "./progress.ts";

/** PySpark 3.5 runs on Python up to 3.12 and the pinned boto3 and cfn-lint from 3.10. */
const supportedVersions = ["3.10", "3.11", "3.12"];

/** Names under which a Python is looked for, in order. */
export const pythonNames = ["python3", "python3.11", "python3.12", "python3.10"] as const;

/** A Python that can make the project's own environment. */
export interface Python {
  readonly executable: string;
  /** Such as `3.11`. */
  readonly version: string;
}

// Debian and Ubuntu split `venv` and `ensurepip` from Python itself, so their presence is asked for too.
const question =
  "import importlib.util as u, sys; " +
  "print('%d.%d' % sys.version_info[:2], all(u.find_spec(m) for m in ('venv', 'ensurepip')))";

/**
 * The first of these executables that has a supported version and can make environments. A name that answers
 * nothing (a pyenv shim without its version, the macOS stub) is passed over.
 * Throws a `Problem` that says what to install, and what was found instead.
 */
export async function choosePython(executables: readonly string[], run: RunProgram): Promise<Python> {
  const found: string[] = [];
  let withoutVenv: string | undefined;
  for (const executable of executables) {
    const { code, stdout } = await run(executable, "-c", question);
    const [version, canMakeEnvironments] = stdout.trim().split(" ");
    if (code !== 0 || version === undefined) {
      continue;
    }
    if (!supportedVersions.includes(version)) {
      found.push(`${executable} is ${version}`);
    } else if (canMakeEnvironments !== "True") {
      found.push(`${executable} has no venv module`);
      withoutVenv ??= version;
    } else {
      return { executable, version };
    }
  }
  throw new Problem(
    "no-python",
    `looking for Python ${supportedVersions[0]} to ${supportedVersions.at(-1)}: found ${found.length === 0 ? "none" : found.join(", ")}`,
    {
      remedy:
        withoutVenv === undefined
          ? "install one (Debian 12: `apt-get install python3-venv`, macOS: `brew install python@3.12`) and start again"
          : `run \`apt-get install python${withoutVenv}-venv\` and start again`,
    },
  );
}

/** Makes a new environment in this directory, and returns the directory. Throws a `Problem` that says what to install. */
export async function makeEnvironment(
  python: Python,
  directory: string,
  progress: Progress,
): Promise<string> {
  const live = progress.watch(() => "making a Python environment");
  const made = await runProgram(python.executable, "-m", "venv", directory).finally(() => live.done());
  if (made.code !== 0) {
    throw new Problem(
      "no-venv",
      `making ${directory} with ${python.executable}: ${lastLine(made.stdout + made.stderr)}`,
      {
        remedy: `run \`apt-get install python${python.version}-venv\` or put another Python on PATH, and start again`,
      },
    );
  }
  return directory;
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
