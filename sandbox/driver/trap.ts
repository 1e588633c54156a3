import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Stroke, Struck } from "./stroke.ts";

/** Where a process of the product can be struck once: at a point of a step, which it reaches by itself. */
export interface Trap {
  /** What `mortal-app.ts` is to be started with to walk into it. */
  readonly env: { readonly DEATH_FILE: string };
  /** The process dies once, at this point of this step. */
  dieAt(point: string, step: string): void;
  /** Once, at this point of this step, the process that is there sends a signal: to itself, or to the pid given. */
  signalAt(at: {
    readonly point: string;
    readonly step: string;
    readonly signal: NodeJS.Signals;
    readonly pid?: number;
  }): void;
  /** Whether the signal, or another stroke, that was asked for last has been struck; `false` while none was asked for. */
  signalWasSent(): boolean;
  /** Once, at this point of this step, this is done. */
  strikeAt(at: { readonly point: string; readonly step: string } & Stroke): void;
  /** What came of the stroke that was asked for last; `null` until it was struck. */
  struck(): Struck | null;
  /** Pids of the processes that reached a point at which they were to strike, in no order. */
  deaths(): readonly number[];
  /** When the last of them reached it, in milliseconds since 1970; `null` while none has. */
  lastDeathAt(): number | null;
}

/** A trap in that directory, with nothing in it yet. */
export function openTrap(directory: string): Trap {
  const file = join(directory, "death.json");
  const struck = `${file}.struck`;
  let isAskedFor = false;
  const strikeAt: Trap["strikeAt"] = (at) => {
    isAskedFor = true;
    rmSync(struck, { force: true });
    writeFileSync(file, JSON.stringify(at));
  };
  const deaths = () =>
    readdirSync(directory).flatMap((name) => /^death\.json\.(\d+)$/.exec(name)?.slice(1).map(Number) ?? []);
  return {
    env: { DEATH_FILE: file },
    strikeAt,
    dieAt: (point, step) => strikeAt({ point, step, does: "signal", signal: "SIGKILL" }),
    signalAt: (at) => strikeAt({ ...at, does: "signal" }),
    signalWasSent: () => isAskedFor && !existsSync(file),
    struck: () => (existsSync(struck) ? (JSON.parse(readFileSync(struck, "utf8")) as Struck) : null),
    deaths,
    lastDeathAt: () => {
      const times = deaths().map((pid) => Number(readFileSync(`${file}.${pid}`, "utf8")));
      return times.length === 0 ? null : Math.max(...times);
    },
  };
}
