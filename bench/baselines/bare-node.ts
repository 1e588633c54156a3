import { once } from "node:events";
import { startProgram } from "../../sandbox/driver/program.ts";

/** Milliseconds from the start of a Node that has nothing to do until its end: what any start costs at least. */
export async function bareNodeMs(): Promise<number> {
  const from = performance.now();
  const { child } = startProgram(["-e", "0"], { stderr: "inherit" });
  await once(child, "exit");
  return performance.now() - from;
}
