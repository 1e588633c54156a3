import { expect, test } from "vitest";
import { readBotAccess } from "../../../../../sandbox/aws/access/bot-access.ts";
import { actionsOf, evaluate } from "../../../../../sandbox/aws/access/policy.ts";
import { botPermissions } from "../../../../../src/domain/aws/preflight/bot-permissions.ts";
import { actionsOfTheApp } from "../../../../support/aws/app-actions.ts";
import { memorySetting } from "../../../../support/aws/sandbox-world.ts";

const { setting } = memorySetting();
const place = {
  ...{ partition: "aws", region: setting.region, account: setting.account, stack: setting.stack },
  ...{ bucket: "lake", sourceBucket: "inbox" },
};
const { bot } = readBotAccess(setting, { bucket: "lake", sourceBucket: "inbox", sourceKey: "" });

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

test("a loan file on the bot's own machine needs no permission", () => {
  const resources = botPermissions({ ...place, sourceBucket: null }).map(({ resource }) => resource);
  expect(resources.filter((resource) => resource.includes("inbox"))).toEqual([]);
});
