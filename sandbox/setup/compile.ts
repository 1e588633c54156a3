import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Ended } from "./programs.ts";
import { runProgram } from "./programs.ts";
import { compileCache, projectDirectory } from "./tools.ts";

/** What is started again and again; loading them does nothing else. */
const entries = ["src/app/app.ts", "src/config/config.ts", "sandbox/aws/main.ts", "sandbox/sandbox.ts"];

/**
 * Loads the app and the stand-ins once, so that Node keeps what it compiled. Nothing depends on it, but a first start
 * without it takes twice the processor time, and the app 14 MB more, which is Node's own TypeScript reader.
 */
export async function compileAhead(directory = compileCache): Promise<Ended> {
  const urls = entries.map((entry) => pathToFileURL(join(projectDirectory, entry)).href);
  const script = `
    require("node:module").enableCompileCache(${JSON.stringify(directory)});
    Promise.all(${JSON.stringify(urls)}.map((url) => import(url)));`;
  return await runProgram(process.execPath, "-e", script);
}
