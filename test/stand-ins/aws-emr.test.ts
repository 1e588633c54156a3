import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { administrator } from "../../sandbox/aws/access/caller.ts";
import type { Emr } from "../../sandbox/aws/emr/emr.ts";
import { createEmr } from "../../sandbox/aws/emr/emr.ts";
import { PATIENCE_MS } from "../../sandbox/driver/until.ts";
import { findTools, toolsDirectory } from "../../sandbox/setup/tools.ts";
import type { SparkApplication, SparkRunner } from "../../sandbox/spark/submit.ts";
import { createSparkRunner } from "../../sandbox/spark/submit.ts";
import { defaultContract } from "../../src/domain/loans/contract/contract.ts";
import { sparkContract } from "../../src/domain/loans/contract/spark-contract.ts";
import type { Surroundings } from "../support/aws/aws-setting.ts";
import { openSurroundings } from "../support/aws/aws-setting.ts";
import { noRoles } from "../support/aws/no-roles.ts";

const bucket = "lake-for-emr";
const csv = "Customer_ID,loan_category\r\nA1,HOUSING\r\n";

interface StepAnswer {
  readonly Id: string;
  readonly Name: string;
  readonly Status: {
    readonly State: string;
    readonly FailureDetails?: { readonly Reason: string; readonly Message: string; readonly LogFile: string };
  };
}

let world: Surroundings;
let emr: Emr;
let submitted: SparkApplication[];

/** A runner that writes what it read, upper-cased, and tells where it was asked to. */
const fakeSpark: SparkRunner = {
  async submit(application) {
    submitted.push(application);
    const [input = "", output = "", report = ""] = ["--input", "--output", "--report"].map((name) =>
      application.args[application.args.indexOf(name) + 1]?.replace("file://", ""),
    );
    if (input.endsWith("forever")) {
      const { signal } = application;
      if (!signal.aborted) await new Promise((ended) => signal.addEventListener("abort", ended));
      return { exitCode: 143, stdout: "", stderr: "" };
    }
    if (!existsSync(input))
      return {
        exitCode: 1,
        stdout: "",
        stderr: `Traceback (most recent call last):\n  File "x"\nValueError: no ${input.split("/").at(-1)}\n`,
      };
    mkdirSync(output, { recursive: true });
    writeFileSync(`${output}/part-0.parquet`, readFileSync(input, "utf8").toUpperCase());
    writeFileSync(`${output}/.part-0.parquet.crc`, "sum");
    writeFileSync(`${output}/_SUCCESS`, "");
    writeFileSync(report, "{}");
    return { exitCode: 0, stdout: "counted", stderr: "INFO done" };
  },
};

beforeEach(async () => {
  world = openSurroundings({ speed: 20_000 });
  world.lake.createBucket(bucket);
  await world.lake.put(bucket, "raw/2026-11-23/loan.csv", Buffer.from(csv));
  await world.lake.put(bucket, "scripts/loan_tracker.py", Buffer.from("print(1)"));
  submitted = [];
  emr = createEmr(world.setting, { roles: noRoles, lake: world.lake, spark: fakeSpark });
});

afterEach(async () => {
  await emr.close();
  world.remove();
});

async function ask<Answer>(operation: string, input: Record<string, unknown>): Promise<Answer> {
  const handler = emr.operations[operation];
  if (handler === undefined) throw new Error(`no operation ${operation}`);
  return (await handler(input, administrator("123456789012"))) as Answer;
}

function launch(more: Record<string, unknown> = {}): string {
  const group = { InstanceType: "m5.xlarge", InstanceCount: "1" };
  return emr.launch({
    Name: "loan-tracker",
    ReleaseLabel: "emr-7.14.0",
    LogUri: `s3://${bucket}/logs/`,
    Applications: [{ Name: "Spark" }],
    Instances: { MasterInstanceGroup: group, CoreInstanceGroup: { ...group, InstanceCount: 2 } },
    Tags: [{ Key: "loan-tracker:stack", Value: "loan-tracker" }],
    ...more,
  }).id;
}

function step(Name: string, Args: readonly string[], ActionOnFailure = "CANCEL_AND_WAIT") {
  return { Name, ActionOnFailure, HadoopJarStep: { Jar: "command-runner.jar", Args } };
}

