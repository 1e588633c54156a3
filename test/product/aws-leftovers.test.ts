import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClients } from "../../src/aws/clients.ts";
import type { StackFacts } from "../../src/aws/stack-facts.ts";
import { createStacks } from "../../src/aws/stacks.ts";
import type { Tagged } from "../../src/aws/tagged-resources.ts";
import { createTagged } from "../../src/aws/tagged-resources.ts";
import type { OwnAws } from "../support/aws/own-aws.ts";
import { deploy, emptyLakeOf, eventually, startOwnAws } from "../support/aws/own-aws.ts";

let aws: OwnAws;
beforeAll(async () => {
  aws = await startOwnAws({ speed: 1000 });
});
afterAll(() => aws.close());

async function remove(up: StackFacts): Promise<void> {
  const stacks = createStacks(aws.clients);
  const stackId = up.id;
  await emptyLakeOf(aws, up);
  await stacks.deleteStack({ stackId, token: `remove-${stackId.split("/")[2]}` });
  await eventually(
    () => stacks.see(stackId),
    (seen) => seen?.status.isDeleted === true,
  );
}

/**
 * The stand-in's AWS, but with a tagging service that still lists what has ended, as AWS's does for an hour or more:
 * things by ARN, with the tags that AWS itself puts on what EMR and CloudFormation make.
 */
async function withLateTagging(
  listed: readonly { readonly arn: string; readonly tags: Readonly<Record<string, string>> }[],
  act: (tagged: Tagged) => Promise<void>,
): Promise<void> {
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    if (/GetResources$/.test(String(request.headers["x-amz-target"]))) {
      const ResourceTagMappingList = listed.map(({ arn, tags }) => ({
        ResourceARN: arn,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }));
      response.setHeader("content-type", "application/x-amz-json-1.1");
      response.end(JSON.stringify({ PaginationToken: "", ResourceTagMappingList }));
      return;
    }
    const { host: _, connection: __, ...headers } = request.headers;
    const answer = await fetch(new URL(request.url ?? "/", aws.url), {
      method: request.method ?? "POST",
      headers: headers as Record<string, string>,
      ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
    });
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const endpoint = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    await act(createTagged(createClients({ region: "us-west-1", endpoint })));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("a stack that is up is listed with all that costs money, a removed one not at all", async () => {
  const up = await deploy(aws, "listed");
  const tagged = createTagged(aws.clients);
  const certain = (await tagged.leftovers({ stack: "listed" })).filter(({ isCertain }) => isCertain);
  expect(certain.map(({ type }) => type).toSorted()).toEqual([
    "elasticmapreduce:cluster",
    "redshift:cluster",
    "s3:bucket",
  ]);
  await remove(up);
  expect(await tagged.leftovers({ stack: "listed" })).toEqual([]);
});

test("a key that AWS lists for days under no tag of its own is known to be gone by the stack that deleted it", async () => {
  const tagged = createTagged(aws.clients);
  const up = await deploy(aws, "keyed");
  const keys = (await tagged.leftovers({ stack: "keyed" })).filter(({ type }) => type === "kms:key");
  // No service that the app asks can vouch for it, and nothing says that it is gone.
  expect(keys).toEqual([{ type: "kms:key", id: expect.any(String), isCertain: false }]);
  await remove(up);
  const { sdk, client } = await aws.clients.tagging();
  const { ResourceTagMappingList = [] } = await client.send(
    new sdk.GetResourcesCommand({ TagFilters: [{ Key: "loan-tracker:stack", Values: ["keyed"] }] }),
  );
  expect(ResourceTagMappingList.map(({ ResourceARN = "" }) => ResourceARN.split("/")[1])).toEqual([
    keys[0]?.id,
  ]);
  expect(await tagged.leftovers({ stack: "keyed" })).toEqual([]);
});

test("tags that outlive their things are seen through by asking who made them", async () => {
  const up = await deploy(aws, "late");
  const clusterId = up.outputs["EmrClusterId"] ?? "";
  const instance = up.outputs["MetabaseInstanceId"] ?? "";
  const made = (logicalId: string) => ({
    "aws:cloudformation:stack-id": up.id,
    "aws:cloudformation:logical-id": logicalId,
  });
  const ec2 = (id: string) => `arn:aws:ec2:us-west-1:123456789012:instance/${id}`;
  const listed = [
    { arn: up.id, tags: {} },
    { arn: `arn:aws:elasticmapreduce:us-west-1:123456789012:cluster/${clusterId}`, tags: made("EmrCluster") },
    { arn: ec2("i-node"), tags: { "aws:elasticmapreduce:job-flow-id": clusterId } },
    { arn: ec2(instance), tags: made("Metabase") },
    { arn: "arn:aws:kms:us-west-1:123456789012:key/0-1", tags: made("EmrDiskKey") },
    { arn: "arn:aws:redshift:us-west-1:123456789012:cluster:gone", tags: made("RedshiftCluster") },
    { arn: "arn:aws:s3:::late-123456789012-us-west-1", tags: made("Lake") },
    { arn: ec2("i-by-hand"), tags: {} },
  ];
  await withLateTagging(listed, async (tagged) => {
    expect(await tagged.leftovers({ stack: "late" })).toEqual([
      { type: "cloudformation:stack", id: up.id.split(":stack/")[1], isCertain: true },
      { type: "elasticmapreduce:cluster", id: clusterId, isCertain: true },
      { type: "ec2:instance", id: "i-node", isCertain: false },
      { type: "ec2:instance", id: instance, isCertain: false },
      { type: "kms:key", id: "0-1", isCertain: false },
      { type: "s3:bucket", id: "late-123456789012-us-west-1", isCertain: true },
      { type: "ec2:instance", id: "i-by-hand", isCertain: false },
    ]);
    await remove(up);
    // Nobody can vouch for the end of a machine that was made by hand under the stack's tag.
    expect(await tagged.leftovers({ stack: "late" })).toEqual([
      { type: "ec2:instance", id: "i-by-hand", isCertain: false },
    ]);
  });
});
