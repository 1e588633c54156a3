import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { Effect, Ledger } from "./service.ts";

/**
 * Opens the record of effects kept as JSON lines in `file`. A line is written before `record` returns, so that
 * an effect whose answer went out is in the ledger even when the stand-in is killed.
 */
export function openLedger(file: string, now: () => Date): Ledger {
  const effects: Effect[] = existsSync(file) ? readLines(file) : [];
  return {
    record({ service, operation, name, id }) {
      const effect: Effect = { at: now().toISOString(), service, operation, name, id };
      appendFileSync(file, `${JSON.stringify(effect)}\n`);
      effects.push(effect);
    },
    all: () => effects,
  };
}

/** A last line without its end was torn by a kill in the middle of the write; its effect was never answered. */
function readLines(file: string): Effect[] {
  const text = readFileSync(file, "utf8");
  return text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Effect);
}
