import type { Finding } from "./block-kit/inspection.ts";

/** A refusal as Slack words it: `{"ok": false, "error": code}`, with the findings where blocks or a view are wrong. */
export class SlackError extends Error {
  readonly code: string;
  readonly findings: readonly Finding[];

  constructor(code: string, findings: readonly Finding[] = []) {
    super([code, ...findings.map(withPointer)].join("; "));
    this.name = "SlackError";
    this.code = code;
    this.findings = findings;
  }

  /** The members that Slack adds to `ok` and `error`. */
  body(): object {
    if (this.findings.length === 0) return { ok: false, error: this.code };
    const errors = this.findings.map(withPointer);
    return {
      ok: false,
      error: this.code,
      errors,
      response_metadata: { messages: errors.map((error) => `[ERROR] ${error}`) },
    };
  }
}

function withPointer(finding: Finding): string {
  return finding.pointer === "" ? finding.message : `${finding.message} [json-pointer:${finding.pointer}]`;
}
