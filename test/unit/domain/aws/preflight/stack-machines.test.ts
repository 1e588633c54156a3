import { expect, test } from "vitest";
import { readTemplate } from "../../../../../sandbox/aws/cloudformation/template.ts";
import {
  isStandard,
  machinesToStart,
  templateDefaults,
} from "../../../../../src/domain/aws/preflight/stack-machines.ts";
import { textOf } from "../../../../support/repository.ts";

const { Parameters } = readTemplate(textOf("cloudformation/loan-tracker.yaml"));

test("the template's own values are those that are reckoned with", () => {
  const own = Object.keys(templateDefaults).map((name) => [name, String(Parameters[name]?.Default)]);
  expect(Object.fromEntries(own)).toEqual(templateDefaults);
});

const three = ["m5.xlarge", "m5.xlarge", "m5.xlarge"];

test.each([
  ["a first stack starts a primary node, its core nodes and the host", {}, null, [...three, "t3.large"]],
  ["a stack that stands as it is wanted starts none", {}, {}, []],
  [
    "another type of node is another cluster",
    { EmrInstanceType: "m7g.xlarge", EmrCoreCount: "1" },
    {},
    ["m7g.xlarge", "m7g.xlarge"],
  ],
  ["more core nodes join the cluster", { EmrCoreCount: "4" }, {}, ["m5.xlarge", "m5.xlarge"]],
  ["fewer start none", { EmrCoreCount: "1" }, { EmrCoreCount: "4" }, []],
  ["another host is one machine", { MetabaseInstanceType: "t3.medium" }, {}, ["t3.medium"]],
])("%s", (_, parameters, standing, types) => {
  expect(machinesToStart(parameters, standing)).toEqual({ zone: null, types });
});

test("a zone that is asked for is the one looked at", () => {
  expect(machinesToStart({ Zone: "us-west-1c" }, null).zone).toBe("us-west-1c");
});

test("every type that the template allows counts towards one quota, and others do not", () => {
  const allowed = ["EmrInstanceType", "MetabaseInstanceType"].flatMap(
    (name) => Parameters[name]?.AllowedValues ?? [],
  );
  expect(allowed.length).toBeGreaterThan(10);
  expect(allowed.map(String).filter((type) => !isStandard(type))).toEqual([]);
  // Each of these families has a quota of its own.
  const others = [
    "g5.xlarge",
    "p5.48xlarge",
    "x2idn.32xlarge",
    "inf2.xlarge",
    "trn1.2xlarge",
    "u-6tb1.metal",
  ];
  expect([...others, "dl1.24xlarge", "hpc7g.4xlarge", "mac2.metal", "f1.2xlarge"].filter(isStandard)).toEqual(
    [],
  );
});
