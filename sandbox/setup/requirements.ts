import { readFileSync } from "node:fs";
import downloadSizes from "./download-sizes.json" with { type: "json" };

/** A package as a requirement file pins it. */
export interface PinnedPackage {
  /** As `packageOf` reads it from the name of a file: `pyspark-3.5.8`. */
  readonly id: string;
  /** In the spelling by which package indexes compare names: `python-dateutil`. */
  readonly name: string;
  /** What is downloaded for it, by `download-sizes.json`; `undefined` where that does not know it. */
  readonly bytes: number | undefined;
  /** The line as pip reads it. */
  readonly line: string;
}

/** What requirement files say: packages, and options (`--only-binary …`) that hold for all of them. */
export interface Requirements {
  readonly packages: readonly PinnedPackage[];
  readonly options: readonly string[];
}

/**
 * Reads files in which each package is pinned. The sizes are what pip said on Linux x86-64; elsewhere a wheel may be of
 * another size, which counts from when pip says it.
 */
export function readRequirements(files: readonly string[]): Requirements {
  const lines = files.flatMap((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.startsWith("#")),
  );
  return {
    packages: lines.flatMap((line) => pinnedIn(line) ?? []),
    options: lines.filter((line) => line.startsWith("--")),
  };
}

function pinnedIn(line: string): PinnedPackage | undefined {
  const [, name, version] = /^([\w.-]+)==([^\s;#]+)/.exec(line) ?? [];
  if (name === undefined || version === undefined) return undefined;
  const id = `${comparable(name)}-${version}`;
  const size = new Map(Object.entries(downloadSizes)).get(id);
  return { id, name: comparable(name), bytes: size === undefined ? undefined : bytesOf(size), line };
}

/** The package of a wheel or a source archive, by its file's name; `undefined` for any other file. */
export function packageOf(file: string): string | undefined {
  const [, name, version] =
    /^(.+?)-([^-]+)(?:-[^-]+){3,4}\.whl$/.exec(file) ?? /^(.+)-([^-]+)\.(?:tar\.gz|zip)$/.exec(file) ?? [];
  return name === undefined ? undefined : `${comparable(name)}-${version}`;
}

/** Indexes take `PyYAML`, `Pygments` and `python_dateutil` for `pyyaml`, `pygments` and `python-dateutil`. */
export function comparable(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, "-");
}

/** A size as pip writes it: `317.8 MB`, `11 kB`, `812 bytes`. */
export function bytesOf(size: string): number {
  const [amount = "", unit = ""] = size.split(" ");
  return Number(amount) * ({ kB: 1e3, MB: 1e6 }[unit] ?? 1);
}
