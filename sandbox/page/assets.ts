import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { projectDirectory } from "../setup/tools.ts";

/** Where the browser finds what it loads: paths of the tree beneath it, packages beside them. */
export const ASSETS = "/page/";

/** Packages that the page's modules name, with the file that browsers load. */
const packages: Readonly<Record<string, string>> = {
  preact: "node_modules/preact/dist/preact.mjs",
  "preact/hooks": "node_modules/preact/hooks/dist/hooks.mjs",
  marked: "node_modules/marked/lib/marked.esm.js",
};

/** The page's own modules and styles; nothing else of the tree is given out. */
const OWN = /^(?:src\/web|sandbox\/page\/client)(?:\/[\w-]+){1,2}\.(?:ts|css)$/;

const types: Readonly<Record<string, string>> = {
  css: "text/css",
  js: "text/javascript",
  mjs: "text/javascript",
  ts: "text/javascript",
};

/** A file as it is sent to a browser. */
export interface Asset {
  readonly type: string;
  readonly body: string;
}

/** The import map of the page. */
export function importMap(): string {
  const imports = Object.fromEntries(
    Object.entries(packages).map(([name, file]) => [name, `${ASSETS}${file}`]),
  );
  return JSON.stringify({ imports });
}

const kept = new Map<string, Asset>();

/** The file behind a path below `ASSETS`, TypeScript without its types; `null` for any other file. */
export function assetAt(path: string): Asset | null {
  if (!OWN.test(path) && !Object.values(packages).includes(path)) return null;
  const before = kept.get(path);
  if (before !== undefined) return before;
  const text = readFileSync(join(projectDirectory, path), "utf8");
  const type = `${types[path.slice(path.lastIndexOf(".") + 1)] ?? "text/plain"}; charset=utf-8`;
  const asset = { type, body: path.endsWith(".ts") ? stripTypeScriptTypes(text) : text };
  kept.set(path, asset);
  return asset;
}
