import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import manifest from "../../../package.json" with { type: "json" };
import { readTemplate } from "../../../sandbox/aws/cloudformation/template.ts";
import { createMeter } from "../../../src/app/metrics/metrics.ts";
import { commands } from "../../../src/bot/commands/index.ts";
import { COMMAND } from "../../../src/domain/commands/command-name.ts";
import { parseCommand } from "../../../src/domain/commands/parse-command.ts";
import type { Day } from "../../../src/domain/day.ts";
import { EVERY_DAY } from "../../../src/domain/schedule/bank-days.ts";
import { factsOf, stepNamesOf, stepsFor, workflowNames } from "../../../src/domain/workflows/index.ts";
import type { KeyFacts } from "../../../src/jobs/store/keys.ts";
import { keysFor, redisKeys } from "../../../src/jobs/store/keys.ts";
import { fileOf } from "../../../src/jobs/store/script-text.ts";
import { loadedScripts, scriptNames } from "../../../src/jobs/store/scripts.ts";
import { workflows } from "../../../src/jobs/workflows/index.ts";
import { filesAt, tableIn, textOf } from "../../support/repository.ts";

const readme = textOf("README.md");

test("the table of commands is the bot's", () => {
  expect(tableIn(textOf("docs/commands.md"), "A person types")).toEqual(
    commands.map(({ usage, summary }) => [`\`${COMMAND} ${usage}\``, summary]),
  );
});

test("what the README has a person type is understood, and does what the bot's own help says", () => {
  const readBy = { today: "2026-11-23" as Day, calendar: EVERY_DAY };
  const rows = tableIn(readme, "A person types");
  expect(rows.length).toBeGreaterThan(4);
  for (const [typed = "", happens] of rows) {
    const words = /^`\/loans (.+)`$/.exec(typed)?.[1] ?? "";
    const parsed = parseCommand(words, readBy);
    expect(parsed, typed).toMatchObject({ is: "command" });
    const name = parsed.is === "command" ? parsed.command.name : undefined;
    expect(happens).toBe(commands.find((entry) => entry.name === name)?.summary);
  }
});

