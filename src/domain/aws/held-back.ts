import { Problem } from "../problem.ts";
import type { ResourceChange } from "./plan-changes.ts";
import { holdingsOf } from "./plan-loss.ts";
import { withoutAccountIds } from "./redact-account-ids.ts";

/** Types of which the template names each, and the property that does. */
const named: Readonly<Record<string, string>> = {
  "AWS::S3::Bucket": "BucketName",
  "AWS::Redshift::Cluster": "ClusterIdentifier",
};

/**
 * Why a plan is not even offered, or `null` when it may be. CloudFormation makes nothing anew that has a name of its own
 * ("cannot update a stack when a custom-named resource requires replacing"), and takes the whole update back once it comes
 * to it; a lake of another name would be an empty one. `standing`: the stack's parameters as they are.
 */
export function heldBack(
  stack: string,
  changes: readonly ResourceChange[],
  standing: Readonly<Record<string, string>>,
): Problem | null {
  const held = changes.filter(isHeld);
  if (held.length === 0) return null;
  const whys = held.map(why).join("; ");
  const parameters = [
    ...new Set(held.flatMap(({ recreatedBy }) => recreatedBy.flatMap(({ parameter }) => parameter ?? []))),
  ];
  const back = parameters.map((name) => setBack(name, standing[name])).join(", ");
  const apart =
    "deploy beside it under another LOANS_STACK and LOANS_BUCKET; `/loans teardown` and a new deploy would do too, and delete the lake";
  return new Problem("plan-held-back", `changing the stack "${stack}": ${whys}, so nothing is changed`, {
    remedy: back === "" ? apart : `${back} and press Retry; to have both, ${apart}`,
  });
}

function isHeld({ type, action, replacement, recreatedBy }: ResourceChange): boolean {
  const name = named[type];
  if (name === undefined) return false;
  if (action === "remove") return true;
  if (replacement === "no") return false;
  // Under another name CloudFormation does it: a warehouse can be made again from the lake, a lake from nothing.
  return type === "AWS::S3::Bucket" || !recreatedBy.some(({ property }) => property === name);
}

function why({ logicalId, type, action, replacement, recreatedBy }: ResourceChange): string {
  const what = `${logicalId} (${holdingsOf(type)})`;
  if (action === "remove") return `${what} would be removed`;
  const because = recreatedBy.map(({ property }) => property).join(", ");
  const anew = `${what} ${replacement === "yes" ? "would" : "might"} have to be made anew${because === "" ? "" : ` for its ${because}`}`;
  return recreatedBy.some(({ property }) => property === named[type])
    ? `${anew}, and the new one would be empty`
    : `${anew}, which CloudFormation refuses for what has a name of its own`;
}

/** The setting that gives the parameter, and what it was; a value that holds an account id is not for a channel. */
function setBack(parameter: string, value: string | undefined): string {
  const setting = parameter === "BucketName" ? "LOANS_BUCKET" : `${parameter} in LOANS_STACK_PARAMETERS`;
  const isTellable = value !== undefined && withoutAccountIds(value) === value;
  return `set ${setting} back to ${isTellable ? `"${value}"` : "what it was"}`;
}
