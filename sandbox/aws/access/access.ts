import type { Caller } from "./caller.ts";
import type { Asked, Surroundings } from "./needs.ts";
import { needsOf } from "./needs.ts";
import type { Need, PolicyDocument, Verdict } from "./policy.ts";
import { evaluate } from "./policy.ts";

/** Somebody whose permissions are evaluated. */
export interface Principal {
  /** How the record names it: `bot`, `cloudformation`, or the logical id of a role of the stack. */
  readonly name: string;
  /** As a denial names it. */
  readonly arn: string;
  readonly identity: readonly PolicyDocument[];
  readonly boundary?: PolicyDocument;
}

/** One permission that was asked for, as often as it was. */
export interface Judged extends Need {
  readonly principal: string;
  readonly isAllowed: boolean;
  times: number;
}

/** What IAM refuses, in its own words; each service then words it after its kind. */
export class Denied extends Error {}

/** Evaluates and remembers each permission that somebody other than an administrator needs. */
export class Access {
  readonly #bot: () => readonly PolicyDocument[];
  readonly #around: Surroundings;
  readonly #judged = new Map<string, Judged>();

  constructor(bot: () => readonly PolicyDocument[], around: Surroundings) {
    this.#bot = bot;
    this.#around = around;
  }

  /** Lets a request pass, or throws `Denied`. */
  admit({ arn, isAdministrator }: Caller, asked: Asked): void {
    if (isAdministrator) return;
    this.require({ name: "bot", arn, identity: this.#bot() }, needsOf(asked, this.#around));
  }

  /** Whether somebody has a right that changes what is answered, and that nothing is refused for want of: not remembered. */
  sees({ isAdministrator }: Caller, { action, resource }: Pick<Need, "action" | "resource">): boolean {
    const need = { action, resource, context: { "aws:RequestedRegion": this.#around.region } };
    return isAdministrator || evaluate({ identity: this.#bot() }, need).is === "allowed";
  }

  /** Lets somebody do what needs all of these, or throws `Denied` for the first that is not allowed. */
  require(principal: Principal, needs: readonly Need[]): void {
    for (const need of needs) {
      const verdict = evaluate(principal, need);
      this.#remember(principal, need, verdict.is === "allowed");
      if (verdict.is === "denied") throw new Denied(denial(principal.arn, need, verdict));
    }
  }

  /** Everything that was asked for since the last `forget`. */
  judged(): readonly Judged[] {
    return [...this.#judged.values()];
  }

  forget(): void {
    this.#judged.clear();
  }

  #remember({ name }: Principal, { action, resource, context }: Need, isAllowed: boolean): void {
    const key = JSON.stringify([name, action, resource, context, isAllowed]);
    const known = this.#judged.get(key);
    if (known === undefined) {
      this.#judged.set(key, { principal: name, action, resource, context, isAllowed, times: 1 });
    } else known.times++;
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function denial(arn: string, { action, resource }: Need, { because }: Verdict & { is: "denied" }): string {
  const on = resource === "*" ? "" : ` on resource: ${resource}`;
  const why = {
    explicit: "with an explicit deny in an identity-based policy",
    identity: `because no identity-based policy allows the ${action} action`,
    boundary: `because no permissions boundary allows the ${action} action`,
  }[because];
  return `User: ${arn} is not authorized to perform: ${action}${on} ${why}`;
}
