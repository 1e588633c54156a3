import type { Finding } from "./block-kit/inspection.ts";

/** A refusal as Slack words it: `{"ok": false, "error": code}`, with the findings where blocks or a view are wrong. */
export class SlackError extends Error {
  readonly code: string;
  readonly findings: readonly Finding[];

  /** Members of the answer beside `ok`, `error` and the findings. */
  readonly #more: Readonly<Record<string, string>>;

  constructor(code: string, findings: readonly Finding[] = [], more: Readonly<Record<string, string>> = {}) {
    super([code, ...findings.map(withPointer)].join("; "));
    this.name = "SlackError";
    this.code = code;
    this.findings = findings;
    this.#more = more;
  }

  /** The members that Slack adds to `ok` and `error`. */
  body(): object {
    if (this.findings.length === 0) return { ok: false, error: this.code, ...this.#more };
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
