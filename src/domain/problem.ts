/**
 * Something a person can fix: what was being done with which value, and the remedy.
 * Everything thrown that is not a `Problem` is a bug of ours (or a passing trouble, which `error-class.ts` of the engine tells).
 */
export class Problem extends Error {
  /** Stable and short, for tests, metrics and journals: `stack-missing`, `bad-day`. */
  readonly code: string;
  /** One sentence: the act in progress, the value, what is wrong with it. */
  readonly says: string;
  /** One sentence or one command: what to do now. */
  readonly remedy: string;

  constructor(
    code: string,
    says: string,
    { remedy, cause }: { readonly remedy: string; readonly cause?: unknown },
  ) {
    super(`${says}; ${remedy}`, cause === undefined ? undefined : { cause });
    this.name = "Problem";
    this.code = code;
    this.says = says;
    this.remedy = remedy;
  }
}

/** What was looked at when a day was held. */
export interface LookedAt {
  /** SHA-256 of the day's file. */
  readonly file: string;
  /** By what Spark counted that file; absent where the file alone was looked at. */
  readonly count?: string | undefined;
}

/** A rule that holds a day, with all that it says, and of what: a release lets these very words pass of that alone. */
export interface HeldBy {
  readonly rule: string;
  readonly says: string;
  /** Absent in what an earlier release wrote, and where the file was not read to its end. */
  readonly of?: LookedAt | undefined;
}

/** A day that must not be told as a summary: it does not add up, or its data is blocked. */
export class DayHeld extends Problem {
  /** Each rule that holds it, once. */
  readonly holds: readonly HeldBy[];

  constructor(
    code: string,
    says: string,
    { remedy, holds }: { readonly remedy: string; readonly holds: readonly HeldBy[] },
  ) {
    super(code, says, { remedy });
    this.holds = holds;
  }
}

/** Something else has to end first, and will: it is tried again, and told as it is only when that does not help. */
export class NotYet extends Problem {}

/** Narrows to `never`: the compiler then names the case that a switch forgot. */
export function assertNever(value: never): never {
  throw new Error(`a case nobody thought of: ${JSON.stringify(value)}`);
}
