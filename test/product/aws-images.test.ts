import { afterAll, beforeAll, expect, test } from "vitest";
import { createImages } from "../../src/aws/images.ts";
import type { OwnAws } from "../support/aws/own-aws.ts";
import { startOwnAws } from "../support/aws/own-aws.ts";

let aws: OwnAws;

beforeAll(async () => {
  aws = await startOwnAws({ speed: 1000 });
});
afterAll(async () => {
  await aws.close();
});

test("the newest image of the dashboard's host is an id that a template takes", async () => {
  expect(await createImages(aws.clients).newest()).toMatch(/^ami-[0-9a-f]{17}$/);
});
