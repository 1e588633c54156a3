import { afterAll, beforeAll, expect, test } from "vitest";
import { classifyAwsError } from "../../src/aws/aws-errors.ts";
import type { Clients } from "../../src/aws/clients.ts";
import { createClients } from "../../src/aws/clients.ts";
import type { OwnAws } from "../support/aws/own-aws.ts";
import { startOwnAws } from "../support/aws/own-aws.ts";

/** An AWS that takes a request and then says nothing, and what the clients make of it. */

let aws: OwnAws;
let clients: Clients;

beforeAll(async () => {
  aws = await startOwnAws({ speed: 1_000 });
  clients = createClients({ region: "us-west-1", endpoint: new URL(aws.url) }, { silenceMs: 500 });
});

afterAll(async () => await aws.close());

const asks = {
  "redshift-data ListStatements": async () => {
    const { sdk, client } = await clients.redshiftData();
    await client.send(new sdk.ListStatementsCommand({}));
  },
  "cloudformation ListStacks": async () => {
    const { sdk, client } = await clients.cloudFormation();
    await client.send(new sdk.ListStacksCommand({}));
  },
  "s3 ListBuckets": async () => {
    const { sdk, client } = await clients.s3();
    await client.send(new sdk.ListBucketsCommand({}));
  },
};

const silences = ["hang-before", "hang-after", "hang-midway"];
const calls = Object.entries(asks).flatMap(([call, ask]) => silences.map((kind) => ({ call, kind, ask })));

test.each(calls)("$call, $kind: each try is given up, and the call may have happened", async (one) => {
  const [service, operation] = one.call.split(" ");
  await aws.plan({ service, operation, kind: one.kind, times: 3 });
  const error = await one.ask().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(classifyAwsError(error)).toMatchObject({ kind: "unreachable", mayHaveHappened: true });
  await one.ask();
});
