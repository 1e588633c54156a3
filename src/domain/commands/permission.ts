import type { Approval, Requester } from "../runs/approval.ts";
import type { WorkflowName } from "../workflows/index.ts";
import { factsOf } from "../workflows/index.ts";
import type { Approvable } from "../workflows/workflow-facts.ts";
import type { Command, CommandName } from "./command.ts";

/** Who may do what, as configured: user ids (`U…`, `W…`) and user-group ids (`S…`). */
export interface Policy {
  readonly operators: readonly string[];
  readonly approvers: readonly string[];
  /** Empty = everyone in the channel may look. */
  readonly viewers: readonly string[];
  /** What needs a second person. */
  readonly approvals: readonly Approvable[];
}

/** A user group that could not be asked who is in it. */
export interface UnaskedGroup {
  readonly id: string;
  /** Slack's word for why, such as `no_such_subteam`. */
  readonly word: string;
}

/** The user groups that a policy names, each once. */
export function userGroupsOf({ operators, approvers, viewers }: Policy): readonly string[] {
  return [...new Set([...operators, ...approvers, ...viewers])].filter((id) => id.startsWith("S"));
}

/** A person who wants something, as far as the policy looks at people. */
export interface Person {
  readonly id: string;
  /** Those user groups of the policy that the person is in. */
  readonly groups: readonly string[];
  /** Those of which nobody could tell who is in them: they give nobody a right, and take none away. */
  readonly unasked: readonly UnaskedGroup[];
  /** No full member of this workspace: a guest, or somebody from another one. */
  readonly isGuest: boolean;
  /** Whether they ask in the channel that the product speaks in. */
  readonly isInChannel: boolean;
}

/** Yes; or one sentence that says why not, and whom to ask instead (user ids and user-group ids, may be empty). */
export type Verdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly because: string; readonly ask: readonly string[] };

const yes: Verdict = { allowed: true };
const no = (because: string, ask: readonly string[] = []) =>
  ({ allowed: false, because, ask }) as const satisfies Verdict;

/** Each command says it, so that none that changes something is let pass as one that looks. */
const does: Readonly<Record<CommandName, "changes" | "looks" | "changes where it says what">> = {
  deploy: "changes",
  run: "changes",
  cancel: "changes",
  retry: "changes",
  teardown: "changes",
  skip: "changes",
  unskip: "changes",
  release: "changes",
  withdraw: "changes",
  lock: "changes",
  unlock: "changes",
  schedule: "changes where it says what",
  status: "looks",
  runs: "looks",
  summary: "looks",
  chart: "looks",
  compare: "looks",
  trend: "looks",
  logs: "looks",
  menu: "looks",
  audit: "looks",
  help: "looks",
};

/** Whether the command changes anything; all others only look. */
export function isChange(command: Command): boolean {
  return command.name === "schedule" ? command.change !== null : does[command.name] === "changes";
}

/** May this person ask for that? */
export function mayAsk(command: Command, person: Person, policy: Policy): Verdict {
  // Help shows each person what they may do, so that it is never refused.
  if (command.name === "help") return yes;
  if (command.name === "audit") return mayAudit(person, policy);
  if (!isChange(command)) return mayLook(person, policy);
  if (command.name === "release") return mayRelease([], person, policy, "a day that is held");
  return mayChange(command.name, person, policy);
}

/**
 * May this person let what waits go on? Where the policy asks for a second person: an approver who is none of those who
 * asked for it. Otherwise any operator, whoever asked too. `null`: of a run that waits for nobody.
 */
export function mayApprove(approval: Approval | null, person: Person, policy: Policy): Verdict {
  if (approval === null || !needsSecondPerson(approval, policy)) return mayChange("apply", person, policy);
  return maySay(approving, approval.askedBy, person, policy);
}

/**
 * May this person release a day that is held? Where the policy asks for a second person: an approver who is none of those
 * who asked for its run. Otherwise any operator. `what`: what the refusal calls it.
 */
export function mayRelease(
  askedBy: readonly Requester[],
  person: Person,
  policy: Policy,
  what = "this",
): Verdict {
  if (!policy.approvals.includes("release")) return mayChange("release", person, policy);
  return maySay({ ...releasing, what }, askedBy, person, policy);
}

/** A second person's word: the verb, and what there is to do where nobody can say it, of whom as an object. */
interface SecondWord {
  readonly act: string;
  /** What it is about, where no run is named yet. */
  readonly what?: string;
  readonly instead: (whom: string) => string;
}

const approving: SecondWord = { act: "approve", instead: (whom) => `deny it and let ${whom} ask for it` };
const releasing: SecondWord = { act: "release", instead: (whom) => `let ${whom} run the day with --force` };

