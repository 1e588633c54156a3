import type { PipState } from "./pip-state.ts";
import type { PinnedPackage } from "./requirements.ts";

/** A rate is of so long, so that it follows a network that becomes slower or faster. */
const RATE_WINDOW_MS = 10_000;

/** Before so much of a download was seen its rate is chance. */
const RATE_FROM = { ms: 2_000, bytes: 1_000_000 } as const;

/** One run of pip: what it is to download, what it is doing, and what of its present file is on the disk. */
export interface PipRun {
  readonly packages: readonly PinnedPackage[];
  readonly state: () => PipState;
  readonly bytesOfFile: () => number;
}

/** How much of all that a set-up downloads is there, and how long the rest takes at the rate of now. */
export class DownloadMeter {
  readonly #packages: readonly PinnedPackage[];
  readonly #runs: PipRun[] = [];
  readonly #there = new Set<string>();
  #seen: { readonly at: number; readonly bytes: number }[] = [];

  /** `packages` are those of the whole set-up, also what is downloaded later. */
  constructor(packages: readonly PinnedPackage[]) {
    this.#packages = packages;
  }

  /** These need not be downloaded, because an earlier attempt did. */
  keep(packages: readonly PinnedPackage[]): void {
    for (const { id } of packages) this.#there.add(id);
  }

  /** From now on this run is counted. */
  follow(run: PipRun): void {
    this.#runs.push(run);
  }

  /** All of it in bytes: as pip says it where it has, else as the requirement files do; `undefined` where neither does. */
  total(): number | undefined {
    return this.#packages.reduce<number | undefined>((sum, one) => {
      const bytes = this.#bytesOf(one);
      return sum === undefined || bytes === undefined ? undefined : sum + bytes;
    }, 0);
  }

  /** For a person: `pyspark-3.5.8.tar.gz: 120.4 of 359.1 MB in all, about 21 s more`. */
  describe(now: number): string {
    const done = this.#done();
    this.#seen = [...this.#seen.filter(({ at }) => now - at <= RATE_WINDOW_MS), { at: now, bytes: done }];
    const total = this.total();
    const amount = total === undefined ? `${inMb(done)} MB` : `${inMb(done)} of ${inMb(total)} MB in all`;
    const states = this.#runs.map(({ state }) => state()).filter(({ isOver }) => !isOver);
    if (states.length === 0) return `${this.#runs.length === 0 ? "downloading" : "downloaded"}: ${amount}`;
    const fetching = states.find(({ file }) => file !== undefined) ?? states.find((one) => one.isFetching);
    if (fetching === undefined) return states[0]?.doing ?? "";
    return [`${fetching.doing}: ${amount}`, ...this.#rest(now, done, total)].join(", ");
  }

  #rest(now: number, done: number, total: number | undefined): readonly string[] {
    const [first] = this.#seen;
    if (first === undefined || total === undefined) return [];
    const [ms, bytes] = [now - first.at, done - first.bytes];
    if (ms < RATE_FROM.ms || bytes < RATE_FROM.bytes) return [];
    const seconds = Math.max(1, Math.round(((total - done) / bytes) * (ms / 1_000)));
    return [`about ${seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`} more`];
  }

  #bytesOf(one: PinnedPackage): number | undefined {
    const states = this.#runs
      .filter(({ packages }) => packages.some(({ id }) => id === one.id))
      .map(({ state }) => state());
    if (states.some(({ unneeded }) => unneeded.has(one.id) || unneeded.has(one.name))) return 0;
    return states.map(({ sizes }) => sizes.get(one.id)).find((bytes) => bytes !== undefined) ?? one.bytes;
  }

  #done(): number {
    const kept = this.#packages.filter(({ id }) => this.#there.has(id));
    const downloaded = this.#runs.map(({ state, bytesOfFile }) => {
      const { sizes, file } = state();
      const whole = [...sizes].filter(([id]) => id !== file).map(([, bytes]) => bytes);
      const announced = file === undefined ? 0 : (sizes.get(file) ?? Number.POSITIVE_INFINITY);
      return sum(whole) + (file === undefined ? 0 : Math.min(bytesOfFile(), announced));
    });
    return sum(kept.map(({ bytes = 0 }) => bytes)) + sum(downloaded);
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

/** Bytes in megabytes, as pip writes them: `359.1`. */
export function inMb(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
