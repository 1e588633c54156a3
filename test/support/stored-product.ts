import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Redis } from "ioredis";
import { defaultLoanFile } from "../../sandbox/data/loan-file.ts";
import { startRedis } from "../../sandbox/driver/private-redis.ts";
import { prepareHome } from "../../sandbox/home.ts";
import { copyProduct } from "./own-tree.ts";
import type { Product } from "./product.ts";
import { startProduct } from "./product.ts";
import { recordedSpark } from "./spark/shared-recording.ts";
import type { StoredFile, StoredKey, StoredState, StoredStateName } from "./stored-state.ts";
import { storedState } from "./stored-state.ts";

/**
 * The product as it is now, started on what an earlier program left, or on all of it but Redis; `withScript`: with the Spark
 * script of then. Its clock goes on from the moment at which that one was killed; Slack's and AWS's are the machine's.
 */
export async function startStored(
  name: StoredStateName,
  {
    withoutRedis = false,
    withScript = false,
  }: { readonly withoutRedis?: boolean; readonly withScript?: boolean } = {},
): Promise<Product> {
  const { at, env, redis, files } = JSON.parse(asPermitted(JSON.stringify(storedState(name)))) as StoredState;
  const home = mkdtempSync(join(tmpdir(), "loan-tracker-stored-"));
  prepareHome({ home, fresh: false });
  for (const [path, file] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    const bytes = bytesOf(file);
    writeFileSync(join(home, path), path === "aws/state/redshift.json" ? prepared(String(bytes)) : bytes);
  }
  // The sandbox of then had one file for all days.
  const source = join(home, "loan.csv");
  writeFileSync(source, defaultLoanFile());
  // Whoever had that says since the comparison came that it is meant so.
  const contract = join(home, "contract.yaml");
  writeFileSync(contract, "rules:\n  identical: ignore\n");
  if (!withoutRedis) await layKeys(redis, join(home, "redis"));
  const clock = join(home, "clock");
  writeFileSync(clock, String(Date.parse(at) - Date.now()));
  const replaySpark = await recordedSpark();
  const start = async (entry?: string) =>
    await startProduct(
      { LOANS_SOURCE: source, LOANS_CONTRACT: contract, ...env, CLOCK_FILE: clock },
      { home, replaySpark, ...(entry && { entry }) },
    );
  if (!withScript) return await start();
  const tree = copyProduct();
  writeFileSync(join(tree.directory, "spark", "loan_tracker.py"), scriptOf(files));
  const product = await start(tree.entry).catch((error: unknown) => {
    tree.remove();
    throw error;
  });
  return {
    ...product,
    stop: async () => {
      await product.stop();
      tree.remove();
    },
  };
}

/** The Spark script that lay in the lake. */
function scriptOf(files: StoredState["files"]): string {
  const [script, ...others] = Object.values(files).flatMap((file) =>
    file.as === "lines" && file.value.some((line) => line.startsWith("def count_loans(")) ? [file] : [],
  );
  if (script === undefined || others.length > 0) throw new Error("the state has not one Spark script");
  return script.value.join("\n");
}

/**
 * What stood then, as far as its permissions are asked today. The stand-in of then had made up the warehouse's name, which AWS
 * never gives; the bot's role asks for the stack's name alone. The role of then could not look partitions up, for which
 * nobody asked it; CloudFormation acted as the bot, whose policy allowed it to make roles without a boundary.
 */
function asPermitted(text: string): string {
  const iam = "arn:aws:iam::123456789012:";
  return text
    .replaceAll(/loan-tracker-redshiftcluster-[a-z0-9]{12}/g, "loan-tracker")
    .replaceAll('"glue:GetPartitions"', '"glue:GetPartitions","glue:BatchGetPartition"')
    .replaceAll(/^( *)- glue:GetPartitions$/gm, "$&\n$1- glue:BatchGetPartition")
    .replaceAll('"onStackFailure":"ROLLBACK"', `$&,"roleArn":"${iam}role/LoansCloudFormation-loan-tracker"`)
    .replaceAll(
      /^ {4}Type: AWS::IAM::Role\n {4}Properties:$/gm,
      `$&\n      PermissionsBoundary: ${iam}policy/LoansBoundary-loan-tracker`,
    )
    .replaceAll(/^( *)ClusterType: single-node$/gm, "$&\n$1ClusterIdentifier: !Ref 'AWS::StackName'");
}

/**
 * The programs of then asked Redshift as its administrator. What the person who updates them does by `/loans deploy`, an
 * administrator does here by hand: the bot's database user is made the owner of `last`.
 */
function prepared(text: string): string {
  const user = "IAMR:LoansBot-loan-tracker";
  const warehouses = JSON.parse(text) as readonly { readonly schemas: readonly object[] }[];
  return JSON.stringify(
    warehouses.map((one) => ({
      ...one,
      schemas: one.schemas.map((schema) => ({ ...schema, owner: user })),
      users: { names: [user], mayAllCreate: true },
    })),
  );
}

function bytesOf(file: StoredFile): string | Buffer {
  switch (file.as) {
    case "json":
      return withTemplate(JSON.stringify(file.value));
    case "json-lines":
      return file.value.map((line) => `${JSON.stringify(line)}\n`).join("");
    case "lines":
      return file.value.join("\n");
    case "base64":
      return Buffer.from(file.value, "base64");
    case "loan-file":
      return defaultLoanFile();
  }
}

/** CloudFormation keeps the template of a stack and of each change set: one text, which is stored once. */
function withTemplate(json: string): string {
  const template = asPermitted(
    readFileSync(join(import.meta.dirname, "..", "golden", "template.txt"), "utf8"),
  );
  return json.replaceAll('"{template}"', () => JSON.stringify(template));
}

async function layKeys(keys: Readonly<Record<string, StoredKey>>, directory: string): Promise<void> {
  const server = await startRedis({ directory });
  const redis = new Redis(server.url);
  for (const [key, stored] of Object.entries(keys)) {
    await layKey(redis, key, stored);
    if (stored.ttlMs !== undefined) await redis.pexpire(key, stored.ttlMs);
  }
  redis.disconnect();
  await server.stop();
}

async function layKey(redis: Redis, key: string, stored: StoredKey): Promise<void> {
  switch (stored.type) {
    case "string":
      await redis.set(key, stored.value);
      break;
    case "hash":
      await redis.hset(key, stored.value);
      break;
    case "list":
      await redis.rpush(key, ...stored.value);
      break;
    case "set":
      await redis.sadd(key, ...stored.value);
      break;
    case "zset":
      await redis.zadd(key, ...stored.value.flatMap(([member, score]) => [score, member]));
      break;
    case "stream":
      for (const [id, fields] of stored.value) await redis.xadd(key, id, ...fields);
      break;
  }
}
