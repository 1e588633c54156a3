import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import type { Caller } from "./access/caller.ts";
import type { Account, AccountEffect, AccountObject, Part, Preview } from "./account.ts";
import type { Billable } from "./control.ts";
import { leftoversOf } from "./control.ts";
import type { Faults } from "./faults.ts";
import type { Rows } from "./redshift/rows.ts";
import { toRows } from "./redshift/rows.ts";
import { literal } from "./redshift/sql-text.ts";
import type { Ledger, ObjectStore, Service, ServiceName } from "./service.ts";

/** So much of a text is shown. */
const MOST_TEXT_BYTES = 64 * 1_024;

/** So many of the newest effects, of all objects, of what is found by a part of its name, and of rows are shown. */
const MOST = { effects: 60, objects: 400, found: 400, rows: 500 } as const;

/** Where the console looks. */
export interface ConsoleParts {
  readonly services: readonly Service[];
  readonly lake: ObjectStore;
  readonly ledger: Ledger;
  readonly billable: readonly Billable[];
  readonly faults: Faults;
  /** Runs a statement that reads and changes nothing. */
  readonly query: (sql: string) => Promise<Rows>;
}

type Item = Readonly<Record<string, unknown>>;

/** Looks at the account past its door: no fault is spent, no right asked for, nothing written down. */
export class Console {
  readonly #parts: ConsoleParts;
  readonly #caller: Caller;

  constructor(parts: ConsoleParts, caller: Caller) {
    this.#parts = parts;
    this.#caller = caller;
  }

  async account(): Promise<Account> {
    const { ledger, billable, faults } = this.#parts;
    const stacks = await this.#list("cloudformation", "DescribeStacks", {}, "Stacks");
    const clusters = await this.#list("emr", "ListClusters", {}, "Clusters");
    const warehouses = await this.#list("redshift", "DescribeClusters", {}, "Clusters");
    const objects = this.#objects();
    const logs = Map.groupBy(objects, ({ key }) => /\/steps\/([^/]+)\//.exec(key)?.[1]);
    return {
      stacks: await Promise.all(
        stacks.map(async (stack) => ({
          ...{ name: String(stack["StackName"]), status: String(stack["StackStatus"]) },
          resources: (
            await this.#list(
              "cloudformation",
              "DescribeStackResources",
              { StackName: stack["StackName"] },
              "StackResources",
            )
          ).map((one) => ({
            ...{
              id: String(one["LogicalResourceId"]),
              type: String(one["ResourceType"]),
              status: String(one["ResourceStatus"]),
            },
            reason: String(one["ResourceStatusReason"] ?? ""),
          })),
        })),
      ),
      clusters: await Promise.all(
        clusters.map(async (cluster) => ({
          ...{ id: String(cluster["Id"]), name: String(cluster["Name"]), state: stateOf(cluster) },
          steps: (await this.#list("emr", "ListSteps", { ClusterId: cluster["Id"] }, "Steps")).map(
            (step) => ({
              ...{ id: String(step["Id"]), name: String(step["Name"]), state: stateOf(step) },
              logs: logs.get(String(step["Id"])) ?? [],
            }),
          ),
        })),
      ),
      warehouses: warehouses.map((one) => ({
        id: String(one["ClusterIdentifier"]),
        status: String(one["ClusterStatus"]),
      })),
      objects: { shown: objects.slice(0, MOST.objects), total: objects.length },
      effects: { shown: ledger.all().slice(-MOST.effects), total: ledger.all().length },
      leftovers: leftoversOf(billable),
      faults: faults.all(),
    };
  }

  /** The first objects in whose bucket and key these words stand. */
  objects(words: string): Part<AccountObject> {
    const found = this.#objects().filter(({ bucket, key }) => holds(`${bucket}/${key}`, words));
    return { shown: found.slice(0, MOST.found), total: found.length };
  }

  /** The newest effects in whose service, operation and name these words stand. */
  effects(words: string): Part<AccountEffect> {
    const found = this.#parts.ledger
      .all()
      .filter(({ service, operation, name }) => holds(`${service} ${operation} ${name}`, words));
    return { shown: found.slice(-MOST.found), total: found.length };
  }

  /** An object's beginning; throws `AwsError` where there is none. */
  async object(bucket: string, key: string): Promise<Preview> {
    const path = this.#parts.lake.path(bucket, key);
    if (key.endsWith(".parquet")) return await parquetRows(path);
    const pieces: Buffer[] = [];
    let bytes = 0;
    const file = createReadStream(path);
    for await (const piece of key.endsWith(".gz") ? file.pipe(createGunzip()) : file) {
      pieces.push(piece as Buffer);
      bytes += (piece as Buffer).length;
      if (bytes > MOST_TEXT_BYTES) break;
    }
    file.destroy();
    return {
      text: Buffer.concat(pieces).subarray(0, MOST_TEXT_BYTES).toString("utf8"),
      isCut: bytes > MOST_TEXT_BYTES,
    };
  }

  async sql(statement: string): Promise<Preview> {
    const rows = await this.#parts.query(statement);
    return shownRows(rows, rows.records.length);
  }

  #objects(): readonly AccountObject[] {
    const { lake } = this.#parts;
    return lake
      .buckets()
      .flatMap(({ name }) => lake.list(name, "").map(({ key, bytes }) => ({ bucket: name, key, bytes })));
  }

  async #list(name: ServiceName, operation: string, input: Item, member: string): Promise<readonly Item[]> {
    const service = this.#parts.services.find(
      (one) => one.name === name && Object.hasOwn(one.operations, operation),
    );
    // A stack that goes away between two looks has no resources any more.
    const output = await Promise.resolve(service?.operations[operation]?.({ ...input }, this.#caller)).catch(
      () => undefined,
    );
    const list = (output as Item | undefined)?.[member];
    return Array.isArray(list) ? list : [];
  }
}

/** The first rows of a Parquet file, whether there is a warehouse or not. */
async function parquetRows(path: string): Promise<Preview> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    const from = `from read_parquet(${literal(path)})`;
    const total = await connection.runAndReadAll(`select count(*) ${from}`);
    const rows = await connection.runAndReadAll(`select * ${from} limit ${MOST.rows}`);
    return shownRows(toRows(rows), Number(total.getRows()[0]?.[0]));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function holds(text: string, words: string): boolean {
  return text.toLowerCase().includes(words.toLowerCase());
}

function stateOf(item: Item): string {
  return String((item["Status"] as Item | undefined)?.["State"] ?? "");
}

function shownRows({ columns, records }: Rows, total: number): Preview {
  const shown = records
    .slice(0, MOST.rows)
    .map((record) => record.map((field) => ("isNull" in field ? "" : String(Object.values(field)[0]))));
  return { columns: columns.map(({ name }) => name), rows: shown, total };
}
