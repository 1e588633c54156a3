import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import manifest from "../../../package.json" with { type: "json" };
import { createMeter } from "../../../src/app/metrics.ts";
import { commands } from "../../../src/bot/commands/index.ts";
import { slashCommand } from "../../../src/bot/names.ts";
import { keysFor } from "../../../src/jobs/store/keys.ts";
import { runScripts } from "../../../src/jobs/store/run-scripts.ts";
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

test("ARCHITECTURE's table of Redis keys has every key of the code and no other", () => {
  const used = filesAt("src/jobs/**/*.ts").flatMap((file) =>
    [...textOf(file).matchAll(/(?:\bp\.\.'|KEYS\[1\]\.\.'|prefix\}):([a-z]+)/g)].map(([, name]) => name),
  );
  const told = tableIn(architecture, "Key").map(([key = ""]) => /^`([a-z]+)/.exec(key)?.[1]);
  expect(told.toSorted()).toEqual([...new Set(used)].toSorted());
  expect(architecture).toContain(keysFor("<stack>").prefix);
});

test("ARCHITECTURE's table of Redis keys names the scripts that write each", () => {
  const shared = { append: ["journal", "stale"], enter: ["lock", "guests", "line", "live", "run"] };
  const writtenBy = (script: string) => {
    const own = script
      .replace(/^local function [\s\S]*?^end$/gm, "")
      .replace("local run = KEYS[1]..':run:'", "");
    const written = [...own.matchAll(/'(?:SET|DEL|[HSZ]REM|[HSZ]ADD|HSET|HDEL|HINCRBY)', (\S+)/g)].flatMap(
      ([, key = ""]) => (key === "run," ? ["run"] : (/':([a-z]+)/.exec(key)?.slice(1) ?? [])),
    );
    const calls = Object.entries(shared).filter(([name]) => own.includes(`${name}(`));
    return [...written, ...calls.flatMap(([, keys]) => keys)];
  };
  const names = Object.keys(runScripts) as readonly (keyof typeof runScripts)[];
  const keys = [...new Set(names.flatMap((name) => writtenBy(runScripts[name])))];
  const writers = (key: string) => names.filter((name) => writtenBy(runScripts[name]).includes(key));
  const told = tableIn(architecture, "Key").map(([key = "", , , by = ""]) => ({
    key: /^`([a-z]+)/.exec(key)?.[1] ?? "",
    by: names.filter((name) => new RegExp(`\\b${name}\\b`).test(by)),
  }));
  for (const key of keys) expect(told).toContainEqual({ key, by: writers(key) });
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
