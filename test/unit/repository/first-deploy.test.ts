import { expect, test } from "vitest";
import { readTemplate } from "../../../sandbox/aws/cloudformation/template.ts";
import { commands } from "../../../src/bot/commands/index.ts";
import { textOf } from "../../support/repository.ts";

/** What `docs/first-deploy.md` has people type and compare is what the repository has. */

const page = textOf("docs/first-deploy.md");
const templates = ["loan-tracker", "bot-access", "warehouse-alone"].map((name) =>
  textOf(`cloudformation/${name}.yaml`),
);
const [whole = "", access = "", alone = ""] = templates;
const all = (pattern: RegExp, text = page) => [...text.matchAll(pattern)].map(([, found = ""]) => found);

test("it names commands of the bot and variables of the configuration that exist", () => {
  const names = commands.map(({ name }) => name);
  expect(all(/\/loans ([a-z]+)/g).filter((name) => !names.some((one) => one === name))).toEqual([]);
  const variables = textOf(".env.example");
  expect(all(/\b(LOANS_[A-Z_]+)/g).filter((name) => !variables.includes(name))).toEqual([]);
});

test("each parameter, resource, output and statement that it names is in a template", () => {
  // Of AWS, not of a template.
  const words = ["LimitExceeded", "GetRandomPassword"];
  const named = [
    ...all(/`([A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)*)`/g),
    ...all(/OutputKey=='(\w+)'/g),
    ...all(/\{"(\w+)":/g),
  ];
  expect(named.length).toBeGreaterThan(20);
  const isKey = (name: string) =>
    templates.some((text) => new RegExp(`^ +(${name}:|- Sid: ${name}$)`, "m").test(text));
  expect(named.filter((name) => !words.includes(name) && !isKey(name))).toEqual([]);
  const overridden = all(/([A-Z]\w+)=/g, /--parameter-overrides(?:.*\\\n)*.*/.exec(page)?.[0] ?? "");
  expect(all(/^ {2}(\w+):$/gm, access.slice(0, access.indexOf("\nConditions:")))).toEqual(
    expect.arrayContaining(overridden),
  );
  expect(overridden.length).toBeGreaterThan(1);
});

test("the roles that it takes are the ones that an administrator makes", () => {
  for (const name of ["LoansBot", "LoansCloudFormation"]) {
    expect(page).toContain(`role/${name}-$stack`);
    expect(access).toContain(`RoleName: !Sub '${name}-\${Stack}'`);
  }
});

test("the warehouse alone is the stack's own: same names, same kinds, same properties", () => {
  const [small, large] = [readTemplate(alone), readTemplate(whole)];
  // A parameter or a choice of zones there, one value here; tags come from the stack.
  const simpler = ["AvailabilityZone", "DBName", "Port", "AutomatedSnapshotRetentionPeriod"];
  for (const [name, { Type, Properties }] of Object.entries(small.Resources)) {
    const own = large.Resources[name];
    expect(own?.Type).toBe(Type);
    const properties = Object.entries(Properties as object).filter(([key]) => !simpler.includes(key));
    expect(own?.Properties, name).toMatchObject(Object.fromEntries(properties));
  }
  expect(Object.keys(small.Parameters)).toEqual(["RedshiftNodeType"]);
});
