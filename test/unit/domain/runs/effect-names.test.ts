import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Day } from "../../../../src/domain/day.ts";
import {
  dayOfKey,
  emrStepsOfRun,
  emrStepsOfTry,
  emrStepWord,
  folderOfTry,
  readEmrStep,
  readStageKey,
  readStepKey,
  stageOfDay,
  stageOfTry,
  stepKey,
} from "../../../../src/domain/runs/effect-names.ts";
import { batchId } from "../../../../src/domain/runs/run-id.ts";

const runId = "batch-bank-2-2026-11-23-g1";
const by = { runId, attempt: 2 };

test("the names that AWS holds are permanent, and each is read back as what it was made of", () => {
  const key = stepKey({ ...by, step: "upload-raw" });
  expect(key).toBe("batch-bank-2-2026-11-23-g1-upload-raw-a2");
  for (const name of [key, `${key}-1-set-location`])
    expect(readStepKey(name)).toEqual({ ...by, step: "upload-raw" });

  const step = `${emrStepsOfTry(by)}2-count`;
  expect(step).toBe("lt/batch-bank-2-2026-11-23-g1/a2/2-count");
  expect(step.startsWith(emrStepsOfRun(runId))).toBe(true);
  expect([readEmrStep(step), emrStepWord(step)]).toEqual([by, "2-count"]);

  const stage = stageOfTry("2026-11-23", by);
  expect(stage).toBe("stage/loan_tracker/insert_date=2026-11-23/run=batch-bank-2-2026-11-23-g1-a2/");
  expect(stage.startsWith(stageOfDay("2026-11-23"))).toBe(true);
  expect(readStageKey(`${stage}_SUCCESS`)).toEqual(by);
});

test("the Spark script knows by their names the folders of HDFS that it may clear", () => {
  const script = readFileSync(new URL("../../../../spark/loan_tracker.py", import.meta.url), "utf8");
  const [, pattern = "$."] = /^FOLDER_OF_A_TRY = re\.compile\(r"(.+)"\)$/m.exec(script) ?? [];
  const isATrys = (name: string) => new RegExp(`^(?:${pattern})$`).test(name);
  for (const stack of ["loan-tracker", "l", "a-stack-with-35-characters-in-its-na"]) {
    const name = folderOfTry({ runId: batchId({ stack, day: "2026-11-23" as Day }, 12), attempt: 10 });
    expect([name, isATrys(name)]).toEqual([`batch-${stack}-2026-11-23-g12-a10`, true]);
  }
  expect(["", "tmp", "batch", "batch-loan-tracker-2026-11-23-g1"].map(isATrys)).toEqual(Array(4).fill(false));
});

test("names of somebody else are none of ours", () => {
  for (const name of ["lt/", "somebody", "let/batch-a-1/a1/1-in", "stage/other/run=1"])
    expect([readStepKey(name), readEmrStep(name), readStageKey(name)]).toEqual([null, null, null]);
});

test("a key of the lake names a day where it is of its file or of its counts, and not by a date of its own", () => {
  const day = "2026-11-23" as Day;
  expect(dayOfKey("raw/loan_tracker/2026-11-23/5f2d8c/loan.csv")).toBe(day);
  expect(dayOfKey(`${stageOfTry(day, by)}part-0.parquet`)).toBe(day);
  for (const key of [
    "logs/j-1/containers/application_1/2026-11-30/stderr.gz",
    "raw/loan_tracker/2026-02-30/loan.csv",
    "raw/other/2026-11-23/loan.csv",
    "",
  ])
    expect(dayOfKey(key)).toBeNull();
});
