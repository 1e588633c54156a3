import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { SparkRunner } from "../../spark/submit.ts";
import { Denied } from "../access/access.ts";
import type { StackRoles } from "../access/stack-roles.ts";
import type { ObjectStore, Setting } from "../service.ts";
import { waitSeconds } from "../wait.ts";
import type { Command, CommandOutcome, StepSite } from "./command.ts";
import { javaFailure } from "./command.ts";
import { Filesystems } from "./locations.ts";
import { writeNodeLogs } from "./node-logs.ts";
import type { ClusterRecord, StepRecord } from "./records.ts";
import { s3DistCp } from "./s3-dist-cp.ts";
import { sparkSubmit } from "./spark-submit.ts";
import { writeLogs } from "./step-logs.ts";

/** Modeled seconds after which a planned failure shows. */
const failureSeconds = 2;

/** Carries out the commands of steps. */
export interface StepRunner {
  /** Makes ready what the steps of a cluster will need. */
  prepare(cluster: ClusterRecord): void;
  /** Runs to the end, good or bad; rejects only when the signal aborts or the sandbox itself has a bug. */
  run(cluster: ClusterRecord, step: StepRecord, signal: AbortSignal): Promise<CommandOutcome>;
  /** Puts the step's logs under the cluster's log URI. */
  keepLogs(cluster: ClusterRecord, step: StepRecord, outcome: CommandOutcome): Promise<void>;
  /** Puts what the cluster's nodes write by themselves under its log URI. */
  keepNodeLogs(cluster: ClusterRecord): Promise<void>;
  /** Removes what a cluster kept on its nodes. */
  forget(cluster: ClusterRecord): Promise<void>;
  /** Ends what runs from one step to the next. */
  close(): Promise<void>;
}

/** Makes the runner; each cluster's HDFS is a directory under `setting.home`. */
export function createStepRunner(
  setting: Setting,
  {
    lake,
    spark,
    roles,
  }: { readonly lake: ObjectStore; readonly spark: SparkRunner; readonly roles: StackRoles },
): StepRunner {
  const commands: Readonly<Record<string, Command>> = {
    "s3-dist-cp": s3DistCp,
    "spark-submit": sparkSubmit(spark),
  };
  /** Machines of a cluster act by its role, also where they write its logs. */
  const seenBy = ({ request }: ClusterRecord) => roles.lakeAs(lake, request.JobFlowRole ?? "");
  const home = (cluster: ClusterRecord) => join(setting.home, "emr", cluster.id);
  return {
    prepare: ({ id }) => spark.prepare?.(id),
    close: async () => await spark.close?.(),
    async run(cluster, step, signal) {
      const { Jar, Args } = step.request.HadoopJarStep;
      const [program = "", ...args] = Args;
      const planned = setting.failures.takeStep({
        name: step.request.Name,
        isSpark: program === "spark-submit",
      });
      if (planned !== undefined) {
        await waitSeconds(setting, failureSeconds, signal);
        return javaClass.test(planned) ? javaFailure(planned) : traceback(planned);
      }
      const command = Jar === "command-runner.jar" ? commands[program] : undefined;
      if (command === undefined) {
        return javaFailure(
          `java.lang.RuntimeException: Cannot run program "${program || Jar}" in the sandbox`,
        );
      }
      const scratch = join(home(cluster), "steps", step.id);
      const hdfs = join(home(cluster), "hdfs");
      await Promise.all([mkdir(scratch, { recursive: true }), mkdir(hdfs, { recursive: true })]);
      const site: StepSite = {
        files: new Filesystems(seenBy(cluster), hdfs),
        scratch,
        signal,
        wait: (seconds) => waitSeconds(setting, seconds, signal),
      };
      try {
        return await command(args, site);
      } catch (error) {
        signal.throwIfAborted();
        return javaFailure(`java.io.IOException: ${error instanceof Error ? error.message : error}`);
      } finally {
        await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
      }
    },
    keepLogs: (cluster, step, outcome) => inSilence(() => writeLogs(seenBy(cluster), cluster, step, outcome)),
    keepNodeLogs: (cluster) => inSilence(() => writeNodeLogs(seenBy(cluster), cluster, setting.now())),
    async forget(cluster) {
      await spark.release?.(cluster.id);
      await rm(home(cluster), { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** EMR tells nobody that it could not write its logs. */
async function inSilence(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof Denied)) throw error;
  }
}

/** Begins words of Java's: `java.net.ConnectException`. */
const javaClass = /^[a-z]\w*(\.\w+)*\.[A-Z]\w*(Exception|Error)\b/;

/** What a script leaves on stderr that raises an error with the given words. */
function traceback(reason: string): CommandOutcome {
  const lines = [
    "Traceback (most recent call last):",
    '  File "/mnt/tmp/loan_tracker.py", line 1, in <module>',
    "    main()",
    `RuntimeError: ${reason}`,
  ];
  return { exitCode: 1, stdout: "", stderr: `${lines.join("\n")}\n`, syslog: "" };
}
