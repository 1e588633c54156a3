import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { Problem } from "../../../src/domain/problem.ts";
import type { StepContext, WatchedStep } from "../../../src/jobs/engine/workflow.ts";
import { dailyBatch } from "../../../src/jobs/workflows/batch/daily-batch.ts";
import { NOT_THERE_YET } from "../../../src/jobs/workflows/batch/day-file.ts";
import type { World } from "../../../src/jobs/workflows/world.ts";

/** What is uploaded of a day whose file was read a moment before. */

const read = "sixty rows of the day";
const unreadable = new Problem(
  "source-unreadable",
  'reading "loan.csv": the system does not let the bot read it',
  {
    remedy: "make it readable",
  },
);

const outputs = {
  ...{ BucketName: "lake", EmrClusterId: "j-1", RedshiftClusterId: "loans", RedshiftDatabase: "loans" },
  ...{ RedshiftSecretArn: "arn:secret", SpectrumRoleArn: "arn:role", GlueDatabaseName: "loans" },
};

/** Uploads the day while that lies in its place; `null`: nothing does. Answers what came into the lake, or why nothing. */
async function upload(lies: string | null | Problem): Promise<string> {
  let put = "nothing";
  const file = {
    see: async () => (lies === null ? null : { bytes: read.length, modifiedAt: "2026-11-23T03:00:00.000Z" }),
    stream: () =>
      Readable.from(
        (async function* () {
          if (typeof lies !== "string") throw lies ?? unreadable;
          yield Buffer.from(lies);
        })(),
      ),
  };
  const world = {
    source: () => ({ name: "loan.csv", file }),
    settings: { stack: "loans" },
    clock: { monotonic: () => 0 },
    stacks: { see: async () => ({ status: { isReviewing: false, isDeleted: false }, outputs }) },
    lake: {
      upload: async ({ body }: { readonly body: () => Readable }) => {
        put = (await buffer(body())).toString();
      },
    },
  } as unknown as World;
  const step = dailyBatch.steps.find(({ name }) => name === "upload-raw")?.step;
  const sha256 = createHash("sha256").update(read).digest("hex");
  const context = {
    input: { day: "2026-11-23" },
    world,
    results: { "check-source": { sha256, textSha256: sha256, compression: "none" } },
  } as unknown as StepContext<unknown, unknown, World>;
  try {
    await (step as WatchedStep<unknown, unknown, World, unknown>).run(context);
    return put;
  } catch (error) {
    if (!(error instanceof Problem) || put !== "nothing") throw error;
    const isAwaited = NOT_THERE_YET.includes(error.code);
    return `${isAwaited ? "not there yet" : "failed"}: ${error.says}`;
  }
}

test("the file that was read is uploaded as it is", async () => {
  expect(await upload(read)).toBe(read);
});

test("one that changed since it was read is not finished, and waited for", async () => {
  const changed =
    'not there yet: reading the loans of 2026-11-23: the file "loan.csv" is not finished; it changed while it was read';
  expect(await upload(`${read}, and one more`)).toBe(changed);
  expect(await upload(read.replace("day", "sea"))).toBe(changed);
  expect(await upload("")).toBe(changed);
});

test("one that is gone since it was read is waited for as well", async () => {
  expect(await upload(null)).toBe(
    'not there yet: reading the loans of 2026-11-23: the file "loan.csv" is not there',
  );
});

test("one that may not be read any more is not waited for", async () => {
  expect(await upload(unreadable)).toBe(`failed: ${unreadable.says}`);
});
