import { randomUUID } from "node:crypto";
import type { Background } from "../background.ts";
import type { RecordLog, Setting } from "../service.ts";
import { AwsError } from "../service.ts";
import { refusedFile } from "./confinement.ts";
import type { StatementRecord, StatementStatus } from "./statement-record.ts";
import { isSettled, move } from "./statement-record.ts";
import type { WarehouseDatabase } from "./warehouse-database.ts";

/** Modeled seconds of SUBMITTED and of PICKED. */
const secondsPerState = 1;

/** AWS forgets statements and their results after 24 hours, client tokens after 8. */
const keptMs = { statement: 24 * 3_600_000, token: 8 * 3_600_000 };

/** A statement to submit. */
export interface NewStatement
  extends Pick<
    StatementRecord,
    | "isBatch"
    | "isTransaction"
    | "name"
    | "token"
    | "cluster"
    | "database"
    | "secretArn"
    | "user"
    | "parameters"
  > {
  readonly sqls: readonly string[];
}

interface StatementsParts {
  readonly background: Background;
  /** Throws `SqlError` where there is no such database (any more). */
  readonly open: (cluster: string, database: string) => WarehouseDatabase;
}

/** The statements of all clusters: one after the other in each database. */
export class Statements {
  private readonly setting: Setting;
  private readonly parts: StatementsParts;
  private readonly log: RecordLog;
  private records: StatementRecord[];
  private readonly queues = new Map<string, Promise<void>>();
  private readonly cancelers = new Map<string, AbortController>();
  private readonly waiting = new Map<string, (() => void)[]>();

  constructor(setting: Setting, parts: StatementsParts) {
    this.setting = setting;
    this.parts = parts;
    this.log = setting.snapshots.log("redshift-data");
    this.records = [...(this.log.records as readonly StatementRecord[])];
    // Nothing is resumed in silence after a restart.
    for (const record of this.records) if (!isSettled(record)) this.settle(record, "ABORTED");
  }

  /** Newest first. */
  all(): readonly StatementRecord[] {
    const oldest = this.now() - keptMs.statement;
    this.records = this.records.filter(({ createdAt }) => createdAt >= oldest);
    return this.records.toReversed();
  }

  /** Takes an id, or a sub-statement's (`id:2`); throws `ResourceNotFoundException`. */
  find(id: string): StatementRecord {
    const [whole] = id.split(":");
    const record = this.all().find((one) => one.id === whole);
    if (record === undefined) throw new AwsError("ResourceNotFoundException", "Query does not exist.");
    return record;
  }

  /** The statement submitted with the same token in the last 8 hours. */
  withToken(token: string): StatementRecord | undefined {
    const oldest = this.now() - keptMs.token;
    return this.all().find((record) => record.token === token && record.createdAt >= oldest);
  }

  submit({ sqls, ...rest }: NewStatement): StatementRecord {
    const now = this.now();
    const record: StatementRecord = {
      ...rest,
      id: randomUUID(),
      parts: sqls.map((sql) => ({
        sql,
        status: "SUBMITTED",
        updatedAt: now,
        durationNanoseconds: 0,
        rowCount: -1,
      })),
      createdAt: now,
      updatedAt: now,
      status: "SUBMITTED",
    };
    this.records.push(record);
    this.save(record);
    const key = `${record.cluster}/${record.database}`;
    const before = this.queues.get(key) ?? Promise.resolve();
    this.queues.set(
      key,
      before.then(() => this.parts.background.start(() => this.execute(record))),
    );
    return record;
  }

  /** Settles when the statement has, at the latest after that many real seconds. */
  async whenSettled(record: StatementRecord, seconds: number): Promise<void> {
    if (isSettled(record) || seconds === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, seconds * 1000);
      const done = () => {
        clearTimeout(timer);
        resolve();
      };
      this.waiting.set(record.id, [...(this.waiting.get(record.id) ?? []), done]);
    });
  }

  /** Its result is not kept any longer. */
  expire(record: StatementRecord): void {
    record.isExpired = true;
    this.save(record);
  }

  cancel(record: StatementRecord): void {
    this.settle(record, "ABORTED");
    this.cancelers.get(record.id)?.abort();
  }

  private async execute(record: StatementRecord): Promise<void> {
    for (const status of ["PICKED", "STARTED"] as const) {
      await this.parts.background.wait(secondsPerState);
      if (isSettled(record)) return;
      move(record, status, this.now());
      this.save(record);
    }
    if (this.setting.failures.takeEnd("abort-statement", record.name ?? "")) {
      this.settle(record, "ABORTED");
      return;
    }
    const planned = this.setting.failures.takeStatement(record.name ?? "");
    if (planned !== undefined) {
      record.error = `ERROR: ${planned}`;
      this.settle(record, "FAILED");
      return;
    }
    const canceler = new AbortController();
    this.cancelers.set(record.id, canceler);
    const signal = this.parts.background.signal(canceler.signal);
    let error: string | undefined;
    try {
      const database = this.parts.open(record.cluster, record.database);
      if (record.isTransaction) await database.transaction(() => this.runParts(record, database, signal));
      else await this.runParts(record, database, signal);
      error = record.parts.find((part) => part.status === "FAILED")?.error;
    } catch (problem) {
      error = errorText(problem);
    } finally {
      this.cancelers.delete(record.id);
    }
    if (isSettled(record) || this.parts.background.isClosing) return;
    if (error !== undefined) record.error = error;
    this.settle(record, error === undefined ? "FINISHED" : "FAILED");
  }

  /** In a transaction the first error is thrown; otherwise it stays with its part and the next one runs. */
  private async runParts(
    record: StatementRecord,
    database: WarehouseDatabase,
    signal: AbortSignal,
  ): Promise<void> {
    const parameters = Object.fromEntries(record.parameters.map(({ name, value }) => [name, value]));
    for (const part of record.parts) {
      if (isSettled(record)) return;
      move(part, "STARTED", this.now());
      const began = performance.now();
      try {
        const outcome = await database.run(part.sql, {
          user: record.user,
          parameters,
          isInTransaction: record.isTransaction,
          signal,
        });
        if ("columns" in outcome) part.result = outcome;
        part.rowCount = "columns" in outcome ? outcome.records.length : outcome.changed;
        move(part, "FINISHED", this.now());
      } catch (problem) {
        part.error = errorText(problem);
        move(part, "FAILED", this.now());
        if (record.isTransaction) throw problem;
      } finally {
        part.durationNanoseconds = Math.round((performance.now() - began) * 1e6);
      }
    }
  }

  private settle(record: StatementRecord, status: StatementStatus): void {
    move(record, status, this.now());
    for (const part of record.parts) if (!isSettled(part)) move(part, "ABORTED", this.now());
    for (const done of this.waiting.get(record.id) ?? []) done();
    this.waiting.delete(record.id);
    this.save(record);
  }

  private now(): number {
    return this.setting.now().getTime();
  }

  private save(record: StatementRecord): void {
    this.log.save(record.id, () => record);
  }
}

/** The text is DuckDB's where the engine refused; Redshift's would differ. */
function errorText(problem: unknown): string {
  const message = problem instanceof Error ? problem.message : String(problem);
  const text = refusedFile(message) ?? message;
  return text.startsWith("ERROR:") ? text : `ERROR: ${text}`;
}
