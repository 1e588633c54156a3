import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudFormationClient, ListStacksCommand } from "@aws-sdk/client-cloudformation";
import { DescribeClusterCommand, EMRClient, ListClustersCommand } from "@aws-sdk/client-emr";
import { DescribeStatementCommand, RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api";
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Aws } from "../../sandbox/aws/main.ts";
import { startAws } from "../../sandbox/aws/main.ts";
import { refusal } from "../support/aws/own-s3.ts";

const home = mkdtempSync(join(tmpdir(), "aws-wire-"));
const credentials = { accessKeyId: "AKIASANDBOX", secretAccessKey: "sandbox" };
let aws: Aws;

/** Settings of a client; `maxAttempts` is the number of tries the SDK makes. */
function settings(maxAttempts = 1) {
  return { endpoint: aws.url, region: "us-west-1", credentials, maxAttempts, retryMode: "standard" };
}

beforeAll(async () => {
  aws = await startAws({ port: 0, home, speed: 1000 });
});
afterEach(async () => {
  await fetch(`${aws.url}/sandbox/faults`, { method: "DELETE" });
});
afterAll(async () => {
  await aws.close();
  rmSync(home, { recursive: true, force: true });
});

/** A request as no SDK would send it, signed (as far as anybody looks) for a service. */
async function raw(
  scope: string,
  init: { readonly headers?: Record<string, string>; readonly body: string },
) {
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIA/20261123/us-west-1/${scope}/aws4_request, SignedHeaders=host, Signature=0`;
  const answer = await fetch(aws.url, {
    method: "POST",
    headers: { authorization, ...init.headers },
    body: init.body,
  });
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}

const form = { "content-type": "application/x-www-form-urlencoded" };

describe("what is not played", () => {
  test("is refused in the shape of its protocol, never as a page or a server's error", async () => {
    const query = await raw("cloudformation", { headers: form, body: "Action=Nonsense&Version=2010-05-15" });
    expect(query.status).toBe(400);
    expect(query.body).toMatch(
      /^<ErrorResponse xmlns="http:\/\/cloudformation\.amazonaws\.com\/doc\/2010-05-15\/"><Error><Type>Sender<\/Type><Code>InvalidAction<\/Code><Message>.+<\/Message><\/Error><RequestId>[-\da-f]{36}<\/RequestId><\/ErrorResponse>$/,
    );
    const target = {
      "x-amz-target": "ElasticMapReduce.Nonsense",
      "content-type": "application/x-amz-json-1.1",
    };
    const json = await raw("elasticmapreduce", { headers: target, body: "{}" });
    expect(json.status).toBe(404);
    expect(json.headers.get("x-amzn-errortype")).toBe("UnknownOperationException");
    expect(JSON.parse(json.body)).toMatchObject({ __type: "UnknownOperationException" });
    const inherited = { ...target, "x-amz-target": "ElasticMapReduce.constructor" };
    expect((await raw("elasticmapreduce", { headers: inherited, body: "{}" })).status).toBe(404);
  });

  test("is refused for whole services too", async () => {
    const groups = { headers: form, body: "Action=DescribeAutoScalingGroups" };
    expect((await raw("autoscaling", groups)).body).toContain("InvalidAction");
    const glue = { "x-amz-target": "AWSGlue.GetDatabases" };
    expect((await raw("glue", { headers: glue, body: "{}" })).body).toContain("UnknownOperationException");
    expect((await raw("lambda", { body: "" })).status).toBe(404);
  });

  test("is no request that cannot be read", async () => {
    const target = { "x-amz-target": "ElasticMapReduce.ListClusters" };
    const broken = await raw("elasticmapreduce", { headers: target, body: "{" });
    expect(broken.headers.get("x-amzn-errortype")).toBe("SerializationException");
    expect((await fetch(`${aws.url}/bucket/%ff`)).status).toBe(400);
  });
});

describe("answers", () => {
  test("tell the caller who they are", async () => {
    const sts = new STSClient(settings());
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: "123456789012",
      Arn: "arn:aws:iam::123456789012:user/sandbox",
    });
  });

  test("find tagged resources by tag, page by page", async () => {
    const s3 = new S3Client({ ...settings(), forcePathStyle: true });
    for (const name of ["tagged-a", "tagged-b", "tagged-c"]) {
      await s3.send(new CreateBucketCommand({ Bucket: name }));
      const TagSet = [{ Key: "stack", Value: name === "tagged-c" ? "other" : "loans" }];
      await s3.send(new PutBucketTaggingCommand({ Bucket: name, Tagging: { TagSet } }));
    }
    const tagging = new ResourceGroupsTaggingAPIClient(settings());
    const find = async (TagFilters: { Key: string; Values?: string[] }[]) => {
      const found: (string | undefined)[] = [];
      let PaginationToken: string | undefined;
      do {
        const page = await tagging.send(
          new GetResourcesCommand({ TagFilters, PaginationToken, ResourcesPerPage: 1 }),
        );
        found.push(...(page.ResourceTagMappingList ?? []).map(({ ResourceARN }) => ResourceARN));
        PaginationToken = page.PaginationToken;
      } while (PaginationToken);
      return found;
    };
    expect(await find([{ Key: "stack", Values: ["loans"] }])).toEqual([
      "arn:aws:s3:::tagged-a",
      "arn:aws:s3:::tagged-b",
    ]);
    expect(await find([{ Key: "stack" }])).toHaveLength(3);
    expect(await find([{ Key: "missing" }])).toEqual([]);
  });

  test("of an operation's refusal carry the error of its service", async () => {
    const emr = new EMRClient(settings());
    expect(await refusal(emr.send(new DescribeClusterCommand({ ClusterId: "j-NONE" })))).toBe(
      "InvalidRequestException",
    );
    const data = new RedshiftDataClient(settings());
    const Id = "00000000-0000-4000-8000-000000000000";
    expect(await refusal(data.send(new DescribeStatementCommand({ Id })))).toBe("ResourceNotFoundException");
  });
});

describe("the control door", () => {
  test("shows effects in their order, and what would still cost money", async () => {
    const s3 = new S3Client({ ...settings(), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: "ledger-lake" }));
    const { ETag } = await s3.send(new PutObjectCommand({ Bucket: "ledger-lake", Key: "a/b", Body: "x" }));
    await s3.send(new HeadObjectCommand({ Bucket: "ledger-lake", Key: "a/b" }));
    const Delete = { Objects: [{ Key: "a/b" }] };
    await s3.send(new DeleteObjectsCommand({ Bucket: "ledger-lake", Delete }));
    const ledger = (await (await fetch(`${aws.url}/sandbox/ledger`)).json()) as { name: string }[];
    expect(ledger.filter(({ name }) => name.startsWith("ledger-lake"))).toMatchObject([
      { service: "s3", operation: "CreateBucket", name: "ledger-lake" },
      { service: "s3", operation: "PutObject", name: "ledger-lake/a/b", id: ETag },
      { service: "s3", operation: "DeleteObjects", name: "ledger-lake/a/b" },
    ]);
    const { leftovers } = (await (await fetch(`${aws.url}/sandbox/leftovers`)).json()) as {
      leftovers: unknown;
    };
    expect(leftovers).toContainEqual({ type: "s3:bucket", id: "ledger-lake", name: "ledger-lake" });
  });

  test("turns away web pages from elsewhere, and names its controls to whoever mistypes one", async () => {
    const origin = { origin: "https://example.com" };
    const foreign = await fetch(`${aws.url}/sandbox/faults`, { method: "DELETE", headers: origin });
    expect(foreign.status).toBe(403);
    const mistyped = await fetch(`${aws.url}/sandbox/leger`);
    expect([mistyped.status, await mistyped.text()]).toEqual([
      404,
      expect.stringContaining("/sandbox/ledger"),
    ]);
  });
});

describe("a scripted fault", () => {
  async function plan(fault: object): Promise<{ status: number; body: string }> {
    const answer = await fetch(`${aws.url}/sandbox/faults`, { method: "POST", body: JSON.stringify(fault) });
    return { status: answer.status, body: await answer.text() };
  }

  async function fired(): Promise<number[]> {
    const all = (await (await fetch(`${aws.url}/sandbox/faults`)).json()) as { fired: number }[];
    return all.map((fault) => fault.fired);
  }

  test("throttles in the words of each protocol, and the SDK tries again", async () => {
    const emr = (tries: number) => new EMRClient(settings(tries)).send(new ListClustersCommand({}));
    await plan({ service: "elasticmapreduce", operation: "ListClusters", kind: "throttle", times: 2 });
    expect(await refusal(emr(1))).toBe("ThrottlingException");
    expect((await emr(3)).$metadata.attempts).toBe(2);
    expect(await fired()).toEqual([2]);

    await plan({ service: "cfn", operation: "*", kind: "throttle", times: 1 });
    const cloudFormation = new CloudFormationClient(settings());
    expect(await refusal(cloudFormation.send(new ListStacksCommand({})))).toBe("Throttling");
    await plan({ service: "s3", operation: "ListBuckets", kind: "throttle", times: 1 });
    const buckets = await new S3Client(settings(3)).send(new ListBucketsCommand({}));
    expect(buckets.$metadata.attempts).toBe(2);
  });

  test("breaks, and denies by name", async () => {
    const sts = new STSClient(settings());
    const identity = () => sts.send(new GetCallerIdentityCommand({}));
    await plan({ service: "sts", kind: "error500", times: 1 });
    await expect(identity()).rejects.toMatchObject({
      name: "InternalFailure",
      $metadata: { httpStatusCode: 500 },
    });
    await plan({ service: "sts", kind: "deny", times: 1 });
    await expect(identity()).rejects.toMatchObject({
      name: "AccessDenied",
      message: expect.stringContaining("is not authorized to perform: sts:GetCallerIdentity"),
    });
    const emr = new EMRClient(settings());
    await plan({ service: "emr", operation: "ListClusters", kind: "deny", times: 1 });
    expect(await refusal(emr.send(new ListClustersCommand({})))).toBe("AccessDeniedException");
    expect(await fired()).toEqual([1, 1, 1]);
    await identity();
  });

  test("delays, lets calls through first, and ends after its times", async () => {
    const sts = new STSClient(settings());
    await sts.send(new GetCallerIdentityCommand({}));
    await plan({
      service: "sts",
      operation: "GetCallerIdentity",
      kind: "delay",
      delayMs: 300,
      times: 1,
      after: 1,
    });
    const took: boolean[] = [];
    for (let call = 0; call < 3; call += 1) {
      const before = performance.now();
      await sts.send(new GetCallerIdentityCommand({}));
      took.push(performance.now() - before >= 300);
    }
    expect(took).toEqual([false, true, false]);
  });

  test("drops the connection before anything is done, or when all is done", async () => {
    const s3 = new S3Client({ ...settings(), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: "dropped-lake" }));
    const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket: "dropped-lake", Key, Body: "x" }));
    const see = (Key: string) => s3.send(new HeadObjectCommand({ Bucket: "dropped-lake", Key }));
    await plan({ service: "s3", operation: "PutObject", kind: "drop-before", times: 1 });
    await expect(put("before")).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(await refusal(see("before"))).toBe("NotFound");
    await plan({ service: "s3", operation: "PutObject", kind: "drop-after", times: 1 });
    await expect(put("after")).rejects.toMatchObject({ code: "ECONNRESET" });
    await see("after");
    expect(await fired()).toEqual([1, 1]);
  });

  test("strikes single keys of a batch of deletions", async () => {
    const s3 = new S3Client({ ...settings(), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: "denied-lake" }));
    for (const Key of ["a", "b"])
      await s3.send(new PutObjectCommand({ Bucket: "denied-lake", Key, Body: "x" }));
    await plan({ service: "s3", operation: "DeleteObject", kind: "deny", times: 1, after: 1 });
    const Delete = { Objects: [{ Key: "a" }, { Key: "b" }] };
    const answer = await s3.send(new DeleteObjectsCommand({ Bucket: "denied-lake", Delete }));
    expect(answer.Deleted).toMatchObject([{ Key: "a" }]);
    expect(answer.Errors).toMatchObject([{ Key: "b", Code: "AccessDenied" }]);
  });

  test("that is not understood is refused with a sentence", async () => {
    expect(await plan({ service: "s3", kind: "explode", times: 1 })).toEqual({
      status: 400,
      body: expect.stringContaining(
        "use one of throttle, error500, error500-after, deny, delay, drop-before, drop-after, hang-before, hang-after, hang-midway, expired-credentials, unknown-credentials, fail-resource, fail-step",
      ),
    });
    expect(await plan({ service: "dynamodb", kind: "deny", times: 1 })).toEqual({
      status: 400,
      body: expect.stringContaining("redshift-data"),
    });
    expect((await plan({ service: "s3", kind: "fail-step" })).status).toBe(400);
    expect((await plan({ service: "s3", kind: "deny", times: "often" })).status).toBe(400);
    expect((await plan([])).status).toBe(400);
  });
});
