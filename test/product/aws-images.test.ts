import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createIdentity } from "../../src/aws/identity.ts";
import { createImages } from "../../src/aws/images.ts";
import { stackPricer } from "../../src/aws/stack-pricer.ts";
import type { Stacks } from "../../src/aws/stacks.ts";
import { createStacks } from "../../src/aws/stacks.ts";
import type { ResourceChange } from "../../src/domain/aws/plan-changes.ts";
import { defaultContract } from "../../src/domain/loans/contract/contract.ts";
import { EVERY_DAY } from "../../src/domain/schedule/bank-days.ts";
import { planParameters } from "../../src/jobs/workflows/deploy/plan-parameters.ts";
import type { OwnAws } from "../support/aws/own-aws.ts";
import { deploy, eventually, startOwnAws, templateWish } from "../support/aws/own-aws.ts";

let aws: OwnAws;
let stacks: Stacks;

beforeAll(async () => {
  aws = await startOwnAws({ speed: 1000 });
  stacks = createStacks(aws.clients);
});
afterAll(async () => {
  await aws.close();
});

test("the newest image of the dashboard's host is an id that a template takes", async () => {
  expect(await createImages(aws.clients).newest()).toMatch(/^ami-[0-9a-f]{17}$/);
});

/** What a deploy over this stack would change, with `LOANS_STACK_PARAMETERS` as given. */
async function changes(
  stack: string,
  name: string,
  asked: Readonly<Record<string, string>>,
): Promise<readonly ResourceChange[]> {
  const wish = await templateWish(stack, name);
  const settings = {
    ...{ stack, bucket: null, parameters: asked, template: wish.template },
    priceOf: stackPricer(wish.template, "us-east-1"),
    ...{
      pace: 1,
      approvals: [],
      isFileOfAllDays: false,
      script: new Uint8Array(),
      schedule: null,
      contract: defaultContract,
      calendar: EVERY_DAY,
    },
  };
  const world = {
    settings,
    identity: createIdentity(aws.clients),
    images: createImages(aws.clients),
    clock: { now: () => new Date(), monotonic: () => performance.now() },
  };
  const parameters = await planParameters(world, (await stacks.see(stack))?.parameters ?? {});
  await stacks.createChangeSet({ ...wish, kind: "update", parameters });
  const set = await eventually(
    () => stacks.seeChangeSet({ stack, name }),
    (seen) => seen?.isSettled === true,
  );
  return set?.changes ?? [];
}

describe("a stack whose dashboard stands on an image that is no longer the newest", () => {
  const older = "ami-00000000000000001";

  beforeAll(async () => {
    await deploy(aws, "standing", await templateWish("standing", "deploy-1", { MetabaseAmi: older }));
  });

  test("is planned without a change", async () => {
    expect(await changes("standing", "deploy-2", {})).toEqual([]);
  });

  test("gets another host when somebody asks for the newest", async () => {
    expect(await changes("standing", "deploy-3", { MetabaseAmi: "latest" })).toEqual([
      {
        action: "modify",
        logicalId: "Metabase",
        type: "AWS::EC2::Instance",
        replacement: "yes",
        recreatedBy: [{ property: "ImageId", parameter: "MetabaseAmi", follows: null }],
      },
    ]);
  });
});

test("a stack of before, for which CloudFormation looked the image up, keeps what it found", async () => {
  const template = readFileSync(new URL("../golden/template.txt", import.meta.url), "utf8");
  const found = await createImages(aws.clients).newest();
  const { parameters } = await deploy(aws, "of-before", {
    template,
    parameters: { BucketName: "of-before" },
  });
  expect(parameters["MetabaseAmi"]).toBe(found);
});
