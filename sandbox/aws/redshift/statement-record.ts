import type { ColumnMetadata, Field } from "./rows.ts";

/** A statement's states as AWS writes them. */
export type StatementStatus = "SUBMITTED" | "PICKED" | "STARTED" | "FINISHED" | "ABORTED" | "FAILED";

/** One SQL text of a statement; times in epoch milliseconds. */
export interface SqlRecord {
  readonly sql: string;
  status: StatementStatus;
  error?: string;
  updatedAt: number;
  durationNanoseconds: number;
  /** -1 for SQL that neither returns nor changes rows. */
  rowCount: number;
  result?: { readonly columns: readonly ColumnMetadata[]; readonly records: readonly (readonly Field[])[] };
}

/** A statement as it is kept, a batch being one with several SQL texts; times in epoch milliseconds. */
export interface StatementRecord {
  readonly id: string;
  readonly isBatch: boolean;
  readonly isTransaction: boolean;
  readonly name?: string | undefined;
  readonly token?: string | undefined;
  readonly cluster: string;
  readonly database: string;
  readonly secretArn?: string | undefined;
  /** The database user that the session is of. */
  readonly user: string;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly parts: readonly SqlRecord[];
  readonly createdAt: number;
  status: StatementStatus;
  error?: string;
  updatedAt: number;
  /** Its result is no longer kept. */
  isExpired?: boolean;
}

/** Whether it will not change any more. */
export function isSettled({ status }: { readonly status: StatementStatus }): boolean {
  return status === "FINISHED" || status === "ABORTED" || status === "FAILED";
}

/** Gives a statement or a part of one its next state. */
export function move(record: StatementRecord | SqlRecord, status: StatementStatus, now: number): void {
  record.status = status;
  record.updatedAt = now;
}