const copyIn = ["s3-dist-cp", `--src=s3://${bucket}/raw/2026-11-23/`, "--dest=hdfs:///loan/r1/"];
const count = (input = "hdfs:///loan/r1/loan.csv") => [
  ...[
    "spark-submit",
    "--deploy-mode",
    "client",
    "--conf",
    "spark.x=1",
    `s3://${bucket}/scripts/loan_tracker.py`,
  ],
  ...["--input", input, "--output", "hdfs:///output/r1", "--report", "hdfs:///output/r1/_quality.json"],
];
const copyOut = ["s3-dist-cp", "--src", "hdfs:///output/r1", "--dest", `s3://${bucket}/stage/run=r1`];

async function add(
  clusterId: string,
  ...steps: readonly ReturnType<typeof step>[]
): Promise<readonly string[]> {
  return (await ask<{ StepIds: string[] }>("AddJobFlowSteps", { JobFlowId: clusterId, Steps: steps }))
    .StepIds;
}

async function steps(clusterId: string): Promise<readonly StepAnswer[]> {
  const { Steps } = await ask<{ Steps: StepAnswer[] }>("ListSteps", { ClusterId: clusterId });
  return Steps.toReversed();
}

async function states(clusterId: string): Promise<readonly string[]> {
  return (await steps(clusterId)).map(({ Status }) => Status.State);
}

async function reaches(clusterId: string, wanted: readonly string[]): Promise<void> {
  await vi.waitFor(async () => expect(await states(clusterId)).toEqual(wanted), {
    timeout: PATIENCE_MS,
    interval: 5,
  });
}

function keys(prefix: string): readonly string[] {
  return world.lake.list(bucket, prefix).map(({ key }) => key);
}

function log(clusterId: string, stepId: string | undefined, name: string): string {
  const key = `logs/${clusterId}/steps/${stepId}/${name}.gz`;
  return gunzipSync(readFileSync(world.lake.path(bucket, key))).toString();
}

describe("a day's three steps", () => {
  test("are carried out in order on real files, and leave their logs", async () => {
    const id = launch();
    expect(emr.state(id)).toBe("STARTING");
    const [, spark] = await add(id, step("1-in", copyIn), step("2-count", count()), step("3-out", copyOut));
    await emr.ready(id);
    await reaches(id, ["COMPLETED", "COMPLETED", "COMPLETED"]);
    expect(keys("stage/")).toEqual([
      "stage/run=r1/_SUCCESS",
      "stage/run=r1/_quality.json",
      "stage/run=r1/part-0.parquet",
    ]);
    expect(readFileSync(world.lake.path(bucket, "stage/run=r1/part-0.parquet"), "utf8")).toBe(
      csv.toUpperCase(),
    );
    expect(log(id, spark, "stderr")).toBe("INFO done");
    expect(log(id, spark, "stdout")).toBe("counted");
    expect(log(id, spark, "controller")).toContain("spark-submit --deploy-mode client");
    expect(submitted[0]?.sparkArgs).toEqual(["--conf", "spark.x=1"]);
    expect(world.setting.ledger.all().map(({ operation, name }) => `${operation} ${name}`)).toEqual([
      "AddJobFlowSteps 1-in",
      "AddJobFlowSteps 2-count",
      "AddJobFlowSteps 3-out",
    ]);
  });

  test("can take their input from the lake and leave their output there", async () => {
    const id = launch();
    const args = count(`s3://${bucket}/raw/2026-11-23/loan.csv`).map((arg) =>
      arg.replace("hdfs:///output", `s3://${bucket}/direct`),
    );
    await add(id, step("count", args));
    await reaches(id, ["COMPLETED"]);
    expect(keys("direct/")).toEqual([
      "direct/r1/_SUCCESS",
      "direct/r1/_quality.json",
      "direct/r1/part-0.parquet",
    ]);
    expect(keys("raw/")).toEqual(["raw/2026-11-23/loan.csv"]);
  });
});