/** May this person say the second word? */
function maySay(
  { act, what = "this", instead }: SecondWord,
  askedBy: readonly Requester[],
  person: Person,
  policy: Policy,
): Verdict {
  // Whom to ask is never whoever asks, nor anybody who may not do it.
  const others = policy.approvers.filter(
    (id) => id !== person.id && askedBy.every(({ user }) => user !== id),
  );
  if (person.isGuest) return guest(act, others);
  if (policy.approvers.length === 0) {
    return no(`a second person has to ${act} this, and LOANS_APPROVERS names nobody; set it and start again`);
  }
  if (!isAmong(policy.approvers, person)) {
    return { ...missing(`only approvers may ${act} ${what}`, policy.approvers, person), ask: others };
  }
  if (askedBy.some(({ user }) => user === null)) {
    return no(
      `who retried this is not known any more, so nobody can be told apart from them; ${instead("somebody")} anew`,
    );
  }
  const requester = askedBy.find(({ user }) => user === person.id);
  if (!requester) return yes;
  const had = requester.has === "asked" ? "asked for" : "retried";
  const because = `you ${had} this, so somebody else has to ${act} it`;
  if (others.length > 0) return no(because, others);
  return no(`${because}, and LOANS_APPROVERS names nobody else; ${instead("another person")}`);
}

/** May this person take that run up again? A teardown deletes as much when it goes on as when it begins. */
export function mayRetry(run: { readonly workflow: WorkflowName }, person: Person, policy: Policy): Verdict {
  const { retry } = factsOf(run.workflow);
  return retry === "plain" ? mayChange("retry", person, policy) : mayAsk({ name: retry }, person, policy);
}

/**
 * May this person discard, deny or stop what waits? Operators may; an approver may say no, since stopping is the safe side. `what`
 * is the verb of the button.
 */
export function mayStop(
  what: "discard" | "deny" | "stop" | "cancel",
  person: Person,
  policy: Policy,
): Verdict {
  if (!person.isGuest && isAmong(policy.approvers, person)) return yes;
  return mayChange(what, person, policy);
}

/** May this person say for all that a summary's warnings were seen? */
export function mayAcknowledge(person: Person, policy: Policy): Verdict {
  if (!person.isGuest && isAmong(policy.approvers, person)) return yes;
  return mayChange("take note of a day's warnings", person, policy);
}

/** May this person do something that only operators do? `what` is the verb for the refusal. */
export function mayChange(what: string, person: Person, policy: Policy): Verdict {
  if (policy.operators.length === 0) {
    return no(
      `nobody may ${verb(what)}, because LOANS_OPERATORS is empty; set it to user ids (U…) or user-group ids (S…) and start again`,
    );
  }
  if (person.isGuest) return guest(verb(what), policy.operators);
  if (isAmong(policy.operators, person)) return yes;
  return missing(`only operators may ${verb(what)}`, policy.operators, person);
}

/** Whether what waits wants somebody who has not asked for it. */
export function needsSecondPerson({ words }: Pick<Approval, "words">, policy: Policy): boolean {
  return words.some((word) => policy.approvals.includes(word));
}

function mayLook(person: Person, policy: Policy): Verdict {
  const among = [...policy.operators, ...policy.approvers, ...policy.viewers];
  if (isAmong(among, person)) return yes;
  if (policy.viewers.length > 0) {
    return {
      ...missing("only people named in LOANS_VIEWERS may look", among, person),
      ask: policy.operators,
    };
  }
  if (!person.isInChannel) return no("only people in the loans channel may look; ask there");
  return yes;
}

/** The record names people and their words: whoever only looks has no need of it. */
function mayAudit(person: Person, policy: Policy): Verdict {
  const among = [...new Set([...policy.operators, ...policy.approvers])];
  if (person.isGuest) return guest("see the audit record", among);
  if (isAmong(among, person)) return yes;
  return missing("only operators and approvers may see the audit record", among, person);
}

function guest(what: string, ask: readonly string[]): Verdict {
  return no(`guests and people from other workspaces may not ${what}`, ask);
}

/** Not among these: they are whom to ask. Where one of them is a group that nobody could ask, that is said. */
function missing(because: string, among: readonly string[], { unasked }: Person) {
  const named = unasked.filter(({ id }) => among.includes(id)).map(({ id, word }) => `${id} (${word})`);
  if (named.length === 0) return no(because, among);
  return no(
    `${because}; Slack does not tell who is in ${named.join(", ")}, so it gives nobody a right`,
    among,
  );
}

function isAmong(ids: readonly string[], person: Person): boolean {
  return ids.some((id) => id === person.id || person.groups.includes(id));
}

function verb(what: string): string {
  if (what === "schedule") return "change the schedule";
  return what === "teardown" ? "tear down" : what;
}
