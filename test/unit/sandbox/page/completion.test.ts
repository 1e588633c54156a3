import { expect, test } from "vitest";
import { completions, filledWith } from "../../../../sandbox/page/client/chat/completion.ts";
import { commands } from "../../../../src/bot/commands/index.ts";

const usages = commands.map(({ usage, summary }) => ({ usage: `/loans ${usage}`, summary }));
const offered = (typed: string) => completions(typed, usages).map(({ usage }) => filledWith(usage).trim());

test.for([
  ["/loans te", ["/loans teardown"]],
  ["/LOANS TE", ["/loans teardown"]],
  ["/loans run", ["/loans run", "/loans runs"]],
  ["/loans run to", []],
  ["hello /loans", []],
  ["", []],
] as const)("%j offers %j", ([typed, expected]) => {
  expect(offered(typed)).toEqual(expected);
});

test("a slash alone offers every command", () => {
  expect(offered("/")).toHaveLength(commands.length);
});

test("a command that takes something is filled in with the blank before it", () => {
  expect(filledWith('/loans skip <today|yesterday> "reason"')).toBe("/loans skip ");
  expect(filledWith("/loans status")).toBe("/loans status");
});
