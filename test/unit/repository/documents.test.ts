import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import manifest from "../../../package.json" with { type: "json" };
import { createMeter } from "../../../src/app/metrics.ts";
import { commands } from "../../../src/bot/commands/index.ts";
import { slashCommand } from "../../../src/bot/names.ts";
import type { KeyFacts } from "../../../src/jobs/store/keys.ts";
import { keysFor, redisKeys } from "../../../src/jobs/store/keys.ts";
import { loadedScripts, scriptNames } from "../../../src/jobs/store/scripts.ts";
import { filesAt, tableIn, textOf } from "../../support/repository.ts";

const readme = textOf("README.md");
const architecture = textOf("ARCHITECTURE.md");

test("the README's table of commands is the bot's", () => {
  expect(tableIn(readme, "A person types")).toEqual(
    commands.map(({ usage, summary }) => [`\`${slashCommand} ${usage}\``, summary]),
  );
});

test("the README names the two commands for a fresh machine", () => {
  expect(readme).toContain("npm ci && npm run demo");
  expect(readme).toContain("npm ci && npm test");
});

test("the README explains every script of package.json and no other", () => {
  const named = tableIn(readme, "Command").flatMap(([command = ""]) =>
    [...command.matchAll(/npm (?:run )?([a-z]+)/g)].flatMap(([, script = ""]) => script),
  );
  expect(named.toSorted()).toEqual(Object.keys(manifest.scripts).toSorted());
});

test("the build machine runs the README's test command", () => {
  const lines = textOf(".ci/run").split("\n");
  expect(lines.filter((line) => line.startsWith("npm ")).join(" && ")).toBe("npm ci && npm test");
});

test("ARCHITECTURE's table of Redis keys is what the keys and the scripts say of themselves", async () => {
  const table = [
    "| Key | Type | What | Written by | Lifetime |",
    "|---|---|---|---|---|",
    ...Object.entries<KeyFacts>(redisKeys).map(([name, { of, type, holds, writers, kept }]) => {
      const key = [name, ...(of ?? []).map((part) => `<${part}>`), ...(type === null ? ["…"] : [])].join(":");
      const scripts = scriptNames.filter((script) =>
        loadedScripts[script].header.writes.some((one) => one === name),
      );
      const by = [scripts.join(", "), writers ?? ""].filter((words) => words !== "").join("; ");
      return `| \`${key}\` | ${type ?? ""} | ${holds} | ${by} | ${kept} |`;
    }),
  ];
  const written = /^\| Key \|(?:.*\n\|)*.*$/m;
  expect(architecture).toMatch(written);
  expect(architecture).toContain(keysFor("<stack>").prefix);
  // `npx vitest run test/unit/repository/documents.test.ts -u` writes it.
  await expect(architecture.replace(written, () => table.join("\n"))).toMatchFileSnapshot(
    "../../../ARCHITECTURE.md",
  );
});

test("the README's table of metrics has every metric of ours and no other", async () => {
  const counted = [...(await createMeter().text()).matchAll(/^# TYPE (loans_\w+)/gm)].map(([, name]) => name);
  const read = filesAt("src/**/*.ts").flatMap((file) =>
    [...textOf(file).matchAll(/\bname: "(loans_\w+)"/g)].map(([, name]) => name),
  );
  const told = tableIn(readme, "Metric").flatMap(([names = ""]) => names.match(/loans_\w+/g) ?? []);
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
