import { appendFileSync } from "node:fs";
import { writeWhole } from "../whole-file.ts";
import { jsonLines, readJsonLines } from "./json-lines.ts";
import type { RecordLog } from "./service.ts";

/** A log on disk; what is saved is gathered until `flush`. */
export interface RecordLogFile extends RecordLog {
  /** Writes what is gathered, one line a record. */
  flush(): void;
}

/**
 * Opens the log of records in `file`, lines of `[key, record]` of which the last with a key counts; it is rewritten
 * with those alone. `changed` is told whenever there is something to flush.
 */
export function openRecordLog(file: string, changed: () => void): RecordLogFile {
  const saved = new Map(readJsonLines(file) as readonly (readonly [string, unknown])[]);
  writeWhole(file, jsonLines([...saved]));
  const waiting = new Map<string, () => unknown>();
  return {
    records: [...saved.values()],
    save(key, record) {
      waiting.set(key, record);
      changed();
    },
    flush() {
      if (waiting.size === 0) return;
      appendFileSync(file, jsonLines([...waiting].map(([key, record]) => [key, record()])));
      waiting.clear();
    },
  };
}
