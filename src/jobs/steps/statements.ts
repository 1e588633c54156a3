import { readFile } from "node:fs/promises";
import type { StatementSummary } from "../../aws/warehouse.ts";
import { Problem } from "../../domain/problem.ts";
import type { World } from "../parts.ts";
import type { Sighting, StepContext, WatchedStep } from "../workflow.ts";
import { deployedStack } from "./deployed-stack.ts";

/** One SQL statement of the product, from its file under `sql/`. */
export interface Statement {
  /** `publish/set-location`, without `.sql`; its last part ends the statement's name. */
  readonly file: string;
  /** Put in place of `{name}`: Redshift takes no parameters in DDL. Checked by shape before they go in. */
  readonly words?: Readonly<Record<string, string>>;
  /** Bound to `:name` by Redshift. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** An error that means that what was wanted is there already. */
  readonly isAlreadyThere?: (error: string) => boolean;
}

interface Statements<Input, Results, Output> {
  readonly list: (context: StepContext<Input, Results, World>) => Promise<readonly Statement[]>;
  readonly output: (
    context: StepContext<Input, Results, World>,
    statementIds: readonly string[],
  ) => Promise<Output>;
  readonly retryFrom?: string;
}

/**
 * Runs statements one after another. Each is found again by its name and repeated with its token, both derived from
 * the run, so that a crash between two of them, or a lost reply, repeats nothing. They go out singly because
 * DDL on external tables cannot run in a transaction, which a batch would be.
 */
export function statements<Input, Results, Output>(
  how: Statements<Input, Results, Output>,
): WatchedStep<Input, Results, World, Output> {
  return {
    observe: async (context) => {
      const list = await how.list(context);
      const { found } = await look(context, list);
      for (const [index, statement] of list.entries()) {
        const facts = found[index];
        if (!facts) return { is: "absent" };
        if (!facts.isSettled) return { is: "underway", progress: { text: statement.file } };
        const failed = facts.isFinished ? null : await failure(context, { statement, facts });
        if (failed) return failed;
      }
      return {
        is: "done",
        output: await how.output(
          context,
          found.map((facts) => facts?.id ?? ""),
        ),
      };
    },
    run: async (context) => {
      const list = await how.list(context);
      const { stack, found } = await look(context, list);
      const index = found.indexOf(null);
      const statement = list[index];
      if (!statement) return;
      await context.confirmOwner();
      await context.world.warehouse.start({
        cluster: stack.RedshiftClusterId,
        database: stack.RedshiftDatabase,
        secretArn: stack.RedshiftSecretArn,
        sql: await sqlOf(statement),
        ...(statement.parameters === undefined ? {} : { parameters: statement.parameters }),
        name: nameOf(context, index, statement),
        token: nameOf(context, index, statement),
      });
    },
    every: "2s",
    within: "30m",
    ...(how.retryFrom === undefined ? {} : { retryFrom: how.retryFrom }),
  };
}

/** The newest statement of each name, in the list's order; `null` where it was never started. */
async function look(
  context: StepContext<unknown, unknown, World>,
  list: readonly Statement[],
): Promise<{
  readonly stack: Awaited<ReturnType<typeof deployedStack>>;
  readonly found: readonly (StatementSummary | null)[];
}> {
  const stack = await deployedStack(context.world);
  const where = { cluster: stack.RedshiftClusterId, database: stack.RedshiftDatabase };
  const found: (StatementSummary | null)[] = [];
  for (const [index, statement] of list.entries()) {
    const [newest] = await context.world.warehouse.findByName(nameOf(context, index, statement), where);
    found.push(newest ?? null);
    if (!newest) break;
  }
  while (found.length < list.length) found.push(null);
  return { stack, found };
}

async function failure(
  context: StepContext<unknown, unknown, World>,
  of: { readonly statement: Statement; readonly facts: StatementSummary },
): Promise<Sighting<never> | null> {
  const error = (await context.world.warehouse.statement(of.facts.id))?.error ?? `it was ${of.facts.state}`;
  if (of.statement.isAlreadyThere?.(error)) return null;
  return {
    is: "failed",
    problem: new Problem("statement-failed", `running sql/${of.statement.file}.sql in Redshift: ${error}`, {
      remedy: "mend what Redshift names, then press Retry",
    }),
  };
}

function nameOf(context: StepContext<unknown, unknown, World>, index: number, statement: Statement): string {
  return `${context.key}-${index + 1}-${statement.file.split("/").at(-1) ?? ""}`;
}

/** What may stand in place of a `{word}`: names, ARNs, S3 locations and days need nothing else. */
const SAFE_WORD = /^[A-Za-z0-9_\-./:=]+$/;

async function sqlOf(statement: Statement): Promise<string> {
  const text = await readFile(new URL(`../../../sql/${statement.file}.sql`, import.meta.url), "utf8");
  const sql = text.replaceAll(/^--.*\n/gm, "");
  return sql
    .replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
      const word = statement.words?.[name];
      if (word === undefined || !SAFE_WORD.test(word)) {
        throw new Error(`writing sql/${statement.file}.sql: "${word}" may not stand for {${name}}`);
      }
      return word;
    })
    .trim();
}
