import { setTimeout as sleep } from "node:timers/promises";
import type { Setting } from "./service.ts";

/** Waits as long as AWS is modeled to take: `seconds` divided by the sandbox's speed. Rejects when the signal aborts. */
export async function waitSeconds(
  { speed }: Pick<Setting, "speed">,
  seconds: number,
  signal?: AbortSignal,
): Promise<void> {
  await sleep((seconds / speed) * 1000, undefined, signal === undefined ? {} : { signal });
}