describe("what the nodes write by themselves", () => {
  const nodeLogs = (id: string, of = bucket) =>
    world.lake
      .list(of, `logs/${id}/`)
      .map(({ key }) => key.replace(/i-0[0-9a-f]{16}/, "i-0").replace(/\d{4}(-\d\d){4}/, "when"));
  const pushed = (id: string) => `logs/${id}/node/i-0/daemons/instance-state/instance-state.log-when.gz`;

  test("is in the bucket of a cluster that never had a step", async () => {
    const id = launch();
    await emr.ready(id);
    expect(nodeLogs(id)).toEqual([pushed(id)]);
  });

  test("is put there once more at the cluster's end, and lost where there is no bucket", async () => {
    const id = launch({ LogUri: "s3://late-bucket/logs/" });
    await emr.ready(id);
    world.lake.createBucket("late-bucket");
    await emr.terminate(id);
    expect(nodeLogs(id, "late-bucket")).toEqual([pushed(id)]);
  });

  test("is nothing where the cluster ended before it had machines", async () => {
    const id = launch();
    await emr.terminate(id);
    expect(nodeLogs(id)).toEqual([]);
  });
});

describe("a failing step", () => {
  test("cancels the steps after it and says why, where AWS would", async () => {
    const id = launch();
    const [, spark] = await add(
      id,
      step("1-in", copyIn),
      step("2-count", count("hdfs:///nothing")),
      step("3-out", copyOut),
    );
    await reaches(id, ["COMPLETED", "FAILED", "CANCELLED"]);
    expect((await steps(id))[1]?.Status.FailureDetails).toEqual({
      Reason: "Unknown Error.",
      Message: "ValueError: no nothing",
      LogFile: `s3://${bucket}/logs/${id}/steps/${spark}/stderr.gz`,
    });
    expect(log(id, spark, "stderr")).toContain("Traceback (most recent call last):");
    await vi.waitFor(() => expect(emr.state(id)).toBe("WAITING"));
  });

  test("lets the next one run, or ends the cluster, as ActionOnFailure says", async () => {
    const missing = ["s3-dist-cp", `--src=s3://${bucket}/raw/2026-11-24/`, "--dest=hdfs:///loan/r1/"];
    const id = launch();
    await add(id, step("goes on", missing, "CONTINUE"), step("1-in", copyIn));
    await reaches(id, ["FAILED", "COMPLETED"]);
    expect((await steps(id))[0]?.Status.FailureDetails?.Message).toContain(
      `InvalidInputException: Input path does not exist: s3://${bucket}/raw/2026-11-24/`,
    );
    await add(id, step("ends all", missing, "TERMINATE_CLUSTER"), step("never", copyIn));
    await reaches(id, ["FAILED", "COMPLETED", "FAILED", "CANCELLED"]);
    await vi.waitFor(() => expect(emr.state(id)).toBe("TERMINATED_WITH_ERRORS"));
    await expect(add(id, step("late", copyIn))).rejects.toMatchObject({ code: "ValidationException" });
  });

  test("can be planned, and ends with the planned words", async () => {
    world.setting.failures.add({
      service: "emr",
      operation: "2-count",
      kind: "fail-step",
      times: 1,
      reason: "out of luck",
    });
    const id = launch();
    const [, spark] = await add(id, step("lt/r/a1/1-in", copyIn), step("lt/r/a1/2-count", count()));
    await reaches(id, ["COMPLETED", "FAILED"]);
    expect(log(id, spark, "stderr").trimEnd().split("\n").at(-1)).toContain("out of luck");
    await add(id, step("lt/r/a2/2-count", count()));
    await reaches(id, ["COMPLETED", "FAILED", "COMPLETED"]);
  });

  test("fails on a script that is not in the lake, and on a program that is not played", async () => {
    const id = launch();
    const noScript = count().map((arg) => arg.replace("loan_tracker.py", "other.py"));
    await add(id, step("a", noScript, "CONTINUE"), step("b", ["hive", "-e", "select 1"], "CONTINUE"));
    await reaches(id, ["FAILED", "FAILED"]);
    const messages = (await steps(id)).map(({ Status }) => Status.FailureDetails?.Message);
    expect(messages[0]).toContain(`No such file or directory: s3://${bucket}/scripts/other.py`);
    expect(messages[1]).toContain('Cannot run program "hive" in the sandbox');
    expect(submitted).toEqual([]);
  });
});

