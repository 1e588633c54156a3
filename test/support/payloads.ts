import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { payloadJudges } from "../../sandbox/slack/payload-count.ts";
import type { Result } from "./results.ts";

/** What of that which the app wanted shown one judge has taken, and refused. */
export interface PayloadCount {
  readonly judge: (typeof payloadJudges)[number];
  readonly accepted: number;
  readonly refused: number;
}

/** The counts of all processes of a run, from the folder that `countPayload` writes to. */
export function readPayloads(folder: string): readonly PayloadCount[] {
  const lines = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n"));
  return payloadJudges.map((judge) => {
    const own = lines.filter((line) => line.startsWith(`${judge} `));
    const accepted = own.filter((line) => line.startsWith(`${judge} accepted `)).length;
    return { judge, accepted, refused: own.length - accepted };
  });
}

/** What is printed of them. */
export function payloadLines(counts: readonly PayloadCount[]): string {
  const names = { "stand-in": "the stand-in of Slack", emulate: "emulate, with strict scopes" };
  const lines = counts.map(
    ({ judge, accepted, refused }) => `  ${names[judge]}: ${accepted} accepted, ${refused} refused`,
  );
  return ["\nSlack payloads of this run:", ...lines, ""].join("\n");
}

/** A judge that nobody has asked, or that takes or refuses everything, proves nothing. */
export function payloadResults(counts: readonly PayloadCount[]): readonly Result[] {
  return counts.flatMap(({ judge, ...numbers }) =>
    Object.entries(numbers).map(
      ([what, number]): Result => ({
        name: `Slack payloads were ${what} by ${judge}`,
        ended: number > 0 ? "passed" : "failed",
      }),
    ),
  );
}
