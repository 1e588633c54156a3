import { randomUUID } from "node:crypto";
import { Background } from "../background.ts";
import type { Setting } from "../service.ts";
import { AwsError } from "../service.ts";
import { invalid } from "./intrinsics.ts";
import type { ChangeSetRecord, OperationType, ResourceRecord, StackRecord, State } from "./records.ts";
import { STACK_TYPE } from "./records.ts";

/** How a thing that was in progress is told after a restart. */
const RESTARTED = "The sandbox was stopped while this was in progress.";

/** All stacks and change sets there ever were; every change is written down and told as an event. */
export class Book {
  readonly state: State;
  readonly setting: Setting;
  /** What creates, computes and deletes between requests. */
  readonly background: Background;

  constructor(setting: Setting) {
    this.setting = setting;
    this.background = new Background(setting);
    // What was saved is this very shape: no other program writes the sandbox's state.
    this.state = (setting.snapshots.load("cloudformation") as State | undefined) ?? {
      stacks: [],
      changeSets: [],
      tokens: {},
    };
    this.#failWhatWasInProgress();
  }

  /** Lets the state be saved. */
  keep(): void {
    this.setting.snapshots.save("cloudformation", () => this.state);
  }

  now(): string {
    return this.setting.now().toISOString();
  }

  /** The stack of that id, or the living one of that name. */
  seek(nameOrId: string): StackRecord | undefined {
    return this.state.stacks.find(
      ({ id, name, status }) => id === nameOrId || (name === nameOrId && status !== "DELETE_COMPLETE"),
    );
  }

  /** Throws `ValidationError` when there is none. */
  find(nameOrId: string, says = `Stack [${nameOrId}] does not exist`): StackRecord {
    const stack = this.seek(nameOrId);
    if (stack === undefined) throw invalid(says);
    return stack;
  }

  /** By ARN alone, or by name within a stack. Throws `ChangeSetNotFound`, or `ValidationError` without the stack. */
  findChangeSet(nameOrId: string, stack: string | undefined): ChangeSetRecord {
    const found = this.seekChangeSet(nameOrId, stack);
    if (found === undefined) {
      throw new AwsError("ChangeSetNotFound", `ChangeSet [${nameOrId}] does not exist`, 404);
    }
    return found;
  }

  seekChangeSet(nameOrId: string, stack: string | undefined): ChangeSetRecord | undefined {
    if (nameOrId.startsWith("arn:")) return this.state.changeSets.find(({ id }) => id === nameOrId);
    if (stack === undefined) {
      throw invalid("StackName must be specified if ChangeSetName is not specified as an ARN.");
    }
    const stackId = this.find(stack).id;
    return this.state.changeSets.find((set) => set.name === nameOrId && set.stackId === stackId);
  }

  /**
   * Begins a stack in review. AWS tells that as an event of the stack, without a token and of no operation, in a status
   * that botocore's ResourceStatus does not have (answers of AWS, published 2022 to 2026). Tags it gets when its change
   * set is carried out.
   */
  addStack(name: string): StackRecord {
    const { region, account } = this.setting;
    const stack: StackRecord = {
      id: `arn:aws:cloudformation:${region}:${account}:stack/${name}/${randomUUID()}`,
      name,
      createdAt: this.now(),
      status: "REVIEW_IN_PROGRESS",
      isProtected: false,
      keepsFailures: false,
      outputs: [],
      resources: {},
      events: [],
      operations: [],
    };
    this.state.stacks.push(stack);
    this.turn(stack, "REVIEW_IN_PROGRESS", "User Initiated");
    return stack;
  }

  /** Begins an operation: what the stack tells from here on belongs to it, and bears its token. */
  begin(stack: StackRecord, type: OperationType, token: string | undefined): void {
    stack.operations.push({ id: randomUUID(), type, ...(token === undefined ? {} : { token }) });
  }

