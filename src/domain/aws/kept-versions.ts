import { Problem } from "../problem.ts";
import { shellWord } from "../shell-word.ts";

/** What S3 would not delete, now or when asked again: numbers and a few examples, however many there are. */
export interface KeptVersions {
  /** Kept by object lock: a retention that still runs, or a legal hold. */
  readonly locked: number;
  /** The first few of them. */
  readonly examples: readonly { readonly key: string; readonly versionId: string }[];
  /** Kept for another reason. */
  readonly refused: number;
  /** S3's words for the first of those. */
  readonly refusal: { readonly key: string; readonly code: string; readonly message: string } | null;
  /** `false`: the time to look was over, so there may be more. */
  readonly isAll: boolean;
}

/** Kept examples; keys that are named in a sentence. */
export const NAMED_VERSIONS = 3;

/**
 * Why a bucket cannot be emptied, and what helps. Until when a lock holds is not told: to read that is a right which the bot
 * does not have, so the command is named by which an administrator sees it. `next` is what the person does after that.
 */
export function keptProblem({
  bucket,
  kept,
  region,
  next,
}: {
  readonly bucket: string;
  readonly kept: KeptVersions;
  readonly region: string;
  readonly next: string;
}): Problem {
  const { locked, examples, refused, refusal } = kept;
  const [first] = examples;
  const least = kept.isAll ? "" : "at least ";
  const keys = [...new Set(examples.map(({ key }) => `"${key}"`))].join(", ");
  const says = [
    ...(locked === 0 ? [] : [`object lock keeps ${least}${versions(locked)}, such as of ${keys}`]),
    ...(refusal === null
      ? []
      : [
          `S3 keeps ${least}${versions(refused)}, such as of "${refusal.key}", because of ${refusal.code} (${refusal.message})`,
        ]),
  ].join("; ");
  const allow = "allow `s3:DeleteObjectVersion` on the bucket to the bot's role";
  if (first === undefined)
    return new Problem("purge-refused", `emptying bucket "${bucket}": ${says}`, {
      remedy: `${allow}, then ${next}`,
    });
  const which = `--bucket ${bucket} --key ${shellWord(first.key)} --version-id ${first.versionId} --region ${region}`;
  const look = `\`aws s3api head-object ${which}\` shows an administrator until when, or that it is a legal hold`;
  const wait =
    refusal === null ? "once that is over or lifted" : `${allow}, and once the lock is over or lifted`;
  return new Problem("lake-locked", `emptying bucket "${bucket}": ${says}`, {
    remedy: `${look}; ${wait}, ${next}`,
  });
}

function versions(count: number): string {
  return count === 1 ? "1 version" : `${count} versions`;
}
