/** How one test ended. */
export interface Result {
  readonly name: string;
  readonly ended: "passed" | "failed" | "skipped";
}

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** The results in vitest's JSON report. A file that could not be loaded has no tests and counts as a failed one. */
export function readVitestReport(json: string): Result[] {
  const { testResults } = JSON.parse(json) as VitestReport;
  return testResults.flatMap(({ name: file, status, assertionResults }) => {
    const results = assertionResults.map(
      ({ fullName, status }): Result => ({
        name: fullName,
        ended: status === "passed" || status === "failed" ? status : "skipped",
      }),
    );
    const isToldOf = results.some(({ ended }) => ended === "failed");
    return status === "failed" && !isToldOf
      ? [...results, { name: `${file} could not be run`, ended: "failed" as const }]
      : results;
  });
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

/** What is printed at the end: the failed and the skipped by name, then the counts alone on the last line. */
export function summarize(results: readonly Result[]): { readonly text: string; readonly exitCode: 0 | 1 } {
  const named = (ended: Result["ended"]) => results.filter((result) => result.ended === ended);
  const [passed, failed, skipped] = [named("passed"), named("failed"), named("skipped")];
  const list = (title: string, some: readonly Result[]) =>
    some.length === 0 ? [] : ["", `${title}:`, ...some.map(({ name }) => `  ${name}`)];
  const counts = `${passed.length} passed, ${failed.length} failed`;
  const lines = [
    ...list("SKIPPED", skipped),
    ...list("FAILED", failed),
    "",
    skipped.length === 0 ? counts : `${counts}, ${skipped.length} skipped`,
  ];
  return { text: `${lines.join("\n")}\n`, exitCode: failed.length === 0 && passed.length > 0 ? 0 : 1 };
}
