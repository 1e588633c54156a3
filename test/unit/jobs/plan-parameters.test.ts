import { describe, expect, test } from "vitest";
import { stackPricer } from "../../../src/aws/stack-pricer.ts";
import { defaultContract } from "../../../src/domain/loans/contract/contract.ts";
import { EVERY_DAY } from "../../../src/domain/schedule/bank-days.ts";
import { planParameters } from "../../../src/jobs/workflows/deploy/plan-parameters.ts";

const newest = "ami-0aaaaaaaaaaaaaaaa";
const older = "ami-0bbbbbbbbbbbbbbbb";
const own = "ami-0cccccccccccccccc";

/** What is planned with this configuration over a stack that has these parameters. */
async function planned(
  parameters: Readonly<Record<string, string>> = {},
  standing: Readonly<Record<string, string>> = {},
  more: {
    readonly bucket?: string;
    readonly schedule?: { readonly time: string; readonly zone: string };
  } = {},
) {
  const asked: string[] = [];
  const world = {
    settings: {
      ...{
        stack: "loan-tracker",
        template: "",
        priceOf: stackPricer("", "us-east-1"),
        pace: 1,
        approvals: [],
        script: new Uint8Array(),
        parameters,
      },
      bucket: more.bucket ?? null,
      contract: defaultContract,
      calendar: EVERY_DAY,
      isFileOfAllDays: false,
      schedule: more.schedule ?? null,
    },
    identity: {
      account: async () => ({ account: "123456789012", region: "us-west-1" }),
      databaseUser: async () => "IAMR:bot",
    },
    images: {
      newest: async () => {
        asked.push("newest");
        return newest;
      },
    },
    clock: { now: () => new Date("2026-11-29T09:00:00Z"), monotonic: () => 0 },
  };
  return { parameters: await planParameters(world, standing), asked };
}

describe("the dashboard host's image", () => {
  test("of a first deploy is the newest", async () => {
    expect((await planned()).parameters["MetabaseAmi"]).toBe(newest);
  });

  test("stays what it is, and nobody asks for another, as long as nobody wants one", async () => {
    expect(await planned({}, { MetabaseAmi: older })).toEqual({
      parameters: { BucketName: "loan-tracker-123456789012-us-west-1", MetabaseAmi: older },
      asked: [],
    });
  });

  test("is the newest again once that is asked for", async () => {
    const { parameters } = await planned({ MetabaseAmi: "latest" }, { MetabaseAmi: older });
    expect(parameters["MetabaseAmi"]).toBe(newest);
  });

  test("is the one that is named", async () => {
    const { parameters, asked } = await planned({ MetabaseAmi: own }, { MetabaseAmi: older });
    expect({ image: parameters["MetabaseAmi"], asked }).toEqual({ image: own, asked: [] });
  });
});

test("the bucket is named by stack, account and region, or as it is configured", async () => {
  expect((await planned()).parameters["BucketName"]).toBe("loan-tracker-123456789012-us-west-1");
  expect((await planned({}, {}, { bucket: "my-lake" })).parameters["BucketName"]).toBe("my-lake");
});

test("the maintenance window follows the schedule, without one the template decides, and people before both", async () => {
  const schedule = { time: "07:30", zone: "America/Los_Angeles" };
  const window = "RedshiftMaintenanceWindow";
  expect((await planned({}, {}, { schedule })).parameters[window]).toBe("sun:02:30-sun:03:30");
  expect((await planned()).parameters).not.toHaveProperty(window);
  const asked = { [window]: "sat:20:00-sat:21:00" };
  expect((await planned(asked, {}, { schedule })).parameters).toMatchObject(asked);
});

test("two zones of the region are taken as they are", async () => {
  const zones = { Zone: "us-west-1c", SecondZone: "us-west-1a" };
  expect((await planned(zones)).parameters).toMatchObject(zones);
});

test("the zones of a stack that is there are settled", async () => {
  const zones = { Zone: "us-west-1c", SecondZone: "us-west-1a" };
  const other = { Zone: "us-west-1a", SecondZone: "us-west-1c" };
  expect((await planned(zones, { MetabaseAmi: older, ...zones })).parameters).toMatchObject(zones);
  await expect(planned(other, { MetabaseAmi: older, ...zones })).rejects.toMatchObject({
    code: "zones-settled",
    says: "reading the zones of the stack: the stack was made with us-west-1c and us-west-1a, and is asked for with us-west-1a and us-west-1c",
    remedy:
      "put Zone and SecondZone in LOANS_STACK_PARAMETERS back to what they were; other zones take a `/loans teardown` first",
  });
  // A template of before has no such parameter.
  await expect(planned(zones, { MetabaseAmi: older })).rejects.toMatchObject({
    says: expect.stringContaining(
      "was made with the region's first zones, and is asked for with us-west-1c and",
    ),
  });
  await expect(planned({}, { MetabaseAmi: older, ...zones })).rejects.toMatchObject({
    says: expect.stringContaining("and is asked for with the region's first zones"),
  });
});

test.each([
  [{ Zone: "us-west-1c" }, 'Zone is "us-west-1c", and no SecondZone is named'],
  [{ Zone: "us-west-1a", SecondZone: "us-west-1a" }, 'Zone and SecondZone are both "us-west-1a"'],
  [{ Zone: "eu-west-1a", SecondZone: "us-west-1a" }, '"eu-west-1a" is no zone of us-west-1'],
  [{ SecondZone: "us-west-2b" }, '"us-west-2b" is no zone of us-west-1'],
])("the zones %j are refused before anything is planned", async (zones, says) => {
  await expect(planned(zones)).rejects.toMatchObject({
    code: "zones-unfit",
    says: `reading the zones of the stack: ${says}`,
    remedy: "name two zones of us-west-1 as Zone and SecondZone in LOANS_STACK_PARAMETERS, or neither",
  });
});
