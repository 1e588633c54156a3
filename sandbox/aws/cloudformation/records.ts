import type { SettledParameter } from "./parameters.ts";
import type { Properties } from "./world.ts";

/** The state of CloudFormation's stand-in, as it is kept over a restart. Times are ISO texts. */
export interface State {
  readonly stacks: StackRecord[];
  changeSets: readonly ChangeSetRecord[];
  /** Client request tokens, and what they were used for. */
  readonly tokens: Record<string, string>;
}

/** What was asked for: everything a stack is made from. */
export interface Plan {
  readonly templateBody: string;
  readonly parameters: Readonly<Record<string, SettledParameter>>;
  readonly capabilities: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface StackRecord {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  /** When a change set was last carried out. */
  updatedAt?: string;
  /** When its deletion, or the rollback of its creation, began; once it is gone, when it went. */
  deletedAt?: string;
  status: string;
  reason?: string | undefined;
  /** Absent while the stack is only in review. */
  plan?: Plan;
  changeSetId?: string;
  /** As which CloudFormation acts on it; absent: as whoever asks. */
  roleArn?: string;
  /** Who asked last, as far as that is no administrator. */
  callerArn?: string | undefined;
  isProtected: boolean;
  /** Disables the rollback of a failed creation. */
  keepsFailures: boolean;
  outputs: readonly { readonly key: string; readonly value: string; readonly description?: string }[];
  /** By logical id, in the order in which they began. */
  readonly resources: Record<string, ResourceRecord>;
  /** What an update has to bring back should it fail; absent while none goes on or waits to be taken back. */
  former?: FormerVersion;
  /** What is in the world and was replaced or taken out: to be cleaned up, or left behind for good. */
  retired?: readonly RetiredResource[];
  /** Oldest first. */
  readonly events: EventRecord[];
  /** Oldest first. */
  readonly operations: OperationRecord[];
}

/** What an operation does; a rollback is one of its own, under the token of what it takes back. */
export type OperationType =
  | "CREATE_STACK"
  | "UPDATE_STACK"
  | "CONTINUE_ROLLBACK"
  | "DELETE_STACK"
  | "ROLLBACK";

/** A stack as it was before an update began. */
export interface FormerVersion {
  readonly plan: Plan;
  readonly outputs: StackRecord["outputs"];
  readonly resources: Readonly<Record<string, ResourceRecord>>;
}

/** A resource that is no longer its stack's. */
export interface RetiredResource {
  readonly logicalId: string;
  readonly resource: ResourceRecord;
}

/** A change to a stack as DescribeEvents groups it. */
interface OperationRecord {
  readonly id: string;
  readonly type: OperationType;
  /** The caller's ClientRequestToken, which every event carries. */
  readonly token?: string;
}

export interface ResourceRecord {
  readonly type: string;
  status: string;
  reason?: string | undefined;
  at: string;
  /** Logical ids that it was made from, and that must outlive it. */
  needs: readonly string[];
  isRetained: boolean;
  /** The template's UpdateReplacePolicy. */
  whenReplaced?: "Delete" | "Retain" | "Snapshot";
  /** A last copy of what it holds is kept when it is deleted. */
  readonly leavesSnapshot?: boolean;
  physicalId?: string;
  arn?: string;
  attributes: Readonly<Record<string, string>>;
  properties: Properties;
}

export interface EventRecord {
  readonly id: string;
  readonly at: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  /** JSON. */
  readonly properties?: string;
  readonly token?: string;
  readonly operationId?: string;
}

export interface ChangeSetRecord {
  readonly id: string;
  readonly name: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly kind: "CREATE" | "UPDATE";
  readonly createdAt: string;
  readonly description?: string;
  readonly clientToken?: string;
  readonly onStackFailure?: "DELETE" | "DO_NOTHING" | "ROLLBACK";
  readonly roleArn?: string;
  readonly deploymentMode?: string;
  readonly plan: Plan;
  readonly changes: readonly ChangeRecord[];
  status: "CREATE_PENDING" | "CREATE_IN_PROGRESS" | "CREATE_COMPLETE" | "FAILED";
  execution: "UNAVAILABLE" | "AVAILABLE" | "EXECUTE_IN_PROGRESS" | "EXECUTE_COMPLETE" | "EXECUTE_FAILED";
  reason?: string;
  /** Why early validation refused it; absent where it did not. */
  validation?: {
    readonly operationId: string;
    /** ISO time. */
    readonly at: string;
    readonly conflicts: readonly {
      readonly logicalId: string;
      readonly type: string;
      readonly name: string;
      /** The one that gives the name. */
      readonly property: string;
    }[];
  };
}

/** One planned change of a resource. */
export interface ChangeRecord {
  readonly action: "Add" | "Modify" | "Remove";
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  readonly replacement?: "True" | "False" | "Conditional";
  readonly details: readonly {
    readonly attribute: "Properties" | "Tags";
    readonly property?: string;
    readonly recreation: "Never" | "Always" | "Conditionally";
    /** Whether the new value is known before the change is carried out. */
    readonly evaluation: "Static" | "Dynamic";
    readonly source: "ParameterReference" | "ResourceReference" | "ResourceAttribute" | "DirectModification";
    /** The parameter whose new value is the cause, or the resource, or its attribute; absent when the template itself changed. */
    readonly cause?: string;
  }[];
}

/** The type under which a stack's own events are told. */
export const STACK_TYPE = "AWS::CloudFormation::Stack";

/** Whether anything of the resource is in the world. */
export function isThere({ physicalId, status }: ResourceRecord): boolean {
  return physicalId !== undefined && status !== "DELETE_COMPLETE";
}