test("the README is short, and leads to every other document", () => {
  expect(readme.split(/\s+/).length).toBeLessThan(900);
  const linked = [...readme.matchAll(/\]\(([^)#]+)/g)].map(([, target]) => target);
  expect(filesAt("{*.md,docs/*.md,cloudformation/*.md}").filter((file) => !linked.includes(file))).toEqual([
    "README.md",
  ]);
});

test("the README names the two commands for a fresh machine", () => {
  expect(readme).toContain("npm ci && npm run demo");
  expect(readme).toContain("npm ci && npm test");
});

test("every script of package.json is explained and no other", () => {
  const named = tableIn(textOf("docs/commands.md"), "Command").flatMap(([command = ""]) =>
    [...command.matchAll(/npm (?:run )?([a-z-]+)/g)].flatMap(([, script = ""]) => script),
  );
  expect(named.toSorted()).toEqual(Object.keys(manifest.scripts).toSorted());
});

test("the build machine runs the README's test command", () => {
  const lines = textOf(".ci/run").split("\n");
  expect(lines.filter((line) => line.startsWith("npm ")).join(" && ")).toBe("npm ci && npm test");
});

/** The document with its table of this heading as it should be; `npx vitest run <this file> -u` writes it. */
async function expectTable(path: string, heading: string, rows: readonly string[]): Promise<void> {
  const document = textOf(path);
  const written = new RegExp(`^\\| ${heading} \\|(?:.*\\n\\|)*.*$`, "m");
  expect(document).toMatch(written);
  const [head = "", line = ""] = (written.exec(document)?.[0] ?? "").split("\n");
  const whole = document.replace(written, () => [head, line, ...rows].join("\n"));
  await expect(whole).toMatchFileSnapshot(`../../../${path}`);
}

test("the table of the stack's parameters is what the template says of them", async () => {
  const { Parameters } = readTemplate(textOf("cloudformation/loan-tracker.yaml"));
  const code = (text: string) => (text === "" ? "empty" : `\`${text.replaceAll("|", "\\|")}\``);
  const rows = Object.entries(Parameters).map(([name, parameter]) => {
    const { Default, AllowedValues, MinValue, MaxValue, ConstraintDescription, Description } = parameter;
    const range = MinValue === undefined ? undefined : `${MinValue} to ${MaxValue}`;
    const bounds =
      AllowedValues?.map(code).join(", ") ?? range ?? ConstraintDescription?.replace("must be ", "");
    return `| \`${name}\` | ${Default === undefined ? "" : code(Default)} | ${bounds} | ${Description} |`;
  });
  await expectTable("cloudformation/README.md", "Parameter", rows);
});

test("what the judges of the templates may find is listed with its reason, and nothing else", () => {
  const listed = tableIn(textOf("cloudformation/README.md"), "Check").map(([check = ""]) => check);
  const templates = filesAt("cloudformation/*.yaml").map(textOf).join("\n");
  const skipped = [...templates.matchAll(/\{id: (\w+), comment: [^}]{20,}\}/g)].map(([, id = ""]) => id);
  const ignored = [...textOf(".cfnlintrc.yaml").matchAll(/^ {2}- ([A-Z]\d{4})$/gm)].map(([, id = ""]) => id);
  expect(listed.toSorted()).toEqual([
    ...new Set([...ignored.map((id) => `cfn-lint ${id}`), ...skipped].toSorted()),
  ]);
  expect(textOf(".cfnlintrc.yaml")).toContain("\n  - cloudformation/*.yaml\n");
  expect(textOf(".checkov.yaml")).toContain("\ndirectory:\n  - cloudformation\n");
  expect(textOf(".checkov.yaml")).not.toMatch(/skip-check|soft-fail|baseline/);
});

test("the table of Redis keys is what the keys and the scripts say of themselves", async () => {
  const rows = Object.entries<KeyFacts>(redisKeys).map(([name, { of, type, holds, writers, kept }]) => {
    const key = [name, ...(of ?? []).map((part) => `<${part}>`), ...(type === null ? ["…"] : [])].join(":");
    const scripts = scriptNames.filter((script) =>
      loadedScripts[script].header.writes.some((one) => one === name),
    );
    const by = [scripts.map((script) => fileOf(script).replace(".lua", "")).join(", "), writers ?? ""]
      .filter((words) => words !== "")
      .join("; ");
    return `| \`${key}\` | ${type ?? ""} | ${holds} | ${by} | ${kept} |`;
  });
  await expectTable("docs/redis.md", "Key", rows);
  expect(textOf("docs/redis.md")).toContain(keysFor("<stack>").prefix);
});

const namesOf = (steps: readonly { readonly name: string }[]) => steps.map(({ name }) => name).join(", ");

test("the table of workflows is what their facts and steps say", async () => {
  const ids = { stack: "<stack>-<n>", range: "<stack>-<n>", day: "<stack>-<day>-g<generation>" };
  const holds = { alone: "alone", "in-line": "in line, one at a time", guest: "as a guest" };
  const rows = workflowNames.map((name) => {
    const { verb, takes, holds: how, approval } = factsOf(name);
    const from = Map.groupBy(
      workflows[name].steps.filter(({ step }) => step.retryFrom !== undefined),
      ({ step }) => step.retryFrom,
    );
    const fromHeld = Map.groupBy(
      workflows[name].steps.filter(({ step }) => step.retryHeldFrom !== undefined),
      ({ step }) => step.retryHeldFrom,
    );
    const retries = [
      ...[...from].map(([begin, steps]) => `; after ${namesOf(steps)} at ${begin}`),
      ...[...fromHeld].map(([begin, steps]) => `; after a hold by ${namesOf(steps)} at ${begin}`),
    ];
    const again = approval?.waits.isOfOneTry
      ? `; where a second person was asked, by a person at ${approval.waits.planStep}`
      : "";
    const isAlways = approval !== null && stepsFor(name, {}).includes(approval.waits.step);
    const words = approval && [approval.word, ...(approval.forced ? [approval.forced] : [])];
    const named = words?.map((word) => `\`${word}\`${word === "force" ? ", where it is forced," : ""}`);
    const asks = named && `${named.join(" or ")} in LOANS_APPROVALS: a second person`;
    const who = asks && `${isAlways ? "operators" : "nobody is asked"}; with ${asks}`;
    const steps = stepNamesOf(name)
      .map((step) => (stepsFor(name, {}).includes(step) ? step : `(${step})`))
      .join(" → ");
    const cells = [`\`${name}\``, `\`${verb}-${ids[takes]}\``, holds[how], steps];
    return `| ${[...cells, `at the failed step${retries.join("")}${again}`, who ?? "nobody is asked"].join(" | ")} |`;
  });
  await expectTable("docs/engine.md", "Workflow", rows);
});

test("the files that documents name are there", () => {
  const missing = filesAt("{*.md,docs/**/*.md}")
    .filter((file) => file !== "CHANGELOG.md")
    .flatMap((file) =>
      [...textOf(file).matchAll(/`((?:src|sandbox|bench|test|sql|spark|cloudformation)\/[\w./-]+)`/g)]
        .map(([, path = ""]) => path)
        .filter((path) => !existsSync(path))
        .map((path) => `${file} names ${path}`),
    );
  expect(missing).toEqual([]);
});

test("the runbook has every part that may be unwell, and alarms on metrics that there are", async () => {
  const page = textOf("docs/runbook.md");
  const parts = filesAt("src/app/**/*.ts").flatMap((file) =>
    [...textOf(file).matchAll(/readiness\.add\("([^"]+)"/g)].map(([, part = ""]) => part),
  );
  expect(parts.length).toBeGreaterThan(5);
  const rows = tableIn(page, "Part").map(([part = ""]) => part.replace(" (concerns)", ""));
  expect(rows.toSorted()).toEqual(parts.toSorted());
  const known = textOf("docs/watch.md");
  const named = [...page.matchAll(/\bloans_[a-z_]+/g)].map(([name]) => name);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !known.includes(`\`${name}\``))).toEqual([]);
});

test("the table of metrics has every metric of ours and no other", async () => {
  const counted = [...(await createMeter().text()).matchAll(/^# TYPE (loans_\w+)/gm)].map(([, name]) => name);
  const read = filesAt("src/**/*.ts").flatMap((file) =>
    [...textOf(file).matchAll(/\bname: "(loans_\w+)"/g)].map(([, name]) => name),
  );
  const told = tableIn(textOf("docs/watch.md"), "Metric").flatMap(
    ([names = ""]) => names.match(/loans_\w+/g) ?? [],
  );
  expect(told.toSorted()).toEqual([...counted, ...read].toSorted());
});

test("the newest version in the changelog is that of package.json", () => {
  expect(/^## (\d\S*)/m.exec(textOf("CHANGELOG.md"))?.[1]).toBe(manifest.version);
});

test("what the documents link to is there", () => {
  const broken = filesAt("{*.md,docs/**/*.md}").flatMap((file) =>
    [...textOf(file).matchAll(/(?:\]\(|src=")([^)"#:]+)(?:#[^)"]*)?[)"]/g)]
      .map(([, target = ""]) => join(dirname(file), target))
      .filter((target) => !existsSync(target)),
  );
  expect(broken).toEqual([]);
});

test("every picture is shown in a document and taken by the one command", () => {
  const shown = filesAt("{*.md,docs/**/*.md}").flatMap((file) =>
    [...textOf(file).matchAll(/(?:\]\(|src=")(?:docs\/)?pictures\/([\w-]+)\.png/g)].map(([, name]) => name),
  );
  const taken = [...textOf("sandbox/pictures/main.ts").matchAll(/ take\(\w+, "([\w-]+)"/g)].map(
    ([, name]) => name,
  );
  const there = filesAt("docs/pictures/*.png").map((file) => basename(file, ".png"));
  expect(there.length).toBeGreaterThan(3);
  expect([...new Set(shown)].toSorted()).toEqual(there);
  expect(taken.toSorted()).toEqual(there);
});
