import { spawn } from "node:child_process";
import { createWriteStream, globSync, mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Problem } from "../../src/domain/problem.ts";
import type { Progress } from "./progress.ts";

/** What pip is doing, as far as its lines of output tell. */
export interface PipState {
  /** For a person: `downloading pyspark-3.5.8.tar.gz`. */
  readonly doing: string;
  /** As pip writes it, `317.8 MB`; `undefined` while nothing is downloaded. */
  readonly size: string | undefined;
}

/** What pip is doing after this line of its output. */
export function afterLine(state: PipState, line: string): PipState {
  const text = line.trim();
  const [, file, size] = /^Downloading (\S+) \((.+)\)$/.exec(text) ?? [];
  if (file !== undefined) {
    return { doing: `downloading ${file.split("/").at(-1)}`, size };
  }
  const [, collected] = /^Collecting (\S+?)(?:==\S*)?(?: |$)/.exec(text) ?? [];
  if (collected !== undefined) {
    return { doing: `looking for ${collected}`, size: undefined };
  }
  const [, built] = /^Building wheel for (\S+)/.exec(text) ?? [];
  if (built !== undefined) {
    return { doing: `unpacking ${built}`, size: undefined };
  }
  return text.startsWith("Installing collected packages")
    ? { doing: "installing the packages", size: undefined }
    : state;
}

/** The one line of pip's errors that tells most: its first `ERROR:`, else its last line. */
export function firstError(lines: readonly string[]): string {
  const written = lines.map((line) => line.trim()).filter((line) => line !== "");
  const error = written.find((line) => line.startsWith("ERROR:"));
  return error?.slice("ERROR:".length).trim() ?? written.at(-1) ?? "it said nothing";
}

/**
 * Installs requirement files into the environment of this Python, under the machine's own pip configuration.
 * Throws a `Problem` with pip's error; the whole output is in `pip.log` in `directory`.
 */
export async function installRequirements({
  python,
  files,
  directory,
  progress,
  signal,
}: {
  readonly python: string;
  readonly files: readonly string[];
  readonly directory: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}): Promise<void> {
  // pip writes its downloads under TMPDIR, so a directory of our own lets their size be seen.
  const downloads = join(directory, "downloads");
  rmSync(downloads, { recursive: true, force: true });
  mkdirSync(downloads);
  const log = createWriteStream(join(directory, "pip.log"));
  const child = spawn(
    python,
    [
      // Compiling modules of which few are ever imported took a third of the processor time (19.6 s, now 13.6 s).
      ...["-m", "pip", "install", "--no-input", "--progress-bar", "off", "--no-deps", "--no-compile"],
      ...files.flatMap((file) => ["-r", file]),
    ],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, TMPDIR: downloads }, signal },
  );
  let state: PipState = { doing: "asking for the Python packages", size: undefined };
  const errors: string[] = [];
  createInterface(child.stdout).on("line", (line) => {
    state = afterLine(state, line);
    log.write(`${line}\n`);
  });
  createInterface(child.stderr).on("line", (line) => {
    errors.push(line);
    log.write(`${line}\n`);
  });
  const live = progress.watch(() => describe(state, state.size === undefined ? 0 : bytesIn(downloads)));
  try {
    const code = await new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    if (code !== 0) {
      throw new Problem("pip-failed", `installing the Python packages: ${firstError(errors)}`, {
        remedy:
          "check the network and pip's configuration, then start again (the whole output: .tools/pip.log)",
      });
    }
  } finally {
    live.done();
    log.end();
    rmSync(downloads, { recursive: true, force: true });
  }
}

/** The live line for a state of pip, with what is on the disk of a long download that goes on. */
export function describe(state: PipState, bytes: number): string {
  const isWorthCounting = state.size?.endsWith(" MB") === true && bytes > 0;
  return isWorthCounting ? `${state.doing}: ${(bytes / 1e6).toFixed(1)} of ${state.size}` : state.doing;
}

function bytesIn(directory: string): number {
  // Each package is downloaded into a `pip-unpack-…` of its own; the newest one is what grows.
  const sizes = globSync("pip-unpack-*/*", { cwd: directory }).flatMap((file) => {
    const stat = statSync(join(directory, file), { throwIfNoEntry: false });
    return stat?.isFile() ? [{ bytes: stat.size, at: stat.mtimeMs }] : [];
  });
  return sizes.toSorted((one, other) => other.at - one.at)[0]?.bytes ?? 0;
}