describe("s3-dist-cp", () => {
  test("copies a single file, or those whose whole location matches, and deletes nothing", async () => {
    await world.lake.put(bucket, "raw/2026-11-23/notes.txt", Buffer.from("n"));
    await world.lake.put(bucket, "copy/there.txt", Buffer.from("old"));
    const id = launch();
    await add(
      id,
      step("one", [
        "s3-dist-cp",
        "--src",
        `s3://${bucket}/raw/2026-11-23/loan.csv`,
        "--dest",
        `s3://${bucket}/copy/`,
      ]),
      step("some", [
        ...["s3-dist-cp", "--srcPattern=.*\\.txt", `--src=s3://${bucket}/raw/2026-11-23`],
        `--dest=s3://${bucket}/copy`,
      ]),
    );
    await reaches(id, ["COMPLETED", "COMPLETED"]);
    expect(keys("copy/")).toEqual(["copy/loan.csv", "copy/notes.txt", "copy/there.txt"]);
  });

  test("refuses options it does not play", async () => {
    const id = launch();
    await add(id, step("moves", [...copyIn, "--deleteOnSuccess"]));
    await reaches(id, ["FAILED"]);
  });
});

describe("canceling", () => {
  test("ends a running step and a pending one, without ActionOnFailure, and refuses for an ended one", async () => {
    const id = launch();
    const [done = "", running = "", pending = "", last = ""] = await add(
      id,
      step("1-in", copyIn),
      step("2-count", count("hdfs:///forever")),
      step("3-out", copyIn),
      step("4-in", copyIn),
    );
    await reaches(id, ["COMPLETED", "RUNNING", "PENDING", "PENDING"]);
    const { CancelStepsInfoList } = await ask<{
      CancelStepsInfoList: { StepId: string; Status: string; Reason?: string }[];
    }>("CancelSteps", { ClusterId: id, StepIds: [pending, running, done] });
    expect(CancelStepsInfoList).toEqual([
      { StepId: pending, Status: "SUBMITTED" },
      { StepId: running, Status: "SUBMITTED" },
      {
        StepId: done,
        Status: "FAILED",
        Reason: `Step ${done} is in COMPLETED state and can not be cancelled.`,
      },
    ]);
    await reaches(id, ["COMPLETED", "CANCELLED", "CANCELLED", "COMPLETED"]);
    expect(last).not.toBe("");
    const canceled = world.setting.ledger.all().filter(({ operation }) => operation === "CancelSteps");
    expect(canceled.map(({ id: stepId }) => stepId)).toEqual([pending, running]);
  });
});

