import { globSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { runProgram } from "./programs.ts";
import type { PinnedPackage } from "./requirements.ts";
import { packageOf } from "./requirements.ts";

/** Where one run of pip works until its wheels are whole. */
export interface Place {
  readonly wheels: string;
  readonly downloads: string;
  /** The requirement file of this run. */
  readonly requirements: string;
}

/** Reads a file to its end: its checksums tell whether it is whole. */
const reading = `
import gzip, sys, zipfile
path = sys.argv[1]
if path.endswith(".gz"):
    with gzip.open(path) as archive:
        while archive.read(1 << 20):
            pass
elif zipfile.ZipFile(path).testzip() is not None:
    sys.exit(1)
`;

/**
 * What outlives an interrupted set-up. A run of pip writes into a place of its own, and the wheels that it finished are moved
 * here by name, so nothing half-made is ever among them. What it downloaded and had not made a wheel of is an archive, which
 * is of use once it was seen to be whole.
 */
export class KeptPackages {
  /** Where the whole wheels are. */
  readonly directory: string;
  readonly #root: string;
  readonly #archives: string;
  readonly #unfinished: string;
  #places = 0;

  /** `kind` says for which Python and machine these wheels are: another one does not find them. */
  constructor(root: string, kind: string) {
    this.#root = root;
    this.#archives = join(root, `archives-${kind}`);
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

  /** Those of these packages whose archives are here. Archives that are not whole are removed. */
  async archived(
    packages: readonly PinnedPackage[],
    python: string,
  ): Promise<ReadonlyMap<PinnedPackage, string>> {
    const found = new Map<PinnedPackage, string>();
    for (const name of globSync("*", { cwd: this.#archives })) {
      const file = join(this.#archives, name);
      const one = packages.find(({ id }) => id === packageOf(name));
      const isWhole = one !== undefined && (await runProgram(python, "-c", reading, file)).code === 0;
      if (isWhole) found.set(one, file);
      else rmSync(file, { force: true });
    }
    return found;
  }

  /** A new place to make wheels of these packages in. */
  begin(
    packages: readonly PinnedPackage[],
    options: readonly string[],
    archives: ReadonlyMap<PinnedPackage, string> = new Map(),
  ): Place {
    this.#places += 1;
    const place = join(this.#unfinished, String(this.#places));
    const [wheels, downloads] = [join(place, "wheels"), join(place, "downloads")];
    for (const folder of [wheels, downloads]) mkdirSync(folder, { recursive: true });
    const requirements = join(place, "requirements.txt");
    const lines = packages.map((one) => lineFor(one, archives.get(one)));
    writeFileSync(requirements, [...options, ...lines, ""].join("\n"));
    return { wheels, downloads, requirements };
  }

  /** What was finished in this place is kept. */
  keep({ wheels }: Place): void {
    for (const file of readdirSync(wheels)) renameSync(join(wheels, file), join(this.directory, file));
  }

  /** All of it, also for another Python: it is installed, or of no use. */
  remove(): void {
    this.#removeAll("packages-*");
    this.#removeAll("archives-*");
  }

  /** What this attempt and earlier ones left half made, apart from archives. */
  removeUnfinished(): void {
    const downloads = "unfinished-*/*/downloads/pip-unpack-*/*";
    for (const found of globSync(downloads, { cwd: this.#root })) {
      if (packageOf(basename(found)) === undefined) continue;
      mkdirSync(this.#archives, { recursive: true });
      renameSync(join(this.#root, found), join(this.#archives, basename(found)));
    }
    this.#removeAll("unfinished-*");
  }

  #removeAll(pattern: string): void {
    for (const found of globSync(pattern, { cwd: this.#root }))
      rmSync(join(this.#root, found), { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The line of a requirement file that has pip take this archive, where there is one, instead of asking for the package. */
function lineFor({ line, name }: PinnedPackage, archive: string | undefined): string {
  if (archive === undefined) return line;
  const [, condition] = line.split(";");
  return [`${name} @ ${pathToFileURL(archive)}`, ...(condition === undefined ? [] : [condition])].join(" ; ");
}
