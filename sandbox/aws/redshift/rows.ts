import type { DuckDBResultReader, DuckDBType, DuckDBValue } from "@duckdb/node-api";

/** A value as the Data API carries it: one of these members. Decimals, dates and text are strings. */
export type Field =
  | { readonly isNull: true }
  | { readonly booleanValue: boolean }
  | { readonly longValue: number }
  | { readonly doubleValue: number }
  | { readonly stringValue: string };

/** A result column as the Data API describes it. */
export interface ColumnMetadata {
  readonly name: string;
  readonly label: string;
  readonly typeName: string;
  readonly nullable: number;
  readonly isCaseSensitive: boolean;
  readonly isCurrency: boolean;
  readonly isSigned: boolean;
}

/** A result in the Data API's shape. */
export interface Rows {
  readonly columns: readonly ColumnMetadata[];
  readonly records: readonly (readonly Field[])[];
}

const typeNames: Readonly<Record<string, string>> = {
  TINYINT: "int2",
  SMALLINT: "int2",
  INTEGER: "int4",
  BIGINT: "int8",
  FLOAT: "float4",
  DOUBLE: "float8",
  BOOLEAN: "bool",
  DATE: "date",
  TIMESTAMP: "timestamp",
  "TIMESTAMP WITH TIME ZONE": "timestamptz",
  VARCHAR: "varchar",
  // The sum of bigints: numeric(38,0) in Redshift.
  HUGEINT: "numeric",
};

/** Puts what DuckDB read into the Data API's shape. */
export function toRows(reader: DuckDBResultReader): Rows {
  const names = reader.columnNames().map((name) => name.toLowerCase());
  const types = reader.columnTypes().map(typeName);
  return {
    columns: names.map((name, index) => {
      const type = types[index] ?? "varchar";
      return {
        name,
        label: name,
        typeName: type,
        nullable: 1,
        isCaseSensitive: type === "varchar",
        isCurrency: false,
        isSigned: /^(int|float|numeric)/.test(type),
      };
    }),
    records: reader
      .getRows()
      .map((row) => row.map((value, index) => toField(value, types[index] ?? "varchar"))),
  };
}

function typeName(type: DuckDBType): string {
  const name = String(type);
  return name.startsWith("DECIMAL") ? "numeric" : (typeNames[name] ?? "varchar");
}

function toField(value: DuckDBValue, type: string): Field {
  if (value === null) return { isNull: true };
  if (typeof value === "boolean") return { booleanValue: value };
  if (type.startsWith("int")) return { longValue: Number(value) };
  if (type.startsWith("float")) return { doubleValue: Number(value) };
  return { stringValue: String(value) };
}
