import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectDirectory } from "../../sandbox/setup/tools.ts";

/** A copy of the product's own files, in which a test may change any of them, as an edited clone would. */
export interface OwnTree {
  readonly directory: string;
  /** What `npm start` would start there. */
  readonly entry: string;
  remove(): void;
}

/** All that the app reads of its own tree. */
const parts = ["src", "cloudformation", "spark", "sql", "package.json"] as const;

/** Copies the product; its dependencies are the ones that are installed. */
export function copyProduct(): OwnTree {
  const directory = mkdtempSync(join(tmpdir(), "loan-tracker-tree-"));
  for (const part of parts) {
    cpSync(join(projectDirectory, part), join(directory, part), { recursive: true });
  }
  symlinkSync(join(projectDirectory, "node_modules"), join(directory, "node_modules"));
  return {
    directory,
    entry: join(directory, "src", "main.ts"),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
