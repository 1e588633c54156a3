import { readFile } from "node:fs/promises";
import { classifyAwsError } from "../../../aws/aws-errors.ts";
import { warehouseGone } from "../../../domain/aws/lost-parts.ts";
import { isPassingStatement } from "../../../domain/aws/passing-trouble.ts";
import { statementRefused } from "../../../domain/aws/statement-refusal.ts";
import type { Problem } from "../../../domain/problem.ts";
import { assertNever } from "../../../domain/problem.ts";
import { backoffMs } from "../../../domain/runs/retry-class.ts";
import type { StepContext, Stopped, WatchedStep } from "../../engine/workflow.ts";
import { classify } from "../error-class.ts";
import type { World } from "../world.ts";
import { deployedStack } from "./deployed-stack.ts";

/** One SQL statement of the product, from its file under `sql/`. */
export interface Statement {
  /** `publish/set-location`, without `.sql`; its last part ends the statement's name. */
  readonly file: string;
  /** Put in place of `{name}`: Redshift takes no parameters in DDL. Checked by shape before they go in. */
  readonly words?: Readonly<Record<string, string>>;
  /** Bound to `:name` by Redshift. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Left out when the statement before it found a row: that was the look whether it is there already. */
  readonly unlessFound?: true;
}

interface Statements<Input, Results, Output> {
  /**
   * Whom Redshift lets in: the database user of the bot's own identity, or the administrator of a cluster that has its
   * roles, for what makes that user (docs/adr/0008).
   */
  readonly by?: SignedIn;
  readonly list: (context: StepContext<Input, Results, World>) => Promise<readonly Statement[]>;
  readonly output: (
    context: StepContext<Input, Results, World>,
    statementIds: readonly string[],
  ) => Promise<Output>;
  /** What it means that these, and no more, were carried out before a cancel. */
  readonly stopped?: (files: readonly string[]) => string;
  readonly retryFrom?: string;
  readonly retryHeldFrom?: string;
}

type SignedIn = "bot" | "administrator";

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
      const standing = await look(context, how);
      switch (standing.is) {
        case "next": {
          const text = await inTheWay(context, { ...standing.where, by: how.by });
          return text === null ? { is: "absent" } : { is: "underway", progress: { text } };
        }
        case "underway":
          return { is: "underway", progress: { text: "Redshift is at it" } };
        case "resting":
          return {
            is: "underway",
            progress: { text: `Redshift is asked once more, after ${standing.error}` },
          };
        case "failed":
          return { is: "failed", problem: standing.problem };
        case "done":
          return { is: "done", output: standing.output };
        default:
          return assertNever(standing);
      }
    },
    run: async (context) => {
      const standing = await look(context, how);
      if (standing.is !== "next") return;
      const { statement, name, where } = standing;
      const { secretArn: known } = where;
      // The stack's output still names the former one where somebody has restored the warehouse from a snapshot.
      const secretArn =
        known === undefined
          ? undefined
          : ((await context.world.warehouse.see(where.cluster))?.secretArn ?? known);
      const wish = {
        ...where,
        ...(secretArn === undefined ? {} : { secretArn }),
        sql: await sqlOf(statement),
        ...(statement.parameters === undefined ? {} : { parameters: statement.parameters }),
        name,
        token: name,
      };
      await context.confirmOwner();
      try {
        await context.world.warehouse.start(wish);
      } catch (error) {
        if (classify(error) !== "config" || !(await isWaking(context, where.cluster))) throw error;
      }
    },
    stop: async (context) => {
      const standing = await stand(context, await how.list(context), how);
      if (standing.is === "underway") {
        await context.confirmOwner();
        await context.world.warehouse.cancel(standing.id);
        return { is: "underway", progress: { text: "what Redshift is at is being canceled" } };
      }
      return stoppedAt(standing, how.stopped);
    },
    every: "2s",
    within: "30m",
    ...(how.retryFrom === undefined ? {} : { retryFrom: how.retryFrom }),
    ...(how.retryHeldFrom === undefined ? {} : { retryHeldFrom: how.retryHeldFrom }),
  };
}

/**
 * How far the list is and, once it is done, what it came to. Redshift keeps a result for 24 hours; one that is gone
 * is asked for again, under another name. Only queries have a result, so that nothing is changed twice.
 */
async function look<Input, Results, Output>(
  context: StepContext<Input, Results, World>,
  how: Statements<Input, Results, Output>,
): Promise<
  Exclude<StatementState, { is: "done" }> | (StatementState & { is: "done"; readonly output: Output })
> {
  const list = await how.list(context);
  const standing = await stand(context, list, how);
  if (standing.is !== "done") return standing;
  try {
    return { ...standing, output: await how.output(context, standing.ids) };
  } catch (error) {
    if (classifyAwsError(error).kind !== "not-found") throw error;
    const again = await stand(context, list, { ...how, suffix: "-again" });
    if (again.is !== "done") return again;
    return { ...again, output: await how.output(context, again.ids) };
  }
}

/** What a statement that was meant to start has to wait for; `null` when the warehouse takes it, or can be asked to. */
async function inTheWay(
  { world, journal }: StepContext<unknown, unknown, World>,
  { cluster, by = "bot" }: { readonly cluster: string; readonly by?: SignedIn | undefined },
): Promise<string | null> {
  // Before the first try of a day nobody asks: `wake` has just looked.
  if (by === "bot" && !journal.some((entry) => entry.kind === "started")) return null;
  const warehouse = await world.warehouse.see(cluster);
  if (warehouse?.isMoving) return `Redshift ${warehouse.status}`;
  return by === "administrator" && warehouse?.hasRoles === false ? "Redshift is taking on its role" : null;
}

