import { spawn } from "node:child_process";
import type { WriteStream } from "node:fs";
import { createWriteStream, globSync, mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Problem } from "../../src/domain/problem.ts";
import { killGroup } from "../spark/process-group.ts";
import { DownloadMeter } from "./download-meter.ts";
import { KeptPackages } from "./kept-packages.ts";
import type { PipState } from "./pip-state.ts";
import { afterLine, beforeFirstLine, firstError } from "./pip-state.ts";
import { runProgram } from "./programs.ts";
import type { Progress } from "./progress.ts";
import type { PinnedPackage } from "./requirements.ts";
import { readRequirements } from "./requirements.ts";

/**
 * How many runs of pip download at once: with two the next one asks and downloads while a large source archive is made
 * into a wheel.
 */
const AT_ONCE = 2;

/**
 * Installs requirement files into the environment of this Python, under the machine's own configuration of pip: index, proxy
 * and certificates are never ours to choose. What is downloaded is kept until all of it is installed, so that an attempt that
 * was interrupted is gone on with. Throws a `Problem` with pip's error; the whole output is in `pip.log` in `directory`.
 */
export async function installRequirements({
  python,
  files,
  directory,
  progress,
  signal,
  meter = new DownloadMeter(readRequirements(files).packages),
}: {
  readonly python: string;
  readonly files: readonly string[];
  readonly directory: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Counts what is downloaded, here and elsewhere in the same set-up. */
  readonly meter?: DownloadMeter;
}): Promise<void> {
  const log = createWriteStream(join(directory, "pip.log"));
  const kept = new KeptPackages(directory, await kindOf(python));
  const pip = { python, log, kept, progress, signal };
  try {
    await download(pip, files, meter);
    await install(pip, files);
    kept.remove();
  } finally {
    log.end();
    kept.removeUnfinished();
  }
}

interface Pip {
  readonly python: string;
  readonly log: WriteStream;
  readonly kept: KeptPackages;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** What a wheel depends on: the version of Python, the system and the processor. */
async function kindOf(python: string): Promise<string> {
  const { stdout } = await runProgram(python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])");
  return `${stdout.trim()}-${process.platform}-${process.arch}`;
}

/** Makes wheels of all that is not kept yet. */
async function download(pip: Pip, files: readonly string[], meter: DownloadMeter): Promise<void> {
  const { packages, options } = readRequirements(files);
  meter.keep(pip.kept.among(packages));
  const missing = pip.kept.missing(packages);
  const archives = await pip.kept.archived(missing, pip.python);
  meter.keep([...archives.keys()]);
  const batches = batchesOf(missing);
  const stop = new AbortController();
  const signal = AbortSignal.any([pip.signal, stop.signal]);
  const live = pip.progress.watch(() => meter.describe(performance.now()));
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      await makeWheels({ ...pip, signal }, { batch, options, archives, meter });
    }
  });
  try {
    await Promise.all(workers);
  } finally {
    stop.abort();
    await Promise.allSettled(workers);
    live.done();
  }
}

/** Pip hands over what it downloaded when it ends, so what is worth keeping has a run of its own; the largest begin. */
const OWN_RUN_FROM_BYTES = 5_000_000;

function batchesOf(packages: readonly PinnedPackage[]): (readonly PinnedPackage[])[] {
  const isLarge = ({ bytes = 0 }: PinnedPackage) => bytes >= OWN_RUN_FROM_BYTES;
  const large = packages.filter(isLarge).toSorted((one, other) => (other.bytes ?? 0) - (one.bytes ?? 0));
  const small = packages.filter((one) => !isLarge(one));
  const [largest, ...others] = [...large.map((one) => [one]), ...(small.length === 0 ? [] : [small])];
  // The many small ones ask the index most often: they go beside the largest.
  return largest === undefined ? [] : [largest, ...others.toReversed()];
}

