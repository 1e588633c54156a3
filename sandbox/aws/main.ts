import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Problem } from "../../src/domain/problem.ts";
import { readClock } from "../clock/clock-file.ts";
import { toolsDirectory } from "../setup/tools.ts";
import { askKeptSpark } from "../spark/kept-spark.ts";
import { replaySpark } from "../spark/replay.ts";
import type { SparkRunner } from "../spark/submit.ts";
import { createSparkRunner } from "../spark/submit.ts";
import { WarmSpark } from "../spark/warm-spark.ts";
import { openAccount } from "./access/account.ts";
import type { AccessParameters } from "./access/bot-access.ts";
import { administrator, botAccessKey, callerOf } from "./access/caller.ts";
import { ChangingCircumstances } from "./circumstances.ts";
import { createCloudFormation } from "./cloudformation/cloudformation.ts";
import { Console } from "./console.ts";
import type { Billable } from "./control.ts";
import { createEc2 } from "./ec2/ec2.ts";
import { openForeignPieces } from "./ec2/foreign.ts";
import { createEmr } from "./emr/emr.ts";
import type { RequestFault } from "./faults.ts";
import { createFaults } from "./faults.ts";
import { FormerAnswers } from "./former-answers.ts";
import { createIam } from "./iam.ts";
import { createLakeFormation } from "./lake-formation.ts";
import { openLedger } from "./ledger.ts";
import { createRedshift } from "./redshift/redshift.ts";
import { requestFaultError } from "./request-faults.ts";
import { createS3 } from "./s3/s3.ts";
import { createAwsServer } from "./server.ts";
import type { Service, Setting } from "./service.ts";
import { createServiceQuotas } from "./service-quotas.ts";
import { openSnapshots } from "./snapshots.ts";
import { createSsm } from "./ssm.ts";
import { createSts } from "./sts.ts";
import { createTagging } from "./tagging.ts";
import type { SentAnswer } from "./wire/reply.ts";

/** How long requests that are being answered at the end may take. */
const drainMs = 2000;

/** The file that says of a directory that everything in it is the stand-in's. */
const marker = ".aws-stand-in";

/** How to start the stand-in. */
export interface AwsOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** The directory of its state; made when it is missing. */
  readonly home: string;
  /** Divides every modeled wait. */
  readonly speed: number;
  /** Forgets the state of former runs. */
  readonly fresh?: boolean;
  /** What carries out Spark steps (default: the real Spark that set-up installed). */
  readonly spark?: SparkRunner;
  readonly region?: string;
  /** Twelve digits. */
  readonly account?: string;
  /** The stack that the app's role is for. */
  readonly stack?: string;
  /** With which `bot-access.yaml` was deployed for it. */
  readonly access?: AccessParameters;
  /** That of a sandbox whose clock people may set. */
  readonly clockFile?: string;
  /** Receives every answer of an AWS operation, just before it goes out. */
  readonly sent?: (answer: SentAnswer) => void;
}

/** A stand-in that runs. */
export interface Aws {
  /** For `AWS_ENDPOINT_URL`; no slash behind. */
  readonly url: string;
  /** Takes no more requests, answers those that are there, and writes down what it holds. */
  close(): Promise<void>;
}