/** Whether the warehouse was what refused a statement: one that somebody has paused is resumed. Throws where there is none. */
async function isWaking(
  { world: { warehouse, network }, confirmOwner }: StepContext<unknown, unknown, World>,
  cluster: string,
): Promise<boolean> {
  const seen = await warehouse.see(cluster);
  if (seen === null) throw warehouseGone(cluster, network.region);
  if (seen?.isPaused) {
    await confirmOwner();
    await warehouse.resume(cluster);
  }
  return !seen.isAvailable;
}

/** How far a list of statements is. */
type StatementState = (
  | {
      readonly is: "next";
      readonly statement: Statement;
      readonly name: string;
      readonly where: { readonly cluster: string; readonly database: string; readonly secretArn?: string };
    }
  | { readonly is: "underway"; readonly statement: Statement; readonly id: string }
  // It failed by what passes, and is asked for again in a while.
  | { readonly is: "resting"; readonly statement: Statement; readonly error: string }
  | { readonly is: "failed"; readonly statement: Statement; readonly problem: Problem }
  | { readonly is: "done"; readonly ids: readonly string[] }
) & {
  /** Those that were carried out. */
  readonly files: readonly string[];
};

/** Looks at the statements in the list's order, up to the first that is not finished. */
async function stand(
  context: StepContext<unknown, unknown, World>,
  list: readonly Statement[],
  { by = "bot", suffix = "" }: { readonly by?: SignedIn; readonly suffix?: string },
): Promise<StatementState> {
  const stack = await deployedStack(context.world);
  const where = { cluster: stack.RedshiftClusterId, database: stack.RedshiftDatabase };
  const ids: string[] = [];
  const files: string[] = [];
  for (const [index, statement] of list.entries()) {
    const before = ids.at(-1);
    if (statement.unlessFound && before !== undefined && (await hasRows(context.world, before))) continue;
    const begin = `${context.key}-${index + 1}-${statement.file.split("/").at(-1) ?? ""}${suffix}`;
    const newest = await newestOf(begin, { context, where });
    if (newest.is === "next") {
      const secret = by === "administrator" ? { secretArn: stack.RedshiftSecretArn } : {};
      return { is: "next", statement, name: newest.name, where: { ...where, ...secret }, files };
    }
    if (newest.is === "underway" || newest.is === "resting") return { ...newest, statement, files };
    if (newest.is === "failed") {
      const { SpectrumRoleArn: spectrumRole, GlueDatabaseName: glueDatabase } = stack;
      const refused = { file: statement.file, error: newest.error, by, spectrumRole, glueDatabase };
      return { is: "failed", statement, problem: statementRefused(refused), files };
    }
    ids.push(newest.id);
    files.push(statement.file);
  }
  return { is: "done", ids, files };
}

/** So often a statement is given to Redshift that fails by what passes. */
const TRIES = 5;

/**
 * The newest try of a statement: each has a name of its own, since Redshift carries a token out once. What fails by trouble of
 * S3, of the catalog or of another transaction is asked for again after a while; in doubt it has failed.
 */
async function newestOf(
  begin: string,
  {
    context: { world },
    where,
  }: {
    readonly context: StepContext<unknown, unknown, World>;
    readonly where: { readonly cluster: string; readonly database: string };
  },
): Promise<
  | { readonly is: "next"; readonly name: string }
  | { readonly is: "underway"; readonly id: string }
  | { readonly is: "done"; readonly id: string }
  | { readonly is: "resting"; readonly error: string }
  | { readonly is: "failed"; readonly error: string }
> {
  const { warehouse, clock, settings } = world;
  let failed: { readonly error: string; readonly at: number } | null = null;
  for (let tried = 1; ; tried += 1) {
    const name = tried === 1 ? begin : `${begin}-try-${tried}`;
    const [newest] = await warehouse.findByName(name, where);
    if (!newest) {
      const restMs = backoffMs(tried + 1, 1) / settings.pace;
      return failed !== null && clock.now().getTime() - failed.at < restMs
        ? { is: "resting", error: failed.error }
        : { is: "next", name };
    }
    if (!newest.isSettled) return { is: "underway", id: newest.id };
    if (newest.isFinished) return { is: "done", id: newest.id };
    const error = (await warehouse.statement(newest.id))?.error ?? `it was ${newest.state}`;
    if (tried === TRIES || !isPassingStatement(error)) return { is: "failed", error };
    failed = { error, at: Date.parse(newest.createdAt) };
  }
}

/** What was carried out, and what a cancel met. */
function stoppedAt(
  { is, files, ...standing }: StatementState,
  words?: (files: readonly string[]) => string,
): Stopped {
  const met =
    is === "failed" && "statement" in standing ? [`Redshift stopped ${standing.statement.file}`] : [];
  const done =
    words?.(files) ??
    (files.length === 0 ? "nothing was changed" : `Redshift had carried out ${files.join(", ")}`);
  return { is: "done", says: [...met, done].join("; ") };
}

async function hasRows({ warehouse }: World, statementId: string): Promise<boolean> {
  return ((await warehouse.statement(statementId))?.resultRows ?? 0) > 0;
}

/** What may stand in place of a `{word}`: names (IAM's have `+=,.@_-`), ARNs, S3 locations and days need nothing else. */
const SAFE_WORD = /^[A-Za-z0-9_\-./:=+,@]+$/;

async function sqlOf(statement: Statement): Promise<string> {
  const text = await readFile(new URL(`../../../../sql/${statement.file}.sql`, import.meta.url), "utf8");
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
