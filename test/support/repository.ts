import { globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const directory = resolve(import.meta.dirname, "..", "..");

/** What the repository holds besides what is installed, made or kept by git. */
const exclude = ["node_modules", ".git", ".tools", ".sandbox", "coverage", "__pycache__"];

/** Paths of all files that match, from the repository's root, sorted. */
export function filesAt(pattern: string): readonly string[] {
  return globSync(pattern, { cwd: directory, exclude: (name) => exclude.includes(name) }).toSorted();
}

/** The text of a file, by its path from the repository's root. */
export function textOf(path: string): string {
  return readFileSync(join(directory, path), "utf8");
}

/** What a TypeScript file imports: packages by name, own files by their path from the repository's root. */
export function importsOf(path: string): readonly string[] {
  const found = textOf(path).matchAll(
    /^(?:import|export)\s(?:[^"';]*?from\s)?"([^"]+)"|\bimport\(\s*"([^"]+)"/gm,
  );
  return [...found].map(([, from, loaded]) => {
    const name = from ?? loaded ?? "";
    return name.startsWith(".") ? join(dirname(path), name) : name;
  });
}

/** The rows of the Markdown table whose first heading is this one, as lists of cells. */
export function tableIn(markdown: string, heading: string): readonly (readonly string[])[] {
  const lines = markdown.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} |`));
  if (start < 0) throw new Error(`there is no table that begins with "${heading}"`);
  const rows = lines.slice(start + 2);
  const end = rows.findIndex((line) => !line.startsWith("|"));
  return rows.slice(0, end < 0 ? rows.length : end).map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("\\|", "|")),
  );
}
