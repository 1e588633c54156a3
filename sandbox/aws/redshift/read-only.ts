import { AwsError } from "../service.ts";
import type { Rows } from "./rows.ts";
import { tokenize } from "./sql-text.ts";
import type { Statements } from "./statements.ts";
import type { Warehouse } from "./warehouses.ts";

/** Words with which a statement begins that reads and changes nothing. */
const READING = ["select", "with", "show", "describe", "explain", "values"];

/** Words that change something, wherever they stand in a statement. */
const CHANGING =
  /^(?:insert|update|delete|merge|create|drop|alter|truncate|copy|unload|grant|revoke|set|reset|call|attach|detach|install|load|export|import|vacuum|begin|commit|rollback|pragma|into)$/;

/** Real seconds after which a look is given up. */
const LONGEST_LOOK_SECONDS = 10;

/** Runs a statement as the administrator of the warehouse, behind those that wait there; refuses one that is no mere look. */
export async function read(
  sql: string,
  { statements, warehouses }: { readonly statements: Statements; readonly warehouses: readonly Warehouse[] },
): Promise<Rows> {
  const tokens = tokenize(sql);
  const changing = tokens.find(({ kind, text }) => (kind === "word" && CHANGING.test(text)) || text === ";");
  if (!READING.includes(tokens[0]?.text ?? "") || changing !== undefined) {
    const what =
      changing === undefined ? "" : `; "${changing.text}" changes something or begins a second one`;
    throw new AwsError(
      "ValidationException",
      `Here one statement is run that reads, such as a select${what}.`,
    );
  }
  const warehouse = warehouses.find(({ status }) => status === "available");
  if (warehouse === undefined)
    throw new AwsError("ValidationException", "There is no warehouse that answers.");
  const { DBName: database, MasterUsername: user } = warehouse.properties;
  const record = statements.submit({
    ...{ isBatch: false, isTransaction: false, name: "console", parameters: [], sqls: [sql] },
    ...{ cluster: warehouse.id, database, user },
  });
  await statements.whenSettled(record, LONGEST_LOOK_SECONDS);
  const [part] = record.parts;
  if (part?.error !== undefined) throw new AwsError("ValidationException", part.error);
  if (part?.result === undefined) {
    statements.cancel(record);
    throw new AwsError("ValidationException", `The statement had no result after ${LONGEST_LOOK_SECONDS} s.`);
  }
  return part.result;
}
