import { appendFileSync } from "node:fs";
import { jsonLines, readJsonLines } from "./json-lines.ts";
import type { Effect, Ledger } from "./service.ts";

/**
 * Opens the record of effects kept as JSON lines in `file`. A line is written before `record` returns, so that
 * an effect whose answer went out is in the ledger even when the stand-in is killed.
 */
export function openLedger(file: string, now: () => Date): Ledger {
  const effects = [...(readJsonLines(file) as readonly Effect[])];
  return {
    record({ service, operation, name, id }) {
      const effect: Effect = { at: now().toISOString(), service, operation, name, id };
      appendFileSync(file, jsonLines([effect]));
      effects.push(effect);
    },
    all: () => effects,
  };
}
