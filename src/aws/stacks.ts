import type { ResourceEvent } from "../domain/diagnosis.ts";
import type { ResourcePhase, StackStatus } from "../domain/stack-status.ts";

/** CloudFormation, as far as a deploy and a teardown need it. Errors rise as the SDK threw them: `classifyAwsError`. */
export interface Stacks {
  /** By name, or by id, which alone finds a deleted stack; `null` when there is none. */
  see(nameOrId: string): Promise<StackFacts | null>;
  /**
   * Asks for a change set. Repeating it with the same name is harmless: the name is its client token.
   * With `create` the stack appears in review, without resources. A failing execution is rolled back.
   */
  createChangeSet(wish: ChangeSetWish): Promise<{ readonly changeSetId: string; readonly stackId: string }>;
  /** `null` when there is no such change set, or no such stack. */
  seeChangeSet(which: ChangeSetName): Promise<ChangeSetFacts | null>;
  /** Starts the change; repeating it with the same token is harmless. */
  executeChangeSet(which: ChangeSetName & { readonly token: string }): Promise<void>;
  /** Harmless when it is gone already. The empty stack of a `create` stays in review: delete it too. */
  deleteChangeSet(which: ChangeSetName): Promise<void>;
  /** Every resource with its present state; deleted ones stay listed as gone. */
  resources(stackId: string): Promise<readonly ResourceFacts[]>;
  /** Oldest first: those at or after `since` (ISO time), or from the first with this client token; else all. */
  events(which: {
    readonly stackId: string;
    readonly since?: string;
    readonly token?: string;
  }): Promise<readonly ResourceEvent[]>;
  /** Termination protection. */
  protect(what: { readonly stack: string; readonly on: boolean }): Promise<void>;
  /** Starts the deletion; repeating it with the same token, or after its end, is harmless. */
  deleteStack(what: { readonly stackId: string; readonly token: string }): Promise<void>;
}

/** A stack as last described. */
export interface StackFacts {
  readonly name: string;
  /** Its ARN, which holds the account id: for calls and the journal, never for a channel. */
  readonly id: string;
  readonly status: StackStatus;
  /** `null` when AWS gave none. */
  readonly reason: string | null;
  readonly outputs: Readonly<Record<string, string>>;
  /** Values of NoEcho parameters read `****`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly isProtected: boolean;
  /** ISO time. */
  readonly createdAt: string;
  /** The id of the change set that was executed last; `null` when none was. */
  readonly changeSetId: string | null;
}

/** What a change set is asked for with. */
export interface ChangeSetWish extends ChangeSetName {
  readonly kind: "create" | "update";
  /** The template's text, at most 51,200 bytes. */
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** Letters, digits and hyphens, at most 128; the stack by name or id. */
export interface ChangeSetName {
  readonly stack: string;
  readonly name: string;
}

/** A change set as last described. */
export interface ChangeSetFacts {
  readonly id: string;
  readonly stackId: string;
  /** Computed, well or badly: it will not change by itself any more. */
  readonly isSettled: boolean;
  /** Computed and waiting to be executed. */
  readonly isExecutable: boolean;
  /** Nothing differs from what is deployed. AWS calls that a failure; it is not, so `isFailed` is false then. */
  readonly isEmpty: boolean;
  /** It could not be computed; `reason` says why. */
  readonly isFailed: boolean;
  /** `null` when AWS gave none. */
  readonly reason: string | null;
  /** What became of executing it; `null` until somebody did. `obsolete`: another change set was executed instead. */
  readonly execution: "underway" | "done" | "failed" | "obsolete" | null;
  readonly changes: readonly ResourceChange[];
  /** ISO time. */
  readonly createdAt: string;
}

/** One planned change. */
export interface ResourceChange {
  readonly action: "add" | "modify" | "remove" | "import" | "other";
  readonly logicalId: string;
  readonly type: string;
  /** Whether a modification makes it anew, which loses what it holds. */
  readonly replacement: "yes" | "no" | "maybe";
}

/** One resource of a stack. */
export interface ResourceFacts {
  readonly logicalId: string;
  /** `null` until AWS has made it. */
  readonly physicalId: string | null;
  readonly type: string;
  /** As AWS writes it, for showing. */
  readonly status: string;
  readonly phase: ResourcePhase;
  /** `null` when AWS gave none. */
  readonly reason: string | null;
  /** ISO time. */
  readonly updatedAt: string;
}
