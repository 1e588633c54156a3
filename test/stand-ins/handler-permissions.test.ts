import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readBotAccess } from "../../sandbox/aws/access/bot-access.ts";
import { handlerExceptions } from "../../sandbox/aws/access/handler-exceptions.ts";
import type { Phase } from "../../sandbox/aws/access/handler-schemas.ts";
import { readHandlerPermissions } from "../../sandbox/aws/access/handler-schemas.ts";
import { handlerActions } from "../../sandbox/aws/access/handlers.ts";
import { actionsOf, matches } from "../../sandbox/aws/access/policy.ts";
import { readTemplate } from "../../sandbox/aws/cloudformation/template.ts";
import { memorySetting } from "../support/aws/sandbox-world.ts";

/** The service role held against AWS's resource schemas, as cfn-lint carries them. */

const phases: readonly Phase[] = ["create", "read", "update", "delete"];
const permissions = readHandlerPermissions("us-west-1");
const template = readTemplate(
  readFileSync(new URL("../../cloudformation/loan-tracker.yaml", import.meta.url), "utf8"),
);
const types = [...new Set(Object.values(template.Resources).map(({ Type }) => Type))].sort();
const granted = readBotAccess(memorySetting().setting, { bucket: "", sourceBucket: "", sourceKey: "" })
  .cloudFormation.policies.flatMap(({ Statement }) => Statement)
  .flatMap(actionsOf);

test("of each type of the template, AWS's schema tells what its handlers need, but for EMR's cluster", () => {
  const silent = types.filter((type) => phases.every((phase) => permissions(type, phase).length === 0));
  expect(silent).toEqual(["AWS::EMR::Cluster"]);
});

test("whatever a handler of the template's types needs is allowed to CloudFormation", () => {
  const missing = types.flatMap((type) =>
    phases.flatMap((phase) =>
      handlerActions(permissions, type, phase)
        .filter((action) => !granted.some((one) => matches(one.toLowerCase(), action.toLowerCase())))
        .map((action) => `${type} ${phase} ${action}`),
    ),
  );
  expect(missing).toEqual([]);
});

test("each exception is of a type of the template, and of an action that its schema still names", () => {
  const stale = Object.entries(handlerExceptions).flatMap(([type, actions]) => {
    const named = phases.flatMap((phase) => permissions(type, phase));
    return Object.keys(actions)
      .filter((one) => !types.includes(type) || !named.some((action) => matches(one, action)))
      .map((one) => `${type} ${one}`);
  });
  expect(stale).toEqual([]);
});
