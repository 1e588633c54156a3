import type { Caller } from "../access/caller.ts";
import type { Book } from "./book.ts";
import { cleanUp } from "./clean-up.ts";
import type { Creation } from "./creation.ts";
import { createResources } from "./creation.ts";
import { invalid } from "./intrinsics.ts";
import type { ChangeSetRecord, StackRecord } from "./records.ts";
import { removeResources } from "./removal.ts";
import { retireReplaced, takeBack } from "./rollback.ts";
import { updateResources } from "./update.ts";
import type { World } from "./world.ts";

/** The operations that are going on: what creates, changes and deletes stacks over modeled time. */
export class Running {
  readonly #book: Book;
  readonly #world: World;
  /** By stack id. */
  readonly #creations = new Map<string, { readonly stop: AbortController; readonly ended: Promise<void> }>();

  /** What stops an update, by stack id. */
  readonly #updates = new Map<string, AbortController>();

  constructor(book: Book, world: World) {
    this.#book = book;
    this.#world = world;
  }

  /** Throws `ValidationError` for a service role that CloudFormation cannot take. */
  refuseRole(role: string | undefined): void {
    if (role === undefined || this.#world.roles.isAssumable(role)) return;
    throw invalid(`Role ${role} is invalid or cannot be assumed`);
  }

  /** From now on CloudFormation acts on the stack as that role, which it keeps; without one ever, as this caller. */
  actAs(stack: StackRecord, role: string | undefined, { arn, isAdministrator }: Caller): void {
    this.refuseRole(role);
    if (role !== undefined) stack.roleArn = role;
    stack.callerArn = isAdministrator ? undefined : arn;
  }

  /** Begins to create or change the stack of a computed change set; its siblings are no longer valid and go. */
  execute(
    set: ChangeSetRecord,
    options: {
      readonly token: string | undefined;
      readonly keepsFailures: boolean;
      readonly caller: Caller;
    },
  ): void {
    const book = this.#book;
    const stack = book.find(set.stackId);
    this.actAs(stack, set.roleArn, options.caller);
    const onFailure = options.keepsFailures ? "DO_NOTHING" : (set.onStackFailure ?? "ROLLBACK");
    book.dropChangeSets((other) => other.stackId === stack.id && other !== set);
    set.execution = "EXECUTE_IN_PROGRESS";
    if (set.kind === "UPDATE") this.#update(set, stack, options);
    else this.#create(set, stack, { token: options.token, onFailure });
  }

  #create(
    set: ChangeSetRecord,
    stack: StackRecord,
    { token, onFailure }: { readonly token: string | undefined } & Pick<Creation, "onFailure">,
  ): void {
    const book = this.#book;
    Object.assign(stack, {
      plan: set.plan,
      changeSetId: set.id,
      updatedAt: book.now(),
      keepsFailures: onFailure === "DO_NOTHING",
    });
    book.begin(stack, "CREATE_STACK", token);
    book.turn(stack, "CREATE_IN_PROGRESS", "User Initiated");
    const stop = new AbortController();
    const creation: Creation = { book, world: this.#world, stack, onFailure, stop };
    const ended = book.background.start(async () => {
      await createResources(creation);
      set.execution = stack.status === "CREATE_COMPLETE" ? "EXECUTE_COMPLETE" : "EXECUTE_FAILED";
      this.#creations.delete(stack.id);
      book.keep();
    });
    this.#creations.set(stack.id, { stop, ended });
  }

  /** Begins once more to take a failed update back; what is skipped stays as it is and counts as taken back. */
  continueRollback(
    stack: StackRecord,
    options: { readonly token: string | undefined; readonly skipped: readonly string[] },
  ): void {
    const book = this.#book;
    book.begin(stack, "CONTINUE_ROLLBACK", options.token);
    void book.background.start(() =>
      takeBack({ book, world: this.#world, stack }, { skipped: options.skipped, because: "User Initiated" }),
    );
  }

  #update(
    set: ChangeSetRecord,
    stack: StackRecord,
    { token, keepsFailures }: { readonly token: string | undefined; readonly keepsFailures: boolean },
  ): void {
    const book = this.#book;
    if (stack.plan === undefined) throw new Error(`updating ${stack.name}: nothing is known of before`);
    Object.assign(stack, {
      former: { plan: stack.plan, outputs: stack.outputs, resources: structuredClone(stack.resources) },
      plan: set.plan,
      changeSetId: set.id,
      updatedAt: book.now(),
      keepsFailures,
    });
    book.begin(stack, "UPDATE_STACK", token);
    book.turn(stack, "UPDATE_IN_PROGRESS", "User Initiated");
    const stop = new AbortController();
    this.#updates.set(stack.id, stop);
    void book.background.start(async () => {
      await updateResources({ book, world: this.#world, stack, stop, keepsFailures });
      this.#updates.delete(stack.id);
      set.execution = stack.status === "UPDATE_COMPLETE" ? "EXECUTE_COMPLETE" : "EXECUTE_FAILED";
      book.keep();
    });
  }

  /**
   * Begins to take an update back that goes on. AWS tells that of the stack before it tells what was canceled of its resources
   * (a stack's events, published in May 2025).
   */
  cancelUpdate(stack: StackRecord, token: string | undefined): void {
    const book = this.#book;
    book.begin(stack, "ROLLBACK", token ?? stack.operations.at(-1)?.token);
    book.turn(stack, "UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated");
    this.#updates.get(stack.id)?.abort();
  }

  /** Begins to delete the stack; a creation that is going on is stopped first. */
  delete(
    stack: StackRecord,
    options: { readonly token: string | undefined; readonly retained: readonly string[] },
  ): void {
    const book = this.#book;
    book.begin(stack, "DELETE_STACK", options.token);
    book.turn(stack, "DELETE_IN_PROGRESS", "User Initiated");
    const creation = this.#creations.get(stack.id);
    creation?.stop.abort();
    void book.background.start(() => this.#remove(stack, options.retained, creation?.ended));
  }

  async #remove(
    stack: StackRecord,
    retained: readonly string[],
    after: Promise<void> | undefined,
  ): Promise<void> {
    await after;
    const book = this.#book;
    // What an update has left unfinished goes with the stack.
    if (stack.former !== undefined) retireReplaced(stack, () => true);
    await cleanUp({ book, world: this.#world, stack });
    const left = await removeResources({ book, world: this.#world, stack, retained });
    if (left.length === 0) {
      book.dropChangeSets(
        ({ stackId, execution }) => stackId === stack.id && execution !== "EXECUTE_COMPLETE",
      );
      return book.turn(stack, "DELETE_COMPLETE");
    }
    book.turn(stack, "DELETE_FAILED", `The following resource(s) failed to delete: [${left.join(", ")}]. `);
  }
}
