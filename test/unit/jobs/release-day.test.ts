import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import type { Day } from "../../../src/domain/day.ts";
import type { Journal } from "../../../src/domain/runs/journal.ts";
import { progressOf } from "../../../src/domain/runs/run-progress.ts";
import { stepNamesOf } from "../../../src/domain/workflows/index.ts";
import { releaseDay } from "../../../src/jobs/requests/release-day.ts";
import { RunReader } from "../../../src/jobs/requests/run-reader.ts";
import type { RunStore } from "../../../src/jobs/store/run-store.ts";
import { done, failed, journalOf } from "../../support/runs/journal.ts";
import { runView } from "../../support/runs/run-views.ts";

const day = "2026-11-23" as Day;
const counted = "sixty rows of the day";
const output = {
  sha256: createHash("sha256").update(counted).digest("hex"),
  bytes: counted.length,
  modifiedAt: "2026-11-22T22:00:00.000Z",
};
const holds = [{ rule: "total-range", says: "60 loans; usual is 450–550" }];

/** Of a day whose counts are held: its file was read and is not read again by what goes on. */
const journal: Journal = journalOf(
  stepNamesOf("daily-batch"),
  done("check-source", output),
  ...["upload-raw", "upload-script", "wake", "process", "audit"].map((step) => done(step)),
  failed("compare", { held: true, retryFrom: "check-source" }),
  { kind: "finished", outcome: "held" },
).map((entry) => {
  if (entry.kind === "opened") return { ...entry, workflow: "daily-batch" };
  return entry.kind === "failed" ? { ...entry, problem: { ...entry.problem, holds } } : entry;
});
const held = {
  ...runView({ workflow: "daily-batch", id: "batch-loan-tracker-2026-11-23-g1", day }),
  progress: progressOf(journal),
};

/** What a release comes to where that text lies in the day's place, written at that time. */
async function releasedOver(lies: string, modifiedAt: string): Promise<string> {
  const file = {
    see: async () => ({ bytes: lies.length, modifiedAt }),
    stream: () => Readable.from([Buffer.from(lies)]),
  };
  const readerParts = { source: () => ({ name: "loan.csv", file }) };
  const reader = new RunReader(readerParts as unknown as ConstructorParameters<typeof RunReader>[0]);
  const store = {
    ledger: { runOfRequest: async () => null, currentStack: async () => null },
    journal: async () => journal,
    reopen: async () => ({ is: "resumed" }),
  };
  const pressed = await releaseDay(
    held.run.id,
    { user: "U0OPERATOR", reason: "known", attempt: null, requestKey: "1" },
    {
      store: store as unknown as RunStore,
      reader: {
        ...{
          view: async () => held,
          known: async () => held,
          overtakenBy: async () => null,
          told: async () => [],
        },
        ownFileChange: async (view) => await reader.ownFileChange(view),
      },
    },
  );
  return pressed.is === "late" ? (pressed.because ?? "") : pressed.is;
}

test("held counts are released only while the file that they were made from lies in the day's place", async () => {
  expect(await releasedOver(counted, output.modifiedAt)).toBe("taken");
  // Copied back: the same bytes with another time.
  expect(await releasedOver(counted, "2026-11-23T09:00:00.000Z")).toBe("taken");
  const refused =
    'the file "loan.csv" is another one by now than that whose counts are held; press Retry to count the one that lies there now, or put back the one that was counted and release it then';
  expect(await releasedOver("sixty rows and one more", "2026-11-23T09:00:00.000Z")).toBe(refused);
  // Other rows in as many bytes, moved there with their own, older time.
  expect(await releasedOver(counted.replace("day", "sea"), "2026-11-22T12:00:00.000Z")).toBe(refused);
});
