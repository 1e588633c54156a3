import { expect, test } from "vitest";
import { help, parseFaultsArguments } from "../../faults/matrix/arguments.ts";
import { totalOf } from "../../faults/matrix/report.ts";

const parsed = (line: string) => parseFaultsArguments(line.split(" ").filter((word) => word !== ""));

test("without an option the whole matrix is played, two products at a time", () => {
  expect(parsed("")).toMatchObject({ task: "matrix", only: [], lanes: 2, lockMs: 1_500, weakened: null });
});

test("parts of it are asked for by name, the soak by its seed", () => {
  expect(parsed("--only SIGKILL --only paused --lanes 1").only).toEqual(["SIGKILL", "paused"]);
  expect(parsed("--random --kills 50 --seed 7")).toMatchObject({ task: "soak", kills: 50, seed: 7 });
  expect(parsed("--list --only people").task).toBe("list");
  expect(parsed("--help").task).toBe("help");
});

test("the help names every option there is", () => {
  for (const option of ["list", "only", "lanes", "lock", "weakened", "random", "kills", "seed", "help"]) {
    expect(help).toContain(`--${option}`);
  }
});

test.each([
  ["--speed 3", "Unknown option '--speed'; `npm run faults -- --help` names the options"],
  ["SIGKILL", "Unexpected argument 'SIGKILL'; `npm run faults -- --help` names the options"],
  ["--lanes none", '--lanes is "none"; give a whole number from 1'],
  ["--lanes 0", '--lanes is "0"; give a whole number from 1'],
  ["--random --kills 1.5", '--kills is "1.5"; give a whole number from 1'],
  [
    "--random --lanes 4",
    "the soak (--random) takes no --lanes; `npm run faults -- --help` tells which option belongs to which",
  ],
  [
    "--random --only SIGKILL",
    "the soak (--random) takes no --only; `npm run faults -- --help` tells which option belongs to which",
  ],
  [
    "--kills 10",
    "the matrix takes no --kills; `npm run faults -- --help` tells which option belongs to which",
  ],
  ["--weakened much", '--weakened is "much"; say one of no-fence, no-intent, no-look'],
])("%s is refused with a sentence", (line, sentence) => {
  expect(() => parsed(line)).toThrow(`playing the fault matrix: ${sentence}`);
});

test("the last line counts the cases, also those that were not played any more", () => {
  const one = {
    fault: "SIGKILL",
    name: "daily-batch process parked",
    workers: 1 as const,
    run: async () => 1,
  };
  const verdicts = [
    { one, fired: 2, problem: null, ms: 1 },
    { one, fired: 0, problem: "the fault never fired", ms: 1 },
  ];
  expect(totalOf(verdicts, { chosen: 3, seconds: 12 })).toBe(
    "3 cases: 1 passed, 1 failed, 1 not played, faults fired 2 times, in 12 s\n",
  );
});
