import type { Outcome } from "../../domain/runs/run.ts";
import type { WorkflowName } from "../../domain/workflows/index.ts";
import type { Keys } from "./keys.ts";
import type { Mode, Opened } from "./run-types.ts";
import type { Given } from "./script-text.ts";
import { answerOf, argumentsFor, loadScripts } from "./script-text.ts";

/** What a run is written with. */
interface RunFields {
  readonly mode: Mode;
  readonly score: number;
  readonly range: string | null;
  readonly openedAt: string;
  readonly openedAtMs: number;
  readonly workflow: WorkflowName;
  readonly target: string;
  readonly asker: string;
}

/**
 * The Lua scripts as functions. Redis runs each one as a whole, so that a lock, a fence and a journal entry never disagree.
 * What each does, takes and answers stands at the top of its file in `lua/`.
 */
export interface Scripts {
  open(
    given: RunFields & {
      readonly request: string;
      readonly rememberFor: number;
      readonly stem: string;
      readonly idBegin: string;
      readonly force: boolean;
      readonly anyway: boolean;
      readonly entry: string;
    },
  ): Promise<Opened | { readonly is: "young"; readonly runId: null }>;
  restore(
    given: RunFields & {
      readonly id: string;
      readonly fence: number;
      readonly outcome: Outcome | null;
      readonly isShown: boolean;
      readonly entries: readonly string[];
    },
  ): Promise<{ readonly isRestored: boolean }>;
  claim(given: {
    readonly id: string;
    readonly owner: string;
    readonly process: string;
  }): Promise<{ readonly fence: number; readonly begun: number }>;
  write(given: {
    readonly id: string;
    readonly owner: string;
    readonly entry: string;
    readonly read: number;
    readonly isOnly: boolean;
  }): Promise<{ readonly seq: number; readonly isNews: boolean }>;
  note(given: {
    readonly id: string;
    readonly length: number;
    readonly entry: string;
  }): Promise<{ readonly seq: number }>;
  reopen(given: {
    readonly id: string;
    readonly length: number;
    readonly entry: string;
    readonly request: string | null;
    readonly rememberFor: number;
  }): Promise<{ readonly is: "resumed" | "busy" | "changed"; readonly runId: string }>;
  turn(given: { readonly id: string }): Promise<{ readonly isIts: boolean }>;
  standAside(given: {
    readonly id: string;
    readonly owner: string;
  }): Promise<{ readonly next: string | null }>;
  finish(given: {
    readonly id: string;
    readonly owner: string;
    readonly read: number;
    readonly entry: string;
    readonly outcome: Outcome;
    readonly alert: string | null;
    readonly atMs: number;
  }): Promise<{ readonly seq: number; readonly next: string | null; readonly isNews: boolean }>;
  raiseNumbers(given: { readonly numbers: readonly string[] }): Promise<{ readonly raised: number }>;
  currentStack(given: {
    readonly id: string;
    readonly madeAt: string;
  }): Promise<{ readonly isTaken: boolean }>;
  takeDelivery(given: {
    readonly word: string;
    readonly rememberFor: number;
    readonly hashes: readonly string[];
  }): Promise<{ readonly word: string; readonly epoch: string | null }>;
  settleMessage(given: {
    readonly id: string;
    readonly score: string;
  }): Promise<{ readonly is: "done" | "news" | "overtaken" }>;
  chain(given: {
    readonly length: number;
    readonly taken: number;
    readonly first: string | null;
    readonly lines: readonly string[];
  }): Promise<{ readonly isChained: boolean }>;
  writeSchedule(given: {
    readonly length: number;
    readonly kept: number;
    readonly lines: readonly string[];
    readonly due: string | null;
  }): Promise<{ readonly isWritten: boolean }>;
  prove(given: { readonly keptMs: number }): Promise<{ readonly isWritten: boolean }>;
}

type ScriptName = keyof Scripts;

/** Every script, by the name of its file and of its function. */
export const scriptNames = [
  "open",
  "restore",
  "claim",
  "write",
  "note",
  "reopen",
  "turn",
  "standAside",
  "finish",
  "raiseNumbers",
  "currentStack",
  "takeDelivery",
  "settleMessage",
  "writeSchedule",
  "chain",
  "prove",
] as const satisfies readonly ScriptName[];

/** The scripts as they were read when the process started. */
export const loadedScripts = loadScripts(scriptNames);

/** What ioredis adds to a connection that knows `scriptOptions`. */
export type ScriptCommands = {
  readonly [Name in ScriptName as `loans-${Name}`]: (
    prefix: string,
    ...argv: readonly (string | number)[]
  ) => Promise<unknown>;
};

/** Makes the scripts known to a new connection. */
export const scriptOptions = Object.fromEntries(
  scriptNames.map((name) => [`loans-${name}`, { numberOfKeys: 1, lua: loadedScripts[name].lua }]),
);

/**
 * The scripts for one stack's keys. Each throws what Redis throws, and a plain error where what it is given, or what Redis
 * answers, is not what its header says.
 */
export function scriptsOn(redis: ScriptCommands, keys: Pick<Keys, "prefix">): Scripts {
  const callOf = (name: ScriptName) => async (given: Given) => {
    const { header } = loadedScripts[name];
    const reply = await redis[`loans-${name}`](keys.prefix, ...argumentsFor(name, header, given));
    return answerOf(name, header, reply);
  };
  // That a header and its function above mean the same is the one thing that the compiler is told to believe.
  return Object.fromEntries(scriptNames.map((name) => [name, callOf(name)])) as unknown as Scripts;
}
