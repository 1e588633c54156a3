import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../whole-file.ts";
import type { RecordLogFile } from "./record-log.ts";
import { openRecordLog } from "./record-log.ts";
import type { Snapshots } from "./service.ts";

/** How long writes are gathered: short enough to lose nothing of note, long enough for a burst of events to be one write. */
const gatherMs = 20;

/** Snapshots in a directory: one file for each state, rewritten in whole, and one for each log, appended to. */
export interface SnapshotDirectory extends Snapshots {
  /** Writes what is still gathered. Called before an answer goes out, so that no answer outlives its state. */
  flush(): void;
  /** Writes what is gathered and takes no more: what a service still does after the end is lost, as by a kill. */
  close(): void;
}

/** Opens the directory of snapshots; it is made when it is missing. */
export function openSnapshots(directory: string): SnapshotDirectory {
  mkdirSync(directory, { recursive: true });
  const waiting = new Map<string, () => unknown>();
  const logs: RecordLogFile[] = [];
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    for (const [name, state] of waiting) {
      writeWhole(join(directory, `${name}.json`), JSON.stringify(state()));
    }
    waiting.clear();
    for (const log of logs) log.flush();
  };
  const flushSoon = () => {
    timer ??= setTimeout(flush, gatherMs);
  };
  return {
    load(name) {
      try {
        return JSON.parse(readFileSync(join(directory, `${name}.json`), "utf8"));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") {
          return undefined;
        }
        throw error;
      }
    },
    save(name, state) {
      if (isClosed) {
        return;
      }
      waiting.set(name, state);
      flushSoon();
    },
    log(name) {
      const log = openRecordLog(join(directory, `${name}.jsonl`), flushSoon);
      logs.push(log);
      return {
        records: log.records,
        save: (key, record) => {
          if (!isClosed) log.save(key, record);
        },
      };
    },
    flush,
    close() {
      flush();
      isClosed = true;
    },
  };
}
