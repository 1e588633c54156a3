import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { PATIENCE_MS } from "../../../sandbox/driver/until.ts";
import { readTools } from "../../../sandbox/setup/tools.ts";

/** What botocore's models say of recorded answers. */
export interface Conformance {
  /** How many were read. */
  readonly answers: number;
  /** How often each operation was answered, by `<service> <operation>`. */
  readonly operations: Readonly<Record<string, number>>;
  /** How often each error was the answer, by `<service> <operation> <code>`. */
  readonly errors: Readonly<Record<string, number>>;
  readonly problems: readonly {
    /** Of the recording, from 1. */
    readonly line: number;
    readonly says: string;
  }[];
}

/** Reads a recording (`--record` of the AWS stand-in) against the models. */
export async function checkAnswers(file: string): Promise<Conformance> {
  return (await runPython("check_answers.py", [file])) as Conformance;
}

/** Uses the stand-in at the environment's endpoint by boto3, and tells what it saw. */
export async function useBoto3(
  env: NodeJS.ProcessEnv,
  on: { readonly stack: string; readonly day: string },
): Promise<unknown> {
  // By a key that is not the app's: as the account's administrator.
  return await runPython("use_boto3.py", [on.stack, on.day], { ...env, AWS_ACCESS_KEY_ID: "any" });
}

/** What AWS's resource schema says of a type: names of properties, of those within others by their path. */
export interface ResourceSchema {
  readonly createOnlyProperties: readonly string[];
  readonly conditionalCreateOnlyProperties: readonly string[];
  readonly primaryIdentifier: readonly string[];
  readonly readOnlyProperties: readonly string[];
  readonly isTagged: boolean;
  /** AWS adds tags of its own, by which stack and logical id are known. */
  readonly hasSystemTags: boolean;
}

/** Reads AWS's schemas of these types, such as `AWS::S3::Bucket`. */
export async function readSchemas(
  types: readonly string[],
): Promise<Readonly<Record<string, ResourceSchema>>> {
  return (await runPython("resource_schemas.py", types)) as Readonly<Record<string, ResourceSchema>>;
}

/** What botocore's models say of the shapes in a recording of the doctor's. */
export async function checkShapes(
  file: string,
): Promise<{ readonly calls: number; readonly members: number; readonly problems: readonly string[] }> {
  return (await runPython("check_shapes.py", [file])) as Awaited<ReturnType<typeof checkShapes>>;
}

async function runPython(
  script: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<unknown> {
  const { stdout } = await promisify(execFile)(
    readTools().python,
    ["-B", join(import.meta.dirname, script), ...args],
    { env, timeout: PATIENCE_MS, maxBuffer: 64 * 1024 * 1024 },
  );
  return JSON.parse(stdout);
}
