import { expect, test } from "vitest";
import { lastWords } from "../../../sandbox/last-words.ts";

test("of the app it is the whole sentence, however many lines, and no line of its log", () => {
  const said = [
    '{"level":"info","msg":"started"}',
    "configuration has 2 problems",
    '  LOANS_PACE      "abc" is not a number',
    '  LOANS_TIMEZONE  "PST" is not a zone',
    "",
  ];
  expect(lastWords(said.join("\n"))).toBe(said.slice(1, 4).join("\n"));
});

test("of a program that says nothing but log lines it is the last of them", () => {
  expect(lastWords('{"level":"info","msg":"started"}\n{"level":"fatal","msg":"ending"}\n')).toBe(
    '{"level":"fatal","msg":"ending"}',
  );
});

test("of Redis it is the lines that are not those of every start", () => {
  expect(
    lastWords(
      [
        "12:C 29 Nov 2026 03:34:40.913 # oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo",
        "12:C 29 Nov 2026 03:34:40.913 # Redis version=6.2.14, bits=64, just started",
        "12:C 29 Nov 2026 03:34:40.913 # Configuration loaded",
        "12:M 29 Nov 2026 03:34:40.913 * monotonic clock: POSIX clock_gettime",
        "12:M 29 Nov 2026 03:34:40.913 # WARNING Memory overcommit must be enabled!",
        "12:M 29 Nov 2026 03:34:40.913 # Warning: Could not create server TCP listening socket: Address already in use",
        "12:M 29 Nov 2026 03:34:40.913 # Failed listening on port 23457 (TCP), aborting.",
      ].join("\n"),
    ),
  ).toBe(
    "Warning: Could not create server TCP listening socket: Address already in use\nFailed listening on port 23457 (TCP), aborting.",
  );
  const refused = [
    "*** FATAL CONFIG FILE ERROR (Redis 6.2.14) ***",
    "Reading the configuration file, at line 2",
    ">>> 'port \"abc\"'",
    "argument couldn't be parsed into an integer",
  ].join("\n");
  expect(lastWords(refused)).toBe(refused);
});

test("of an error that Node printed it is the message without code and stack trace", () => {
  const printed = (message: string) =>
    [
      "node:fs:1410",
      "  const result = binding.mkdir(",
      "                         ^",
      "",
      `Error: ${message}`,
      "    at mkdirSync (node:fs:1410:26)",
      "    at startAws (file:///app/sandbox/aws/main.ts:73:3) {",
      "  errno: -20,",
      "  code: 'ENOTDIR'",
      "}",
      "",
      "Node.js v24.21.0",
    ].join("\n");
  const warning = "(node:12) ExperimentalWarning: SQLite is experimental\n";
  expect(lastWords(warning + printed("ENOTDIR: not a directory, mkdir '/aws'"))).toBe(
    "Error: ENOTDIR: not a directory, mkdir '/aws'",
  );
  expect(lastWords(printed("two lines\nof one message"))).toBe("Error: two lines\nof one message");
});

test("it is nothing when nothing was said, and never more than forty lines", () => {
  expect(lastWords("\n \n")).toBe("");
  const lines = Array.from({ length: 100 }, (_, at) => `line ${at}`);
  expect(lastWords(lines.join("\n"))).toBe(lines.slice(60).join("\n"));
});
