import { expect, test } from "vitest";
import { readPytestReport, readVitestReport, summarize } from "../../support/results.ts";

test("vitest's report: passed, failed, and everything else skipped", () => {
  const report = {
    testResults: [
      {
        name: "/repo/test/unit/one.test.ts",
        status: "failed",
        assertionResults: [
          { fullName: "a day is a date", status: "passed" },
          {
            fullName: "a run ends",
            status: "failed",
            failureMessages: [
              "AssertionError: expected 1 to be 2\n    at expect (/repo/node_modules/v/index.js:1:2)\n" +
                "    at Object.run (/repo/test/unit/one.test.ts:12:5)\n    at next (/repo/test/unit/one.test.ts:9:1)",
              "and once more",
            ],
          },
          { fullName: "later", status: "todo" },
          { fullName: "elsewhere", status: "pending" },
        ],
      },
      { name: "/repo/test/unit/broken.test.ts", status: "failed", assertionResults: [] },
    ],
  };

  expect(readVitestReport(JSON.stringify(report))).toEqual([
    { name: "a day is a date", ended: "passed" },
    {
      name: "a run ends",
      ended: "failed",
      because: "AssertionError: expected 1 to be 2\nat test/unit/one.test.ts:12:5",
    },
    { name: "later", ended: "skipped" },
    { name: "elsewhere", ended: "skipped" },
    { name: "/repo/test/unit/broken.test.ts could not be run", ended: "failed" },
  ]);
});

test("pytest's report: failures and errors are failed, a skipped one is told", () => {
  const report = `<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" errors="1" tests="4">
<testcase classname="tests.test_counts" name="test_rows" time="8.6" />
<testcase classname="tests.test_counts" name="test_day[&quot;a &amp; b&quot;]" time="0.1"><failure message="assert &gt;">trace
of two lines</failure></testcase>
<testcase classname="tests.test_counts" name="test_fixture" time="0.1"><error message="boom">trace</error></testcase>
<testcase classname="tests.test_counts" name="test_sample" time="0.0"><skipped type="pytest.skip" message="not there">x</skipped></testcase>
</testsuite></testsuites>`;

  expect(readPytestReport(report)).toEqual([
    { name: "test_rows", ended: "passed" },
    { name: 'test_day["a & b"]', ended: "failed" },
    { name: "test_fixture", ended: "failed" },
    { name: "test_sample", ended: "skipped" },
  ]);
});

test("the counts stand alone on the last line, under what failed and what was skipped", () => {
  expect(
    summarize([
      { name: "one", ended: "passed" },
      { name: "two", ended: "skipped" },
      { name: "three", ended: "failed", because: "expected 1 to be 2\nat three.test.ts:1:2" },
    ]),
  ).toEqual({
    text: "\nSKIPPED:\n  two\n\nFAILED:\n  three\n      expected 1 to be 2\n      at three.test.ts:1:2\n\n1 passed, 1 failed, 1 skipped\n",
    exitCode: 1,
  });
  expect(summarize([{ name: "one", ended: "passed" }])).toEqual({
    text: "\n1 passed, 0 failed\n",
    exitCode: 0,
  });
});

test("a run in which nothing passed has failed", () => {
  expect(summarize([])).toEqual({ text: "\n0 passed, 0 failed\n", exitCode: 1 });
  expect(summarize([{ name: "one", ended: "skipped" }]).exitCode).toBe(1);
});
