import type { Filesystems } from "./locations.ts";

/** What a command of a step ended with; the texts become the step's logs. */
export interface CommandOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What Hadoop itself would log. */
  readonly syslog: string;
}

/** Where a command runs. */
export interface StepSite {
  readonly files: Filesystems;
  /** An empty directory of the step's own, made for it and removed after it. */
  readonly scratch: string;
  /** Aborts when the step is canceled, with the reason `SEND_INTERRUPT` or `TERMINATE_PROCESS`. */
  readonly signal: AbortSignal;
  /** Lets modeled time pass; rejects when the signal aborts. */
  wait(seconds: number): Promise<void>;
}

/** A program that `command-runner.jar` can start. */
export type Command = (args: readonly string[], site: StepSite) => Promise<CommandOutcome>;

/** The outcome of a Java program that died of an exception. */
export function javaFailure(exception: string, syslog = ""): CommandOutcome {
  return { exitCode: 1, stdout: "", stderr: `Exception in thread "main" ${exception}\n`, syslog };
}
