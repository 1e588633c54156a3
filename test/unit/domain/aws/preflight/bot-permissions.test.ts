import { expect, test } from "vitest";
import { readBotAccess } from "../../../../../sandbox/aws/access/bot-access.ts";
import { actionsOf, evaluate } from "../../../../../sandbox/aws/access/policy.ts";
import { botPermissions } from "../../../../../src/domain/aws/preflight/bot-permissions.ts";
import { actionsOfTheApp } from "../../../../support/aws/app-actions.ts";
import { memorySetting } from "../../../../support/aws/sandbox-world.ts";

const { setting } = memorySetting();
const place = {
  ...{ partition: "aws", region: setting.region, account: setting.account, stack: setting.stack },
  ...{ bucket: "lake", sourceBucket: "inbox", auditPlace: "records/of/loans" },
};
const { bot } = readBotAccess(setting, {
  ...{ bucket: "lake", sourceBucket: "inbox", sourceKey: "" },
  auditPlace: "records/of/loans",
});

test("a look before a deploy asks about every action that the app's calls need, and about no other", () => {
  const asked = new Set(botPermissions(place).flatMap(({ actions }) => actions));
  // Of no call's own name: CreateChangeSet asks for the first two besides, ExecuteStatement for the others.
  const besides = [
    ...["cloudformation:TagResource", "iam:PassRole"],
    ...["redshift:GetClusterCredentialsWithIAM", "secretsmanager:GetSecretValue"],
  ];
  expect([...asked].sort()).toEqual([...new Set([...actionsOfTheApp(), ...besides])].sort());
});

test("all that it asks about is allowed by the policy that an administrator deploys, and that allows no more", () => {
  const each = botPermissions(place).flatMap(({ actions, resource, context }) =>
    actions.map((action) => ({ action, resource, context })),
  );
  expect(each.length).toBeGreaterThan(40);
  expect(each.filter((need) => evaluate({ identity: bot }, need).is === "denied")).toEqual([]);
  const allowed = new Set(bot.flatMap(({ Statement }) => Statement).flatMap(actionsOf));
  const asked = new Set(each.map(({ action }) => action));
  expect([...allowed].filter((action) => !asked.has(action))).toEqual([]);
});

test("no action is asked about twice on the same thing", () => {
  const each = botPermissions(place).flatMap(({ actions, resource }) =>
    actions.map((action) => `${action} ${resource}`),
  );
  expect(new Set(each).size).toBe(each.length);
});

test("the audit record is read, listed and added to under its own prefix, and nothing there is deleted", () => {
  const may = (action: string, key: string) =>
    evaluate({ identity: bot }, { action, resource: `arn:aws:s3:::${key}`, context: {} }).is;
  for (const action of ["s3:GetObject", "s3:PutObject"]) {
    expect(may(action, `records/of/loans/${place.stack}/0000000001.json`)).toBe("allowed");
    expect(may(action, "records/of/loans/another/0000000001.json")).toBe("denied");
    expect(may(action, `records/${place.stack}/0000000001.json`)).toBe("denied");
  }
  expect(may("s3:ListBucket", "records")).toBe("allowed");
  for (const action of ["s3:DeleteObject", "s3:DeleteObjectVersion"])
    expect(may(action, `records/of/loans/${place.stack}/0000000001.json`)).toBe("denied");
});

test("a record that is kept in a folder needs no permission", () => {
  const resources = botPermissions({ ...place, auditPlace: null }).map(({ resource }) => resource);
  expect(resources.filter((resource) => resource.includes("records"))).toEqual([]);
});

test("a loan file on the bot's own machine needs no permission", () => {
  const resources = botPermissions({ ...place, sourceBucket: null }).map(({ resource }) => resource);
  expect(resources.filter((resource) => resource.includes("inbox"))).toEqual([]);
});
