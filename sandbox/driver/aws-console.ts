import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { EMRClient, ListClustersCommand, ListStepsCommand } from "@aws-sdk/client-emr";
import {
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import type { Day } from "../../src/domain/day.ts";

/** An EMR step by the last part of its name, in the order in which it was submitted. */
export interface SeenStep {
  readonly name: string;
  readonly state: string;
}

/** Looks into the AWS stand-in with clients of its own, as somebody who does not trust the app would. */
export class DemoAws {
  readonly #url: string;
  readonly #settings;

  constructor(url: string) {
    this.#url = url;
    this.#settings = {
      endpoint: url,
      region: "us-west-1",
      credentials: { accessKeyId: "any", secretAccessKey: "any" },
    };
  }

  /** The EMR steps of a run, of every cluster. */
  async steps(runId: string): Promise<readonly SeenStep[]> {
    const emr = new EMRClient(this.#settings);
    const { Clusters = [] } = await emr.send(new ListClustersCommand({}));
    const pages = await Promise.all(
      Clusters.map(async ({ Id }) => await emr.send(new ListStepsCommand({ ClusterId: Id }))),
    );
    return pages
      .flatMap(({ Steps = [] }) => Steps)
      .filter(({ Name }) => Name?.startsWith(`lt/${runId}/`))
      .map(({ Name = "", Status }) => ({ name: Name.split("/").at(-1) ?? "", state: Status?.State ?? "" }))
      .toSorted((a, b) => a.name.localeCompare(b.name));
  }

  /** The days that `last.loan_tracker` shows in Redshift, and what the lake holds that was counted of `day`. */
  async published(stack: string, day: Day): Promise<{ days: readonly string[]; files: readonly string[] }> {
    const outputs = await this.#outputs(stack);
    const s3 = new S3Client({ ...this.#settings, forcePathStyle: true });
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({
        Bucket: outputs["BucketName"],
        Prefix: `stage/loan_tracker/insert_date=${day}/`,
      }),
    );
    const redshift = new RedshiftDataClient(this.#settings);
    const { Id } = await redshift.send(
      new ExecuteStatementCommand({
        ClusterIdentifier: outputs["RedshiftClusterId"],
        Database: outputs["RedshiftDatabase"],
        SecretArn: outputs["RedshiftSecretArn"],
        Sql: "select insert_date from last.loan_tracker group by insert_date order by insert_date",
      }),
    );
    let status: string | undefined;
    while (!["FINISHED", "FAILED", "ABORTED"].includes(status ?? "")) {
      ({ Status: status } = await redshift.send(new DescribeStatementCommand({ Id })));
    }
    const { Records = [] } = await redshift.send(new GetStatementResultCommand({ Id }));
    return {
      days: Records.map(([field]) => field?.stringValue ?? ""),
      files: Contents.map(({ Key = "" }) => Key),
    };
  }

  /** What would still cost money. */
  async leftovers(): Promise<readonly unknown[]> {
    const reply = await fetch(`${this.#url}/sandbox/leftovers`);
    return ((await reply.json()) as { readonly leftovers: readonly unknown[] }).leftovers;
  }

  async #outputs(stack: string): Promise<Readonly<Record<string, string | undefined>>> {
    const cloudFormation = new CloudFormationClient(this.#settings);
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
    return Object.fromEntries(
      (Stacks[0]?.Outputs ?? []).map(({ OutputKey = "", OutputValue }) => [OutputKey, OutputValue]),
    );
  }
}