  /** Brings a stack into a status and tells so. */
  turn(stack: StackRecord, status: string, reason?: string): void {
    stack.status = status;
    stack.reason = reason;
    if (/^(DELETE|ROLLBACK)_IN_PROGRESS$|^DELETE_COMPLETE$/.test(status)) stack.deletedAt = this.now();
    this.#tell(stack, stack.name, { type: STACK_TYPE, physicalId: stack.id, status, reason });
  }

  /** Brings a resource into a status and tells so. */
  turnResource(
    stack: StackRecord,
    logicalId: string,
    resource: ResourceRecord,
    status: string,
    reason?: string,
  ): void {
    resource.status = status;
    resource.reason = reason;
    resource.at = this.now();
    const { type, physicalId = "", properties } = resource;
    this.#tell(stack, logicalId, { type, physicalId, status, reason, properties });
  }

  /** True when the token was used for the same thing before: the call is a repetition. */
  isRepeated(token: string | undefined, use: string): boolean {
    const former = token === undefined ? undefined : this.state.tokens[token];
    if (former !== undefined && former !== use) {
      throw new AwsError(
        "TokenAlreadyExistsException",
        "A client request token already exists for another operation.",
      );
    }
    return former !== undefined;
  }

  /** Remembers a token once its call was accepted: a refused call may come again under the same one. */
  useToken(token: string | undefined, use: string): void {
    if (token !== undefined) this.state.tokens[token] = use;
  }

  dropChangeSets(which: (set: ChangeSetRecord) => boolean): void {
    this.state.changeSets = this.state.changeSets.filter((set) => !which(set));
    this.keep();
  }

  #tell(
    stack: StackRecord,
    logicalId: string,
    told: {
      readonly type: string;
      readonly physicalId: string;
      readonly status: string;
      readonly reason: string | undefined;
      readonly properties?: unknown;
    },
  ): void {
    const { type, physicalId, status, reason, properties } = told;
    const at = this.now();
    const operation = stack.operations.at(-1);
    stack.events.push({
      id: `${logicalId}-${randomUUID()}`,
      at,
      logicalId,
      physicalId,
      type,
      status,
      ...(reason === undefined ? {} : { reason }),
      ...(properties === undefined ? {} : { properties: JSON.stringify(properties) }),
      ...(operation === undefined ? {} : { operationId: operation.id }),
      ...(operation?.token === undefined ? {} : { token: operation.token }),
    });
    this.keep();
  }

  /**
   * Nothing goes on by itself after a restart: the people who watch must see that it stopped. An update waits to be
   * taken back; one that was only being cleaned up after is over.
   */
  #failWhatWasInProgress(): void {
    const failed = (status: string) =>
      status
        .replace(/_CLEANUP_IN_PROGRESS$/, "")
        .replace(/^UPDATE(_ROLLBACK)?_IN_PROGRESS$/, "UPDATE_ROLLBACK_FAILED")
        .replace(/_IN_PROGRESS$/, "_FAILED");
    for (const stack of this.state.stacks) {
      for (const [logicalId, resource] of Object.entries(stack.resources)) {
        if (resource.status.endsWith("_IN_PROGRESS")) {
          const status = resource.status.replace(/_IN_PROGRESS$/, "_FAILED");
          this.turnResource(stack, logicalId, resource, status, RESTARTED);
        }
      }
      if (stack.status.endsWith("_IN_PROGRESS") && stack.status !== "REVIEW_IN_PROGRESS") {
        this.turn(stack, failed(stack.status), RESTARTED);
      }
    }
    for (const set of this.state.changeSets) {
      if (set.status === "CREATE_PENDING" || set.status === "CREATE_IN_PROGRESS") {
        Object.assign(set, { status: "FAILED", reason: RESTARTED });
      }
      if (set.execution === "EXECUTE_IN_PROGRESS") {
        const isDone = this.seek(set.stackId)?.status === "UPDATE_COMPLETE";
        set.execution = isDone ? "EXECUTE_COMPLETE" : "EXECUTE_FAILED";
      }
    }
    this.keep();
  }
}
