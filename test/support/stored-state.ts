import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Run } from "../../src/domain/runs/run.ts";

/** One key of Redis. */
export type StoredKey = (
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "hash"; readonly value: Readonly<Record<string, string>> }
  | { readonly type: "list" | "set"; readonly value: readonly string[] }
  /** Members with their scores. */
  | { readonly type: "zset"; readonly value: readonly (readonly [string, string])[] }
  /** Entries by id, each a list of names and values. */
  | { readonly type: "stream"; readonly value: readonly (readonly [string, readonly string[]])[] }
) & {
  /** Absent of a key that stays. */
  readonly ttlMs?: number;
};

/** One file of a stand-in; `loan-file` is the one that `npm run generate` makes, which is never stored. */
export type StoredFile =
  | { readonly as: "json"; readonly value: unknown }
  | { readonly as: "json-lines"; readonly value: readonly unknown[] }
  | { readonly as: "lines"; readonly value: readonly string[] }
  | { readonly as: "base64"; readonly value: string }
  | { readonly as: "loan-file" };

/** What a program made of a run's journal. */
export interface StoredCard {
  readonly run: Run;
  readonly card: unknown;
  /** By how many entries of the journal there were: how the SHA-256 of the card began, as JSON. */
  readonly prints: readonly string[];
}

/**
 * The product and its world as an earlier program left them, when it was killed. The files in `test/golden` were made once, by the
 * program of the commit that they name: the product ran in the sandbox as in the tests, Slack was told to fail where
 * something was to be owed, the app was killed at the point that the state's name tells, and once AWS had come to rest all
 * keys of Redis, the stand-ins' files and what `runCard`, `daySummary` and `noticeMessage` made of them were written down.
 * Left out are EMR's logs but those of the step that failed, the properties in CloudFormation's events, all but the newest
 * events of BullMQ and of a stack that stands, and the loan file; whose process it was is made unknown.
 */
export interface StoredState {
  readonly commit: string;
  /** ISO time of the moment. */
  readonly at: string;
  /** What the app was configured with beyond the sandbox's own. */
  readonly env: Readonly<Record<string, string>>;
  readonly redis: Readonly<Record<string, StoredKey>>;
  /** By path in the sandbox's home. */
  readonly files: Readonly<Record<string, StoredFile>>;
  /** Each run, and its card as that program rendered it. */
  readonly cards: readonly StoredCard[];
  /** Summaries and notices that were kept, rendered without a link, by message id. */
  readonly messages: Readonly<Record<string, unknown>>;
}

/** The states there are. */
export const storedStates = [
  "deploy-underway",
  "deploy-waiting",
  "deploy-waiting-for-second",
  "backfill-halfway",
] as const;

/** The name of one. */
export type StoredStateName = (typeof storedStates)[number];

/** Reads one. */
export function storedState(name: StoredStateName): StoredState {
  return JSON.parse(readFileSync(join(import.meta.dirname, "..", "golden", `${name}.json`), "utf8"));
}
