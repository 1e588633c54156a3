/** Redshift and its Data API. Errors rise as the SDK threw them: `classifyAwsError`. */
export interface Warehouse {
  /** `null` when there is no such cluster. */
  see(cluster: string): Promise<WarehouseFacts | null>;
  /** Starts waking a paused cluster; harmless when it is available or on its way. */
  resume(cluster: string): Promise<void>;
  /** Starts one statement and tells its id. The same `token` within 8 hours is the same statement. */
  start(wish: StatementWish): Promise<string>;
  /** `null` when it is unknown or forgotten (after 24 hours). */
  statement(id: string): Promise<StatementFacts | null>;
  /** Statements of exactly this name in any state, newest first. */
  findByName(
    name: string,
    where: { readonly cluster: string; readonly database: string },
  ): Promise<readonly StatementSummary[]>;
  /** The result's rows by column name; a result is kept for 24 hours. Dates and decimals are strings. */
  rows(statementId: string): Promise<readonly Row[]>;
  /** Whether it was still there to be canceled. */
  cancel(statementId: string): Promise<boolean>;
}

/** One row of a result: column name to value. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** A Redshift cluster as last described. */
export interface WarehouseFacts {
  /** As AWS writes it, for showing: `available`, `paused`, `resuming`. */
  readonly status: string;
  readonly isAvailable: boolean;
  readonly isPaused: boolean;
  /** Neither: starting, resuming, pausing, being modified or deleted. */
  readonly isMoving: boolean;
}

/** A statement to start. */
export interface StatementWish {
  readonly cluster: string;
  readonly database: string;
  readonly secretArn: string;
  /** With `:name` where a parameter's value goes. */
  readonly sql: string;
  /** Values only, never names of tables or paths in S3; none may be empty. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Finds it again (`findByName`); at most 500 characters. */
  readonly name: string;
  /** Derived from run and step. AWS allows 64 characters: a longer one is sent as the 64 hex digits of its SHA-256. */
  readonly token: string;
}

/** A statement as listed. */
export interface StatementSummary {
  readonly id: string;
  readonly name: string;
  /** As AWS writes it, for showing. */
  readonly state: string;
  /** Will not change any more. */
  readonly isSettled: boolean;
  /** Settled well. */
  readonly isFinished: boolean;
  /** ISO time. */
  readonly createdAt: string;
}

/** A statement as described; AWS does not repeat its name then. */
export interface StatementFacts extends Omit<StatementSummary, "name"> {
  /** The database's own words; `null` unless it failed. */
  readonly error: string | null;
  /** `null` for a statement without a result. */
  readonly resultRows: number | null;
}
