import { globSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PinnedPackage } from "./requirements.ts";
import { packageOf } from "./requirements.ts";

/** Where one run of pip works until its wheels are whole. */
export interface Place {
  readonly wheels: string;
  readonly downloads: string;
  /** The requirement file of this run. */
  readonly requirements: string;
}

/**
 * Wheels that outlive an interrupted set-up. A run of pip writes into a place of its own, and what it finished is moved here
 * by name, so nothing half-made is ever among them.
 */
export class KeptPackages {
  /** Where the whole wheels are. */
  readonly directory: string;
  readonly #root: string;
  readonly #unfinished: string;
  #places = 0;

  /** `kind` says for which Python and machine these wheels are: another one does not find them. */
  constructor(root: string, kind: string) {
    this.#root = root;
    this.directory = join(root, `packages-${kind}`);
    // By the process, since a pip whose set-up was killed may still be writing to the one of before.
    this.#unfinished = join(root, `unfinished-${process.pid}`);
    this.removeUnfinished();
    mkdirSync(this.directory, { recursive: true });
  }

  /** Those of these packages that are here. */
  among(packages: readonly PinnedPackage[]): readonly PinnedPackage[] {
    const here = new Set(readdirSync(this.directory).map(packageOf));
    return packages.filter(({ id }) => here.has(id));
  }

  /** Those that are not. */
  missing(packages: readonly PinnedPackage[]): readonly PinnedPackage[] {
    const here = new Set(this.among(packages));
    return packages.filter((one) => !here.has(one));
  }

  /** A new place to make wheels of these packages in. */
  begin(packages: readonly PinnedPackage[], options: readonly string[]): Place {
    this.#places += 1;
    const place = join(this.#unfinished, String(this.#places));
    const [wheels, downloads] = [join(place, "wheels"), join(place, "downloads")];
    for (const folder of [wheels, downloads]) mkdirSync(folder, { recursive: true });
    const requirements = join(place, "requirements.txt");
    writeFileSync(requirements, [...options, ...packages.map(({ line }) => line), ""].join("\n"));
    return { wheels, downloads, requirements };
  }

  /** What was finished in this place is kept. */
  keep({ wheels }: Place): void {
    for (const file of readdirSync(wheels)) renameSync(join(wheels, file), join(this.directory, file));
  }

  /** All of it, also for another Python: it is installed, or of no use. */
  remove(): void {
    this.#removeAll("packages-*");
  }

  /** What this attempt and earlier ones left half made. */
  removeUnfinished(): void {
    this.#removeAll("unfinished-*");
  }

  #removeAll(pattern: string): void {
    for (const found of globSync(pattern, { cwd: this.#root }))
      rmSync(join(this.#root, found), { recursive: true, force: true, maxRetries: 5 });
  }
}
