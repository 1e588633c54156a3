import { afterAll, beforeAll, expect, test } from "vitest";
import { createIdentity } from "../../src/aws/identity.ts";
import type { OwnAws } from "../support/aws/own-aws.ts";
import { startOwnAws } from "../support/aws/own-aws.ts";

let aws: OwnAws;
beforeAll(async () => {
  aws = await startOwnAws({ speed: 1000 });
});
afterAll(() => aws.close());

test("the account is the credentials' own, the region the configured one", async () => {
  expect(await createIdentity(aws.clients).account()).toMatchObject({
    account: "123456789012",
    region: "us-west-1",
  });
});
