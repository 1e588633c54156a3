import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import type { StepSummary } from "@aws-sdk/client-emr";
import { EMRClient, ListClustersCommand, ListStepsCommand } from "@aws-sdk/client-emr";
import {
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  ListStatementsCommand,
  RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import { ListObjectsV2Command, NoSuchBucket, S3Client } from "@aws-sdk/client-s3";
import type { Day } from "../../src/domain/day.ts";
import { emrStepsOfRun } from "../../src/domain/runs/effect-names.ts";

/** An EMR step by the last part of its name, in the order in which it was submitted. */
export interface SeenStep {
  readonly name: string;
  readonly state: string;
}

/** Looks into the AWS stand-in with clients of its own, as somebody who does not trust the app would. */
export class AwsConsole {
  readonly #cloudFormation: CloudFormationClient;
  readonly #emr: EMRClient;
  readonly #redshift: RedshiftDataClient;
  readonly #s3: S3Client;

  constructor(url: string) {
    const settings = {
      endpoint: url,
      region: "us-west-1",
      credentials: { accessKeyId: "any", secretAccessKey: "any" },
    };
    this.#cloudFormation = new CloudFormationClient(settings);
    this.#emr = new EMRClient(settings);
    this.#redshift = new RedshiftDataClient(settings);
    this.#s3 = new S3Client({ ...settings, forcePathStyle: true });
  }

  /** The states of the stacks that are not deleted. */
  async stackStates(): Promise<readonly string[]> {
    const { Stacks = [] } = await this.#cloudFormation.send(new DescribeStacksCommand({}));
    return Stacks.map(({ StackStatus = "" }) => StackStatus);
  }

  /** The keys of a bucket's objects, at most a page; none where there is no such bucket. */
  async keys(bucket: string): Promise<readonly string[]> {
    const page = await this.#s3.send(new ListObjectsV2Command({ Bucket: bucket })).catch((error: unknown) => {
      if (error instanceof NoSuchBucket) return { Contents: [] };
      throw error;
    });
    return (page.Contents ?? []).map(({ Key = "" }) => Key);
  }

  /** The EMR steps of a run, of every cluster. */
  async steps(runId: string): Promise<readonly SeenStep[]> {
    return (await this.#stepsOf(() => true))
      .filter(({ Name }) => Name?.startsWith(emrStepsOfRun(runId)))
      .map(({ Name = "", Status }) => ({ name: Name.split("/").at(-1) ?? "", state: Status?.State ?? "" }))
      .toSorted((a, b) => a.name.localeCompare(b.name));
  }

  /** The days that `last.loan_tracker` shows in Redshift, and what the lake holds that was counted of `day`. */
  async published(stack: string, day: Day): Promise<{ days: readonly string[]; files: readonly string[] }> {
    const { BucketName } = await this.#outputs(stack);
    const { Contents = [] } = await this.#s3.send(
      new ListObjectsV2Command({
        Bucket: BucketName,
        Prefix: `stage/loan_tracker/insert_date=${day}/`,
      }),
    );
    return {
      days: Object.keys(await this.loansByDay(stack)),
      files: Contents.map(({ Key = "" }) => Key),
    };
  }

  /** How many loans `last.loan_tracker` shows of each day that it shows, oldest first. */
  async loansByDay(stack: string): Promise<Readonly<Record<string, number>>> {
    const outputs = await this.#outputs(stack);
    const { Id } = await this.#redshift.send(
      new ExecuteStatementCommand({
        ClusterIdentifier: outputs["RedshiftClusterId"],
        Database: outputs["RedshiftDatabase"],
        SecretArn: outputs["RedshiftSecretArn"],
        Sql: 'select insert_date, sum("count") as loans from last.loan_tracker group by insert_date order by insert_date',
      }),
    );
    let status: string | undefined;
    while (!["FINISHED", "FAILED", "ABORTED"].includes(status ?? "")) {
      ({ Status: status } = await this.#redshift.send(new DescribeStatementCommand({ Id })));
    }
    const { Records = [] } = await this.#redshift.send(new GetStatementResultCommand({ Id }));
    return Object.fromEntries(
      Records.map(([day, loans]) => [
        day?.stringValue ?? "",
        Number(loans?.longValue ?? loans?.doubleValue ?? loans?.stringValue),
      ]),
    );
  }

  /** What AWS still works on: unfinished EMR steps and statements, stack operations, plans that nobody has dropped. */
  async underway(): Promise<readonly string[]> {
    const { Stacks = [] } = await this.#cloudFormation.send(new DescribeStacksCommand({}));
    // The steps of a cluster that has ended stay as they were.
    const steps = await this.#stepsOf((state) => !state.startsWith("TERMINAT"));
    const { Statements = [] } = await this.#redshift.send(
      new ListStatementsCommand({ Status: "ALL", RoleLevel: true }),
    );
    return [
      ...Stacks.flatMap(({ StackStatus = "" }) =>
        StackStatus.endsWith("_IN_PROGRESS") ? [`stack ${StackStatus}`] : [],
      ),
      ...steps.flatMap(({ Name, Status }) =>
        ["PENDING", "RUNNING", "CANCEL_PENDING"].includes(Status?.State ?? "") ? [`step ${Name}`] : [],
      ),
      ...Statements.flatMap(({ StatementName, Status = "" }) =>
        ["SUBMITTED", "PICKED", "STARTED"].includes(Status) ? [`statement ${StatementName}`] : [],
      ),
    ];
  }

  /** The steps of all clusters whose state is one of those. */
  async #stepsOf(isOneOf: (state: string) => boolean): Promise<readonly StepSummary[]> {
    const { Clusters = [] } = await this.#emr.send(new ListClustersCommand({}));
    const pages = Clusters.filter(({ Status }) => isOneOf(Status?.State ?? "")).map(
      async ({ Id }) => await this.#emr.send(new ListStepsCommand({ ClusterId: Id })),
    );
    return (await Promise.all(pages)).flatMap(({ Steps = [] }) => Steps);
  }

  async #outputs(stack: string): Promise<Readonly<Record<string, string | undefined>>> {
    const { Stacks = [] } = await this.#cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
    return Object.fromEntries(
      (Stacks[0]?.Outputs ?? []).map(({ OutputKey = "", OutputValue }) => [OutputKey, OutputValue]),
    );
  }
}