describe("a cluster", () => {
  test("that is protected does not end; unprotected it does, cancels its steps and forgets its HDFS", async () => {
    const id = launch();
    await add(id, step("1-in", copyIn), step("2-count", count("hdfs:///forever")), step("3-out", copyOut));
    await reaches(id, ["COMPLETED", "RUNNING", "PENDING"]);
    await ask("SetTerminationProtection", { JobFlowIds: [id], TerminationProtected: true });
    await expect(ask("TerminateJobFlows", { JobFlowIds: [id] })).rejects.toMatchObject({
      code: "ValidationException",
    });
    await expect(emr.terminate(id)).rejects.toMatchObject({ code: "ValidationException" });
    await ask("SetTerminationProtection", { JobFlowIds: [id], TerminationProtected: false });
    await ask("TerminateJobFlows", { JobFlowIds: [id] });
    expect(emr.state(id)).toBe("TERMINATING");
    await emr.terminate(id);
    expect(emr.state(id)).toBe("TERMINATED");
    await reaches(id, ["COMPLETED", "CANCELLED", "CANCELLED"]);
    expect(existsSync(`${world.setting.home}/emr/${id}`)).toBe(false);
    expect(emr.leftovers()).toEqual([]);
    await expect(emr.ready(id)).rejects.toMatchObject({
      message: expect.stringContaining("Terminated by user request"),
    });
  });

  test("made by RunJobFlow ends when its steps have, unless it is to stay", async () => {
    const request = {
      Name: "one-shot",
      ReleaseLabel: "emr-7.14.0",
      Instances: {
        InstanceGroups: [{ InstanceRole: "MASTER", InstanceType: "m5.xlarge", InstanceCount: 1 }],
      },
      Steps: [step("1-in", copyIn)],
    };
    const { JobFlowId } = await ask<{ JobFlowId: string }>("RunJobFlow", request);
    await reaches(JobFlowId, ["COMPLETED"]);
    await vi.waitFor(() => expect(emr.state(JobFlowId)).toBe("TERMINATED"));
  });

  test("ends of itself after its idle time, and not before", async () => {
    const id = launch({ AutoTerminationPolicy: { IdleTimeout: "600" } });
    await emr.ready(id);
    await ask("PutAutoTerminationPolicy", { ClusterId: id, AutoTerminationPolicy: { IdleTimeout: 60 } });
    expect(await ask("GetAutoTerminationPolicy", { ClusterId: id })).toEqual({
      AutoTerminationPolicy: { IdleTimeout: 60 },
    });
    await vi.waitFor(() => expect(emr.state(id)).toBe("TERMINATED"));
    const stays = launch();
    await emr.ready(stays);
    await sleep(50);
    expect(emr.state(stays)).toBe("WAITING");
    expect(await ask("GetAutoTerminationPolicy", { ClusterId: stays })).toEqual({});
  });

  test("is described with its groups and tags", async () => {
    const id = launch();
    const { InstanceGroups } = await ask<{ InstanceGroups: Record<string, unknown>[] }>(
      "ListInstanceGroups",
      { ClusterId: id },
    );
    expect(
      InstanceGroups.map((group) => [group["InstanceGroupType"], group["RequestedInstanceCount"]]),
    ).toEqual([
      ["MASTER", 1],
      ["CORE", 2],
    ]);
    const { Cluster } = await ask<{ Cluster: Record<string, unknown> }>("DescribeCluster", { ClusterId: id });
    expect(Cluster).toMatchObject({
      Id: id,
      AutoTerminate: false,
      StepConcurrencyLevel: 1,
      TerminationProtected: false,
    });
    expect(emr.tagged()).toEqual([
      {
        arn: `arn:aws:elasticmapreduce:us-west-1:123456789012:cluster/${id}`,
        tags: { "loan-tracker:stack": "loan-tracker" },
      },
    ]);
  });

  test("is refused with a release label that cannot be", () => {
    expect(() => launch({ ReleaseLabel: "7.14" })).toThrow(
      expect.objectContaining({ code: "ValidationException" }),
    );
  });
});

describe("limits and pages", () => {
  test("steps are listed newest first, fifty a page, also while more are added", async () => {
    const id = launch();
    const names = Array.from({ length: 120 }, (_, index) => `step-${index}`);
    await add(id, ...names.map((name) => step(name, copyIn)));
    const seen: string[] = [];
    let Marker: string | undefined;
    do {
      const page = await ask<{ Steps: StepAnswer[]; Marker?: string }>("ListSteps", {
        ClusterId: id,
        Marker,
      });
      seen.push(...page.Steps.map(({ Name }) => Name));
      if (Marker === undefined) await add(id, step("newer", copyIn));
      Marker = page.Marker;
    } while (Marker !== undefined);
    expect(seen).toEqual(names.toReversed());
  });

  test("more than 256 active steps are refused, as are arguments of more than 10,240 characters", async () => {
    const id = launch();
    await add(id, ...Array.from({ length: 200 }, () => step(randomUUID(), copyIn)));
    const more = Array.from({ length: 57 }, () => step(randomUUID(), copyIn));
    await expect(add(id, ...more)).rejects.toMatchObject({ code: "ValidationException" });
    expect(await states(id)).toHaveLength(50);
    const other = launch();
    await expect(add(other, step("long", ["x".repeat(10_241)]))).rejects.toMatchObject({
      code: "ValidationException",
    });
  });

  test("what is not known is refused", async () => {
    const refused = { code: "InvalidRequestException" };
    await expect(async () => ask("DescribeCluster", { ClusterId: "j-NONE" })).rejects.toMatchObject(refused);
    await expect(async () =>
      ask("DescribeStep", { ClusterId: launch(), StepId: "s-NONE" }),
    ).rejects.toMatchObject(refused);
  });
});

