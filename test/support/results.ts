/** How one test ended. */
export interface Result {
  readonly name: string;
  readonly ended: "passed" | "failed" | "skipped";
  /** Of a failed one what was found and where, a few lines: of a run elsewhere often all that is kept. */
  readonly because?: string;
}

/** So much of what a failed test said is repeated at the end. */
const SAID_CHARACTERS = 400;

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      /** Each the error with its stack. */
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/** The results in vitest's JSON report. A file that could not be loaded has no tests and counts as a failed one. */
export function readVitestReport(json: string): Result[] {
  const { testResults } = JSON.parse(json) as VitestReport;
  return testResults.flatMap(({ name: file, status, assertionResults }) => {
    const results = assertionResults.map(
      ({ fullName, status, failureMessages: [said] = [] }): Result => ({
        name: fullName,
        ended: status === "passed" || status === "failed" ? status : "skipped",
        ...(said !== undefined && { because: inShort(said) }),
      }),
    );
    const isToldOf = results.some(({ ended }) => ended === "failed");
    return status === "failed" && !isToldOf
      ? [...results, { name: `${file} could not be run`, ended: "failed" as const }]
      : results;
  });
}

/** What the error says, and where in a test it came up. */
function inShort(said: string): string {
  const [words = "", ...stack] = said.split(/\n\s+at /);
  const where = stack.find((line) => /\/test\/.*\.test\.ts:/.test(line));
  const place = where?.replace(/^.*\/(test\/[^)]*)\)?$/s, "$1");
  return [words.slice(0, SAID_CHARACTERS), ...(place === undefined ? [] : [`at ${place}`])].join("\n");
}

/** The results in pytest's JUnit report; an error in a fixture or at import counts as a failed test. */
export function readPytestReport(xml: string): Result[] {
  const cases = xml.matchAll(/<testcase ([^>]*?)(?:\/>|>(.*?)<\/testcase>)/gs);
  return [...cases].map(([, attributes = "", content = ""]): Result => {
    const [, name = ""] = /\bname="([^"]*)"/.exec(attributes) ?? [];
    const ended = /<(?:failure|error)\b/.test(content)
      ? "failed"
      : content.includes("<skipped")
        ? "skipped"
        : "passed";
    return { name: name.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&amp;", "&"), ended };
  });
}

/** A test by its name, and below it what it said. */
function listed({ name, because }: Result): string[] {
  return [`  ${name}`, ...(because?.split("\n").map((line) => `      ${line}`) ?? [])];
}

/** What is printed at the end: the failed, with what they said, and the skipped by name, then the counts alone on the last line. */
export function summarize(results: readonly Result[]): { readonly text: string; readonly exitCode: 0 | 1 } {
  const named = (ended: Result["ended"]) => results.filter((result) => result.ended === ended);
  const [passed, failed, skipped] = [named("passed"), named("failed"), named("skipped")];
  const list = (title: string, some: readonly Result[]) =>
    some.length === 0 ? [] : ["", `${title}:`, ...some.flatMap(listed)];
  const counts = `${passed.length} passed, ${failed.length} failed`;
  const lines = [
    ...list("SKIPPED", skipped),
    ...list("FAILED", failed),
    "",
    skipped.length === 0 ? counts : `${counts}, ${skipped.length} skipped`,
  ];
  return { text: `${lines.join("\n")}\n`, exitCode: failed.length === 0 && passed.length > 0 ? 0 : 1 };
}
