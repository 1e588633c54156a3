import { expect, test } from "vitest";
import { createFaults } from "../../../sandbox/aws/faults.ts";
import { FormerAnswers } from "../../../sandbox/aws/former-answers.ts";
import { requestFaultError } from "../../../sandbox/aws/request-faults.ts";

test("services are known by all their names, operations whatever their case", () => {
  const faults = createFaults();
  const names = [
    "S3",
    "cfn",
    "CloudFormation",
    "elasticmapreduce",
    "redshiftdata",
    "resourcegroupstaggingapi",
  ];
  expect(names.map((service) => faults.add({ service, kind: "deny" }).service)).toEqual([
    "s3",
    "cloudformation",
    "cloudformation",
    "emr",
    "redshift-data",
    "tagging",
  ]);
  faults.add({ service: "redshift", operation: "describeclusters", kind: "throttle" });
  expect(faults.takeCall("redshift", "DescribeClusters")?.kind).toBe("throttle");
});

test("a fault counts the calls it lets through, strikes its times, and is spent", () => {
  const faults = createFaults();
  faults.add({ service: "emr", operation: "ListSteps", kind: "throttle", times: 2, after: 1 });
  const struck = () => faults.takeCall("emr", "ListSteps") !== undefined;
  expect(faults.takeCall("emr", "DescribeStep")).toBeUndefined();
  expect(faults.takeCall("redshift-data", "ListSteps")).toBeUndefined();
  expect([struck(), struck(), struck(), struck()]).toEqual([false, true, true, false]);
  expect(faults.all()).toMatchObject([{ operation: "ListSteps", fired: 2, times: 2, after: 1 }]);
  faults.clear();
  expect(faults.all()).toEqual([]);
});

test("a resource's failure is planned by logical id or by type, with a reason of one's own", () => {
  const faults = createFaults();
  const late = { reason: "no capacity", delayMs: 600_000 };
  faults.add({ kind: "fail-resource", operation: "AWS::EMR::Cluster", ...late });
  faults.add({ kind: "fail-resource", service: "cloudformation", operation: "Warehouse" });
  const bucket = { logicalId: "Lake", type: "AWS::S3::Bucket" };
  const cluster = { logicalId: "Cluster", type: "AWS::EMR::Cluster" };
  expect(faults.takeResource(bucket)).toBeUndefined();
  expect([faults.takeResource(cluster), faults.takeResource(cluster)]).toEqual([
    { reason: "no capacity", afterMs: 600_000 },
    undefined,
  ]);
  expect(faults.takeResource({ logicalId: "Warehouse", type: "AWS::Redshift::Cluster" })).toEqual({
    reason: expect.stringContaining("Warehouse"),
    afterMs: 0,
  });
  expect(faults.takeCall("cloudformation", "Warehouse")).toBeUndefined();
});

test("a step's failure is planned by its name, the end of it, or for the next Spark step", () => {
  const copy = { name: "lt/batch-1/a1/1-in", isSpark: false };
  const count = { name: "lt/batch-1/a1/2-count", isSpark: true };
  for (const operation of [undefined, "*", "AddJobFlowSteps", "RunStep", "2-count", count.name]) {
    const faults = createFaults();
    faults.add({ service: "emr", kind: "fail-step", ...(operation === undefined ? {} : { operation }) });
    expect(faults.takeStep(copy), operation).toBeUndefined();
    expect(faults.takeStep(count), operation).toContain("2-count");
    expect(faults.takeStep(count), operation).toBeUndefined();
  }
  const faults = createFaults();
  faults.add({ kind: "fail-step", operation: "1-in" });
  expect(faults.takeStep(copy)).toContain("1-in");
});

test("a fault of DeleteObject strikes keys of a batch only when it names them", () => {
  const faults = createFaults();
  faults.add({ service: "s3", kind: "deny" });
  expect(faults.takeKey()).toBeUndefined();
  const named = faults.add({ service: "s3", operation: "DeleteObject", kind: "deny" });
  expect(faults.takeKey()).toEqual(named);
});

test("a stale read is answered as before its answer changed, its times, and each question for itself", () => {
  const faults = createFaults();
  const former = new FormerAnswers(faults);
  const read = (question: string, body: string) =>
    former.answer({ service: "emr", operation: "ListSteps", question }, { status: 200, body }).body;
  expect(read("j-1", "none")).toBe("none");
  faults.add({ service: "emr", operation: "ListSteps", kind: "stale", times: 2 });
  expect(read("j-1", "one")).toBe("one");
  expect(faults.all()).toMatchObject([{ fired: 0 }]);
  expect(read("j-2", "none")).toBe("none");
  expect(read("j-1", "two")).toBe("one");
  expect(read("j-2", "none")).toBe("none");
  expect(read("j-2", "three")).toBe("none");
  expect(read("j-1", "two")).toBe("two");
  expect(faults.all()).toMatchObject([{ fired: 2 }]);
});

test("a request id is no news", () => {
  const faults = createFaults();
  const former = new FormerAnswers(faults);
  faults.add({ service: "cfn", kind: "stale" });
  const read = (id: string) => {
    const body = `<Stacks/><RequestId>${id}</RequestId>`;
    return former.answer(
      { service: "cloudformation", operation: "DescribeStacks", question: "s" },
      { status: 200, body },
    ).body;
  };
  expect(read("1")).toContain("1");
  expect(read("2")).toContain("2");
});

test("an error is worded as its service words it", () => {
  const faults = createFaults();
  const words = (service: string, kind: string, isJson: boolean) => {
    faults.clear();
    faults.add({ service, kind });
    const fault = faults.takeCall(faults.all()[0]?.service ?? "s3", "Any");
    const error =
      fault &&
      requestFaultError(
        fault,
        { operation: "Any", isJson },
        { arn: "arn:aws:iam::123456789012:user/sandbox" },
      );
    return `${error?.code} ${error?.status}`;
  };
  expect(words("s3", "throttle", false)).toBe("SlowDown 503");
  expect(words("cfn", "throttle", false)).toBe("Throttling 400");
  expect(words("emr", "throttle", true)).toBe("ThrottlingException 400");
  expect(words("s3", "error500", false)).toBe("InternalError 500");
  expect(words("emr", "error500", true)).toBe("InternalFailure 500");
  expect(words("s3", "deny", false)).toBe("AccessDenied 403");
  expect(words("emr", "deny", true)).toBe("AccessDeniedException 400");
  expect(words("s3", "expired-credentials", false)).toBe("ExpiredToken 400");
  expect(words("cfn", "expired-credentials", false)).toBe("ExpiredToken 403");
  expect(words("emr", "expired-credentials", true)).toBe("ExpiredTokenException 400");
  expect(words("s3", "unknown-credentials", false)).toBe("InvalidAccessKeyId 403");
  expect(words("cfn", "unknown-credentials", false)).toBe("InvalidClientTokenId 403");
  expect(words("emr", "unknown-credentials", true)).toBe("UnrecognizedClientException 400");
});

test("a statement fails by the name, or a part of it, with the reason that was planned", () => {
  const faults = createFaults();
  faults.add({ kind: "fail-statement", operation: "add-partition", times: 1, reason: "Rate exceeded" });
  expect(faults.takeStatement("k-1-external-column")).toBeUndefined();
  expect(faults.takeStatement("k-3-add-partition")).toBe("Rate exceeded");
  expect(faults.takeStatement("k-3-add-partition")).toBeUndefined();
});
