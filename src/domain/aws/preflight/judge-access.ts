import type { Judgement } from "./finding.ts";
import { well } from "./finding.ts";

/** For which stack, and where. */
export interface Where {
  readonly stack: string;
  readonly region: string;
}

/** What the policies of the bot do not allow, as IAM's own simulation says. */
export interface DeniedActions {
  /** `s3:PutObject`, each with what it is wanted on. */
  readonly denied: readonly { readonly action: string; readonly resource: string }[];
  /** How many were asked about. */
  readonly asked: number;
}

/** What lies behind the name that the lake's bucket is to have. */
export interface BucketFacts {
  readonly name: string;
  readonly is: /** Nobody's. */
    | "free"
    /** This stack's own. */
    | "own"
    /** Of this account, but not of this stack. */
    | "of-account"
    /** Of another account, or closed to the bot. */
    | "closed"
    | "elsewhere";
}

/** The bucket of the loan files. */
export interface SourceFacts {
  readonly bucket: string;
  /** Where it lies; `null` where S3 does not say. */
  readonly region: string | null;
  /** The ARN of the key that today's file is encrypted by; `null`: S3's own, or there is no file yet. */
  readonly key: string | null;
  /** Whether the bot may open files with that key; `null` where nobody could tell. */
  readonly mayDecrypt: boolean | null;
}

/** The longest list of actions that is still read. */
const MOST_NAMED = 6;

/**
 * A simulation warns and blocks nothing: of a role it sees neither the policies of resources nor those of its session, so
 * that an action may be denied there and allowed in truth; where it is not, AWS's own refusal names it. IAM API Reference,
 * SimulatePrincipalPolicy, November 2026.
 */
export function judgePermissions(found: DeniedActions | null, { stack, region }: Where): Judgement {
  if (found === null) {
    return {
      is: "unknown",
      says: "IAM does not tell what root and federated users may do",
      remedy: "run the bot as the role of cloudformation/bot-access.yaml",
    };
  }
  const { denied, asked } = found;
  if (denied.length === 0) return well(`all ${asked} actions that the bot calls are allowed`);
  const named = denied
    .slice(0, MOST_NAMED)
    .map(({ action, resource }) => (resource === "*" ? `\`${action}\`` : `\`${action}\` on ${resource}`))
    .join(", ");
  const more = denied.length > MOST_NAMED ? ` and ${denied.length - MOST_NAMED} more` : "";
  return {
    is: "warns",
    says: `by IAM's simulation the bot's credentials do not allow ${named}${more}`,
    remedy:
      "run the bot as the role of cloudformation/bot-access.yaml; if it does, have an administrator deploy that again in " +
      `${region}, with Stack=${stack} and with the buckets of LOANS_BUCKET and LOANS_SOURCE, where set, as Bucket and SourceBucket; ` +
      "the simulation sees no policies of sessions and resources: where one of these allows it, go on",
  };
}

export function judgeBotAccess(
  { hasRole, hasBoundary }: { readonly hasRole: boolean; readonly hasBoundary: boolean },
  { stack }: Where,
): Judgement {
  const missing = [
    ...(hasRole ? [] : [`role LoansCloudFormation-${stack}`]),
    ...(hasBoundary ? [] : [`policy LoansBoundary-${stack}`]),
  ];
  if (missing.length === 0)
    return well("CloudFormation's role and the boundary of the stack's roles are there");
  return {
    is: "blocks",
    says: `there is no ${missing.join(" and no ")}`,
    remedy: `have an administrator deploy cloudformation/bot-access.yaml with Stack=${stack}`,
  };
}

export function judgeBucket({ name, is }: BucketFacts, { stack, region }: Where): Judgement {
  const other =
    "set LOANS_BUCKET to a name that nobody has, and deploy cloudformation/bot-access.yaml with it";
  switch (is) {
    case "free":
      return well(`the bucket's name "${name}" is free`);
    case "own":
      return well(`the bucket "${name}" is the stack's own`);
    case "of-account":
      return {
        is: "blocks",
        says: `the bucket "${name}" is there already and not of the stack "${stack}"`,
        remedy: `delete it if nobody needs what it holds; otherwise ${other}`,
      };
    case "closed":
      return {
        is: "blocks",
        says: `the bucket's name "${name}" is taken: by another account, or by a bucket that the bot may not see`,
        remedy: other,
      };
    case "elsewhere":
      return {
        is: "blocks",
        says: `the bucket's name "${name}" is taken in another region than ${region}`,
        remedy: other,
      };
  }
}

export function judgeSource(
  { bucket, region, key, mayDecrypt }: SourceFacts,
  where: Where,
): readonly Judgement[] {
  const place: Judgement =
    region === null || region === where.region
      ? well(`the bucket "${bucket}" of the loan files can be read`)
      : {
          is: "warns",
          says: `the bucket "${bucket}" of the loan files lies in ${region}, the stack in ${where.region}: AWS bills each copy as traffic between regions`,
          remedy: "nothing has to be done: the files are read there",
        };
  if (key === null || mayDecrypt === null) return [place];
  if (mayDecrypt) return [place, well("the key of the loan files may be used")];
  return [
    place,
    {
      is: "warns",
      says: `the loan file is encrypted by the key ${key}, which the bot's policies do not let it use (\`kms:Decrypt\`)`,
      remedy: "deploy cloudformation/bot-access.yaml again with the key's ARN as SourceKey",
    },
  ];
}
