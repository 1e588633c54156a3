import { gzipSync } from "node:zlib";
import type { ObjectStore } from "../service.ts";
import type { CommandOutcome } from "./command.ts";
import { readLocation } from "./locations.ts";
import type { ClusterRecord, FailureDetails, StepRecord } from "./records.ts";

/** Where a step's log of the given name is put, `s3://…`; `undefined` for a cluster without a log URI. */
function logLocation(cluster: ClusterRecord, step: StepRecord, name: string): string | undefined {
  const { LogUri } = cluster.request;
  if (LogUri === undefined) return undefined;
  return `${LogUri.replace(/^s3[an]:/, "s3:").replace(/\/$/, "")}/${cluster.id}/steps/${step.id}/${name}.gz`;
}

/** Puts the four logs of an ended step under the cluster's log URI; without that, or its bucket, they are lost. */
export async function writeLogs(
  lake: ObjectStore,
  cluster: ClusterRecord,
  step: StepRecord,
  outcome: CommandOutcome,
): Promise<void> {
  const logs = {
    controller: controllerLog(step, outcome),
    syslog: outcome.syslog,
    stderr: outcome.stderr,
    stdout: outcome.stdout,
  };
  for (const [name, text] of Object.entries(logs)) {
    const location = readLocation(logLocation(cluster, step, name) ?? "");
    if (location?.in !== "lake" || !lake.hasBucket(location.bucket)) return;
    await lake.put(location.bucket, location.key, gzipSync(text));
  }
}

function controllerLog({ request, startedAt = 0 }: StepRecord, { exitCode }: CommandOutcome): string {
  const { Jar, Args } = request.HadoopJarStep;
  const command = `hadoop jar /var/lib/aws/emr/step-runner/hadoop-jars/${Jar} ${Args.join(" ")}`;
  const start = new Date(startedAt).toISOString();
  const lines = [
    `${start} INFO Ensure step jar file ${Jar}`,
    `${start} INFO startExec '${command}'`,
    `INFO waitProcessCompletion ended with exit code ${exitCode} : ${command}`,
    exitCode === 0 ? "INFO Step succeeded with exitCode 0" : `WARN Step failed with exitCode ${exitCode}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** What AWS would tell of the failure: the text it found in the step's stderr, and where that is. */
export function failureDetails(
  cluster: ClusterRecord,
  step: StepRecord,
  { stderr }: CommandOutcome,
): FailureDetails {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  const LogFile = logLocation(cluster, step, "stderr");
  return {
    Reason: "Unknown Error.",
    Message: lines.find((line) => line.startsWith("Exception in thread")) ?? lastOfTraceback(lines) ?? "",
    ...(LogFile === undefined ? {} : { LogFile }),
  };
}

/** The line of a Python traceback that names the exception: the first that is not indented after its head. */
function lastOfTraceback(lines: readonly string[]): string | undefined {
  const head = lines.findLastIndex((line) => line.startsWith("Traceback (most recent call last):"));
  return head === -1 ? lines.at(-1) : lines.slice(head + 1).find((line) => !/^\s/.test(line));
}
