import type { Book } from "./book.ts";
import type { Creation } from "./creation.ts";
import { createResources } from "./creation.ts";
import type { ChangeSetRecord, StackRecord } from "./records.ts";
import { removeResources } from "./removal.ts";
import type { World } from "./world.ts";

/** The operations that are going on: what creates and deletes stacks over modeled time. */
export class Running {
  readonly #book: Book;
  readonly #world: World;
  /** By stack id. */
  readonly #creations = new Map<string, { readonly stop: AbortController; readonly ended: Promise<void> }>();

  constructor(book: Book, world: World) {
    this.#book = book;
    this.#world = world;
  }

  /** Begins to create the stack of a computed change set; its siblings are no longer valid and go. */
  execute(
    set: ChangeSetRecord,
    options: { readonly token: string | undefined; readonly keepsFailures: boolean },
  ): void {
    const book = this.#book;
    const stack = book.find(set.stackId);
    const onFailure = options.keepsFailures ? "DO_NOTHING" : (set.onStackFailure ?? "ROLLBACK");
    book.dropChangeSets((other) => other.stackId === stack.id && other !== set);
    set.execution = "EXECUTE_IN_PROGRESS";
    Object.assign(stack, {
      plan: set.plan,
      changeSetId: set.id,
      updatedAt: book.now(),
      keepsFailures: onFailure === "DO_NOTHING",
    });
    book.begin(stack, "CREATE_STACK", options.token);
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