test("a restart interrupts what was underway, and the cluster waits for more", async () => {
  const id = launch();
  await add(id, step("1-in", copyIn), step("2-count", count("hdfs:///forever")), step("3-out", copyOut));
  await reaches(id, ["COMPLETED", "RUNNING", "PENDING"]);
  const starting = launch();
  await emr.close();
  world = world.reopen();
  emr = createEmr(world.setting, { roles: noRoles, lake: world.lake, spark: fakeSpark });
  expect(await states(id)).toEqual(["COMPLETED", "INTERRUPTED", "INTERRUPTED"]);
  expect([emr.state(id), emr.state(starting)]).toEqual(["WAITING", "TERMINATED_WITH_ERRORS"]);
  await add(id, step("1-in", copyIn));
  await reaches(id, ["COMPLETED", "INTERRUPTED", "INTERRUPTED", "COMPLETED"]);
});

test("without Spark the step fails with the remedy", async () => {
  emr = createEmr(world.setting, {
    roles: noRoles,
    lake: world.lake,
    spark: createSparkRunner({ toolsDir: world.setting.home }),
  });
  const id = launch();
  const [, spark] = await add(id, step("1-in", copyIn), step("2-count", count()));
  await reaches(id, ["COMPLETED", "FAILED"]);
  expect(log(id, spark, "stderr")).toContain("run `npm run setup`");
});

describe.skipIf(findTools() === undefined)("real Spark (skipped without `npm run setup`)", () => {
  beforeEach(async () => {
    emr = createEmr(world.setting, {
      roles: noRoles,
      lake: world.lake,
      spark: createSparkRunner({ toolsDir: toolsDirectory }),
    });
  });

  test("counts the file and writes one Parquet file", async () => {
    await world.lake.put(bucket, "scripts/loan_tracker.py", readFileSync("spark/loan_tracker.py"));
    const header =
      "Customer_ID,Age,Gender,Occupation,Marital Status,Family Size,Income,Expenditure,Use Frequency,loan_category,Loan Amount,Overdue, Debt Record, Returned Cheque, Dishonour of Bill";
    const row = (id: string, category: string) =>
      `${id},30,MALE,CLERK,SINGLE,4,50000,22199,6,${category},"10,000",5,"42,898",6,9`;
    const rows = [header, row("T1", "HOUSING"), row("T2", "GOLD LOAN"), row("T3", "HOUSING")];
    await world.lake.put(bucket, "raw/2026-11-23/loan.csv", Buffer.from(rows.join("\r\n")));
    const id = launch();
    const args = [
      ...[...count(), "--run-id", "r1", "--day", "2026-11-23"],
      ...["--contract", sparkContract(defaultContract), "--source-sha256", "5e5e"],
    ];
    await add(id, step("1-in", copyIn), step("2-count", args), step("3-out", copyOut));
    await vi.waitFor(async () => expect((await states(id)).at(-1)).toMatch(/COMPLETED|CANCELLED/), 50_000);
    expect((await steps(id))[1]?.Status.FailureDetails).toBeUndefined();
    expect(keys("stage/run=r1/").filter((key) => key.endsWith(".parquet"))).toHaveLength(1);
    const report = JSON.parse(readFileSync(world.lake.path(bucket, "stage/run=r1/_quality.json"), "utf8"));
    expect(JSON.stringify(report)).toContain("2026-11-23");
  });

  test("a canceled script is gone at once, with its processes", async () => {
    const script = "import time\nprint('sleeping', flush=True)\ntime.sleep(600)\n";
    await world.lake.put(bucket, "scripts/loan_tracker.py", Buffer.from(script));
    const id = launch();
    const [spark] = await add(id, step("2-count", count()));
    await reaches(id, ["RUNNING"]);
    await sleep(2000);
    await ask("CancelSteps", {
      ClusterId: id,
      StepIds: [spark],
      StepCancellationOption: "TERMINATE_PROCESS",
    });
    await reaches(id, ["CANCELLED"]);
  });
});
