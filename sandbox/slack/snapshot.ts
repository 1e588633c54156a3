import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../whole-file.ts";

/** Changes are gathered this long, since a card in progress changes several times a second. */
const gatherMs = 50;

/** One JSON file that holds the chat over a restart; without a directory nothing is kept. */
export class Snapshot {
  readonly #file: string | undefined;
  #pending: { readonly timer: NodeJS.Timeout; readonly state: () => unknown } | undefined;

  constructor(home: string | undefined) {
    if (home === undefined) return;
    mkdirSync(home, { recursive: true });
    this.#file = join(home, "slack.json");
  }

  /** What was saved last; `undefined` in a fresh sandbox. */
  load(): unknown {
    if (this.#file === undefined) return undefined;
    try {
      return JSON.parse(readFileSync(this.#file, "utf8"));
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
      throw new Error(`reading the Slack stand-in's state from ${this.#file}; start with --fresh`, {
        cause: error,
      });
    }
  }

  /** Saves soon. */
  save(state: () => unknown): void {
    if (this.#file === undefined || this.#pending !== undefined) return;
    this.#pending = { timer: setTimeout(() => this.flush(), gatherMs), state };
  }

  /** Saves what is still to be saved, atomically: a crash leaves the former file whole. */
  flush(): void {
    if (this.#file === undefined || this.#pending === undefined) return;
    clearTimeout(this.#pending.timer);
    const { state } = this.#pending;
    this.#pending = undefined;
    writeWhole(this.#file, JSON.stringify(state()));
  }
}
