import { Problem } from "../problem.ts";
import { lakeFormationGrant } from "./lake-formation.ts";

/** A statement that Redshift did not carry out, and what has to be known to say what helps. */
interface RefusedStatement {
  /** `publish/set-location`: its file under `sql/`. */
  readonly file: string;
  /** Redshift's own words. */
  readonly error: string;
  /** Who asked: the bot as its own database user, or the cluster's administrator by the secret. */
  readonly by: "bot" | "administrator";
  /** ARN of the role by which Redshift goes to the catalog. */
  readonly spectrumRole: string;
  /** The database of the catalog that `last` shows. */
  readonly glueDatabase: string;
}

/** What a person is told of a statement that failed, with what helps. */
export function statementRefused(refusal: RefusedStatement): Problem {
  const { file, error } = refusal;
  const { code, remedy } = lakeFormation(refusal) ??
    unprepared(refusal) ?? {
      code: "statement-failed",
      remedy: "mend what Redshift names, then press Retry",
    };
  return new Problem(code, `running sql/${file}.sql in Redshift: ${error}`, { remedy });
}

type Help = { readonly code: string; readonly remedy: string } | null;

/** The bot's user is missing or lacks its rights: another identity than the one that deployed, or rights that were taken. */
function unprepared({ by, error }: RefusedStatement): Help {
  const isLackOfRights = /permission denied for|must be owner of|user "[^"]*" does not exist/i.test(error);
  if (by !== "bot" || !isLackOfRights) return null;
  return {
    code: "database-user-unprepared",
    remedy:
      "the database user of the bot's role has no rights here; type `/loans deploy`, which gives them also where nothing else has to change, then press Retry",
  };
}

/** The catalog is not IAM's alone. */
function lakeFormation({ error, spectrumRole, glueDatabase }: RefusedStatement): Help {
  const role = `\`${spectrumRole.replace(/^.*\//, "")}\` (the stack's output SpectrumRoleArn)`;
  const grant = lakeFormationGrant(error, { role, principal: "<SpectrumRoleArn>", glueDatabase });
  return grant === null ? null : { code: "lake-formation-refused", remedy: `${grant}, then press Retry` };
}