async function makeWheels(
  { python, log, kept, signal }: Pip,
  {
    batch,
    options,
    archives,
    meter,
  }: {
    readonly batch: readonly PinnedPackage[];
    readonly options: readonly string[];
    readonly archives: ReadonlyMap<PinnedPackage, string>;
    readonly meter: DownloadMeter;
  },
): Promise<void> {
  const place = kept.begin(batch, options, archives);
  let state = beforeFirstLine;
  meter.follow({ packages: batch, state: () => state, bytesOfFile: () => bytesIn(place.downloads) });
  try {
    await run([python, "-m", "pip", "wheel", ...always, "-w", place.wheels, "-r", place.requirements], {
      ...{ log, signal, downloads: place.downloads },
      onState: (next) => {
        state = next(state);
      },
    });
    kept.keep(place);
  } finally {
    state = { ...state, file: undefined, isOver: true };
  }
}

async function install(
  { python, log, kept, progress, signal }: Pip,
  files: readonly string[],
): Promise<void> {
  const live = progress.watch(() => "installing the packages");
  const place = kept.begin([], []);
  // Compiling modules of which few are ever imported took a third of the processor time (19.6 s, now 13.6 s).
  const own = ["--no-compile", "--no-index", "--find-links", kept.directory];
  try {
    await run([python, "-m", "pip", "install", ...always, ...own, ...files.flatMap((file) => ["-r", file])], {
      log,
      signal,
      downloads: place.downloads,
    });
  } catch (error) {
    // A wheel that does not install would stop the next attempt too.
    if (!signal.aborted) kept.remove();
    throw error;
  } finally {
    live.done();
  }
}

const always = ["--no-input", "--progress-bar", "off", "--no-deps"];

async function run(
  [program = "", ...programArguments]: readonly string[],
  {
    log,
    signal,
    downloads,
    onState = () => undefined,
  }: {
    readonly log: WriteStream;
    readonly signal: AbortSignal;
    /** Pip writes its downloads under TMPDIR, so a directory of our own lets their size be seen. */
    readonly downloads: string;
    readonly onState?: (next: (state: PipState) => PipState) => void;
  },
): Promise<void> {
  signal.throwIfAborted();
  mkdirSync(downloads, { recursive: true });
  const child = spawn(program, programArguments, {
    stdio: ["ignore", "pipe", "pipe"],
    // From 25.1 on pip goes on with a download whose connection was lost; one that knows no such setting ignores it.
    env: { PIP_RESUME_RETRIES: "20", ...process.env, TMPDIR: downloads },
    // A group of its own, which Ctrl+C at the terminal does not reach: pip would remove what it has downloaded.
    detached: true,
  });
  const interrupt = () => killGroup(child.pid, "SIGKILL");
  signal.addEventListener("abort", interrupt, { once: true });
  const errors: string[] = [];
  createInterface(child.stdout).on("line", (line) => {
    onState((state) => afterLine(state, line));
    log.write(`${line}\n`);
  });
  createInterface(child.stderr).on("line", (line) => {
    errors.push(line);
    log.write(`${line}\n`);
  });
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  }).finally(() => signal.removeEventListener("abort", interrupt));
  // What was downloaded up to an interruption is looked through by `KeptPackages`.
  signal.throwIfAborted();
  rmSync(downloads, { recursive: true, force: true, maxRetries: 3 });
  if (code !== 0) {
    throw new Problem("pip-failed", `installing the Python packages: ${firstError(errors)}`, {
      remedy:
        "check the network and pip's configuration, then start again: what is downloaded is kept (the whole output: .tools/pip.log)",
    });
  }
}

function bytesIn(directory: string): number {
  // Each package is downloaded into a `pip-unpack-…` of its own; the newest one is what grows.
  const sizes = globSync("pip-unpack-*/*", { cwd: directory }).flatMap((file) => {
    const stat = statSync(join(directory, file), { throwIfNoEntry: false });
    return stat?.isFile() ? [{ bytes: stat.size, at: stat.mtimeMs }] : [];
  });
  return sizes.toSorted((one, other) => other.at - one.at)[0]?.bytes ?? 0;
}