/** Starts the AWS stand-in on a loopback port. Throws a `Problem` when `fresh` would erase what is not its own. */
export async function startAws(options: AwsOptions): Promise<Aws> {
  const {
    port,
    speed,
    region = "us-west-1",
    account = "123456789012",
    stack = "loan-tracker",
    spark = createSparkRunner({ toolsDir: toolsDirectory }),
  } = options;
  const home = resolve(options.home);
  if (options.fresh === true) {
    erase(home);
  }
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, marker), "");

  const now = () => new Date();
  const faults = createFaults();
  const ledger = openLedger(join(home, "ledger.jsonl"), now);
  const snapshots = openSnapshots(join(home, "state"));
  const pace = { speed };
  const circumstances = new ChangingCircumstances();
  const setting: Setting = {
    ...{ region, account, stack, home, ledger, failures: faults, snapshots, now },
    get speed() {
      return pace.speed;
    },
    get circumstances() {
      return circumstances.now;
    },
  };
  const s3 = createS3(setting, {
    keyError() {
      const fault: RequestFault | undefined = faults.takeKey();
      return (
        fault &&
        requestFaultError(
          fault,
          { operation: "DeleteObject", isJson: false },
          callerOf(botAccessKey, setting),
        )
      );
    },
  });
  const parameters = options.access ?? { bucket: "", sourceBucket: "", sourceKey: "" };
  const { access, serviceRoles, stackRoles, simulate } = openAccount(setting, parameters, {
    object: (bucket, key) =>
      s3.lake.hasBucket(bucket) ? s3.lake.list(bucket, key).find((object) => object.key === key) : undefined,
    stackArn: (nameOrArn) => cloudFormation.stackArn(nameOrArn),
    findRole: (arnOrProfile) => cloudFormation.findRole(arnOrProfile),
    tags: (arn) =>
      arn.includes(":elasticmapreduce:")
        ? emr.tagsOf(arn.slice(arn.lastIndexOf("/") + 1))
        : (taggedResources.flatMap((one) => one.tagged()).find((one) => one.arn === arn)?.tags ?? {}),
  });
  const emr = createEmr(setting, { lake: s3.lake, spark, roles: stackRoles });
  const redshift = createRedshift(setting, { lake: s3.lake, roles: stackRoles });
  const foreign = openForeignPieces(setting, {
    isThere: (id) => cloudFormation.networkPieces().some((piece) => piece.id === id),
  });
  const cloudFormation = createCloudFormation(setting, {
    ...{ lake: s3.lake, emr, redshift, network: foreign, roles: serviceRoles },
  });
  const taggedResources = [cloudFormation, s3, emr, redshift];
  const services: Service[] = [
    cloudFormation,
    emr,
    redshift.redshift,
    redshift.data,
    createEc2(setting, { stacks: cloudFormation, foreign }),
    createIam(setting, simulate),
    createLakeFormation(setting),
    createServiceQuotas(setting),
    createSsm(setting),
    createSts(setting),
    createTagging(taggedResources),
  ];
  const billable: Billable[] = [cloudFormation, s3, emr, redshift];
  const parts = { services, lake: s3.lake, ledger, billable, faults, query: redshift.read };
  const console = new Console(parts, administrator(account));
  const server = createAwsServer({
    setting,
    services,
    s3,
    access,
    controlled: { faults, ledger, billable, pace, circumstances, access, console },
    former: new FormerAnswers(faults),
    settle: snapshots.flush,
    clockFactor: () => (options.clockFile === undefined ? 1 : readClock(options.clockFile).factor),
    ...(options.sent === undefined ? {} : { sent: options.sent }),
  });
  await new Promise<void>((settled, refused) => {
    server.once("error", refused);
    server.listen(port, "127.0.0.1", settled);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise((settled) => server.close(settled));
      server.closeIdleConnections();
      const drained = setTimeout(() => server.closeAllConnections(), drainMs);
      await closed;
      clearTimeout(drained);
      await Promise.all([cloudFormation.close(), emr.close(), redshift.close()]);
      snapshots.close();
      s3.close();
    },
  };
}

function erase(home: string): void {
  if (!existsSync(home)) {
    return;
  }
  if (readdirSync(home).length > 0 && !existsSync(join(home, marker))) {
    throw new Problem("foreign-home", `beginning anew in ${home}: it holds what is not the sandbox's`, {
      remedy: "name another directory with --home, or empty this one",
    });
  }
  rmSync(home, { recursive: true, force: true });
}

if (import.meta.main) {
  const clockFile = process.env["SANDBOX_CLOCK"];
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "0" },
      home: { type: "string", default: ".sandbox/aws" },
      speed: { type: "string", default: "1" },
      fresh: { type: "boolean", default: false },
      stack: { type: "string", default: "loan-tracker" },
      bucket: { type: "string", default: "" },
      "source-bucket": { type: "string", default: "" },
      "source-key": { type: "string", default: "" },
      record: { type: "string" },
      "replay-spark": { type: "string" },
      "spark-at": { type: "string" },
      "warm-spark": { type: "boolean", default: false },
    },
  });
  const { record, "replay-spark": recorded, "spark-at": kept } = values;
  const warm = values["warm-spark"]
    ? new WarmSpark({ toolsDir: toolsDirectory, home: join(values.home, "spark") })
    : undefined;
  let isAsked = false;
  const aws = await startAws({
    port: Number(values.port),
    home: values.home,
    speed: Number(values.speed),
    fresh: values.fresh,
    stack: values.stack,
    access: {
      bucket: values.bucket,
      sourceBucket: values["source-bucket"],
      sourceKey: values["source-key"],
    },
    ...(clockFile !== undefined && { clockFile }),
    ...(warm !== undefined && { spark: warm }),
    ...(kept !== undefined && { spark: askKeptSpark(kept) }),
    ...(recorded !== undefined && { spark: replaySpark(recorded) }),
    sent(answer) {
      // Not before the app is up, whose start would take longer beside that of Java.
      if (!isAsked) warm?.warm();
      isAsked = true;
      if (record !== undefined) appendFileSync(record, `${JSON.stringify(answer)}\n`);
    },
  });
  process.stdout.write(
    `${JSON.stringify({ event: "ready", url: aws.url, spark: recorded === undefined ? "real" : `recorded in ${recorded}` })}\n`,
  );
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => void aws.close().then(() => process.exit(0)));
  }
}
