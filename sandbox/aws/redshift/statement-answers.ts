import type { SqlRecord, StatementRecord } from "./statement-record.ts";

/** The wire's `Date`s of a record. */
function times({ createdAt, updatedAt }: { createdAt: number; updatedAt: number }) {
  return { CreatedAt: new Date(createdAt), UpdatedAt: new Date(updatedAt) };
}

/** Bytes of a result, about as AWS counts them; -1 where there is none. */
function resultSize({ result }: SqlRecord): number {
  if (result === undefined) return -1;
  const values = result.records.flat().flatMap((field) => Object.values(field));
  return values.reduce<number>((sum, value) => sum + String(value).length, 0);
}

/** What ExecuteStatement and BatchExecuteStatement answer. */
export function submitted(record: StatementRecord) {
  return {
    Id: record.id,
    CreatedAt: new Date(record.createdAt),
    ClusterIdentifier: record.cluster,
    DbUser: record.secretArn === undefined ? record.user : undefined,
    Database: record.database,
    SecretArn: record.secretArn,
  };
}

/** What DescribeStatement answers. */
export function described(record: StatementRecord) {
  const last = record.parts.at(-1);
  return {
    ...submitted(record),
    ...times(record),
    Status: record.status,
    Error: record.error,
    Duration: record.parts.reduce((sum, part) => sum + part.durationNanoseconds, 0),
    HasResultSet: record.parts.some((part) => part.result !== undefined),
    QueryString: record.isBatch ? undefined : last?.sql,
    QueryParameters: record.parameters.length > 0 ? record.parameters : undefined,
    ResultFormat: "JSON",
    ResultRows: last?.rowCount ?? -1,
    ResultSize: last === undefined ? -1 : resultSize(last),
    RedshiftPid: 0,
    RedshiftQueryId: 0,
    SubStatements: record.isBatch
      ? record.parts.map((part, index) => ({
          Id: `${record.id}:${index + 1}`,
          ...times({ createdAt: record.createdAt, updatedAt: part.updatedAt }),
          Status: part.status,
          Error: part.error,
          Duration: part.durationNanoseconds,
          HasResultSet: part.result !== undefined,
          QueryString: part.sql,
          RedshiftQueryId: 0,
          ResultRows: part.rowCount,
          ResultSize: resultSize(part),
        }))
      : undefined,
  };
}

/** A `StatementData`, as ListStatements lists it. */
export function listed(record: StatementRecord) {
  return {
    Id: record.id,
    ...times(record),
    Status: record.status,
    StatementName: record.name,
    SecretArn: record.secretArn,
    IsBatchStatement: record.isBatch,
    QueryString: record.isBatch ? undefined : record.parts[0]?.sql,
    QueryStrings: record.isBatch ? record.parts.map(({ sql }) => sql) : undefined,
    QueryParameters: record.parameters.length > 0 ? record.parameters : undefined,
    ResultFormat: "JSON",
  };
}
