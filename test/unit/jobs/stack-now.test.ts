import { expect, test } from "vitest";
import { stackPricer } from "../../../src/aws/stack-pricer.ts";
import { StackStatus } from "../../../src/domain/aws/stack-status.ts";
import { stackNow } from "../../../src/jobs/requests/stack-now.ts";
import { textOf } from "../../support/repository.ts";

const template = textOf("cloudformation/loan-tracker.yaml");
const priceOf = stackPricer(template, "us-east-1");
const createdAt = "2026-11-23T04:00:00.000Z";
const standing = (status: string, parameters: Readonly<Record<string, string>> = {}) => ({
  status: new StackStatus(status),
  ...{ createdAt, parameters },
});

test.each([
  ["CREATE_IN_PROGRESS", "there", "making"],
  ["CREATE_COMPLETE", "there", null],
  ["UPDATE_IN_PROGRESS", "there", "changing"],
  ["UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "there", "changing"],
  ["ROLLBACK_IN_PROGRESS", "there", "taking-back"],
  ["UPDATE_ROLLBACK_IN_PROGRESS", "there", "taking-back"],
  ["DELETE_IN_PROGRESS", "there", "deleting"],
  ["DELETE_FAILED", "remains", null],
  ["UPDATE_ROLLBACK_FAILED", "stuck", null],
  ["DELETE_COMPLETE", "absent", null],
  ["REVIEW_IN_PROGRESS", "absent", null],
] as const)("a stack that is %s is %s, with %s", (status, is, atWork) => {
  expect(stackNow(standing(status), priceOf)).toMatchObject({ is, atWork });
});

test("what it costs goes by the parameters that it has, and where it stands", () => {
  const perHour = (parameters: Readonly<Record<string, string>>, region = "us-east-1") =>
    stackNow(standing("CREATE_COMPLETE", parameters), stackPricer(template, region)).perHour;
  const small = perHour({});
  const large = perHour({ RedshiftNodeType: "ra3.large" });
  expect(small).toBeGreaterThan(0.5);
  expect(large).toBeGreaterThan(small ?? 0);
  expect(perHour({}, "af-south-1")).toBeNull();
  expect(stackNow(null, priceOf)).toEqual({
    ...{ is: "absent", atWork: null, madeAt: null, perHour: null },
  });
});
