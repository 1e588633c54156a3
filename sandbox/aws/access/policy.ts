/** A policy document of IAM's, its functions evaluated. */
export interface PolicyDocument {
  readonly Statement: readonly Statement[];
}

/** One statement; texts and lists of texts mean the same. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** One permission that a request needs. */
export interface Need {
  /** `s3:GetObject`. */
  readonly action: string;
  /** An ARN, or `*` where the action knows no resources. */
  readonly resource: string;
  /** Condition keys and what the request has for them; keys that it does not have are absent. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** What the policies of somebody come to: the statement that allows it, or why it is not allowed. */
export type Verdict =
  | { readonly is: "allowed"; readonly by: Statement }
  | { readonly is: "denied"; readonly because: "explicit" | "identity" | "boundary" };

/**
 * Evaluates policies as IAM does within one account
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html): an explicit deny wins, then
 * an identity policy has to allow it, and the boundary, where there is one, as well.
 */
export function evaluate(
  {
    identity,
    boundary,
  }: { readonly identity: readonly PolicyDocument[]; readonly boundary?: PolicyDocument },
  need: Need,
): Verdict {
  const all = [...identity, ...(boundary === undefined ? [] : [boundary])];
  if (find(all, "Deny", need) !== undefined) return { is: "denied", because: "explicit" };
  const by = find(identity, "Allow", need);
  if (by === undefined) return { is: "denied", because: "identity" };
  const isBounded = boundary !== undefined && find([boundary], "Allow", need) === undefined;
  return isBounded ? { is: "denied", because: "boundary" } : { is: "allowed", by };
}

/** Whether a pattern of IAM's matches: `*` any number of characters, `?` one. */
export function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(text);
}

/** The statement's actions as a list; names of actions know no case. */
export function actionsOf({ Action }: Statement): readonly string[] {
  return list(Action);
}

function find(documents: readonly PolicyDocument[], effect: Statement["Effect"], need: Need) {
  return documents
    .flatMap(({ Statement }) => Statement)
    .find((statement) => statement.Effect === effect && applies(statement, need));
}

function applies(statement: Statement, { action, resource, context }: Need): boolean {
  return (
    actionsOf(statement).some((one) => matches(one.toLowerCase(), action.toLowerCase())) &&
    list(statement.Resource).some((one) => matches(one, resource)) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => holds(operator, list(wanted), contextOf(context, key))),
    )
  );
}

/** Names of condition keys know no case. */
function contextOf(context: Need["context"], key: string): readonly string[] | undefined {
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return found === undefined ? undefined : list(found[1]);
}

/** The operators that the product's policies use; another one is an error, since to guess would judge nothing. */
function holds(operator: string, wanted: readonly string[], given: readonly string[] | undefined): boolean {
  if (operator === "Null") return wanted.includes(String(given === undefined));
  // Negated, it holds without the key, too.
  if (operator === "StringNotEquals") return given?.every((one) => !wanted.includes(one)) ?? true;
  const compare = comparisons[operator];
  if (compare === undefined)
    throw new Error(`evaluating a policy: the sandbox knows no operator ${operator}`);
  return given?.every((one) => wanted.some((value) => compare(value, one))) ?? false;
}

const comparisons: Readonly<Record<string, (wanted: string, given: string) => boolean>> = {
  StringEquals: (wanted, given) => wanted === given,
  StringLike: matches,
  ArnEquals: matches,
  ArnLike: matches,
  Bool: (wanted, given) => wanted.toLowerCase() === given.toLowerCase(),
};

function list(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}
