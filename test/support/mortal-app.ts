import { existsSync, readFileSync, renameSync } from "node:fs";
import { start } from "../../src/app.ts";
import { parseConfig } from "../../src/config.ts";
import type { Observer } from "../../src/jobs/parts.ts";
import { createLog } from "../../src/log.ts";
import { createReleasers } from "../../src/releasers.ts";

/**
 * The product, started as `src/main.ts` starts it, with an observer that ends the process at the point which the
 * file `$DEATH_FILE` names: `{"point": "after-effect", "step": "process"}`. It dies once: the file is renamed first.
 */
const file = process.env["DEATH_FILE"] ?? "";

const observer: Observer = {
  at(point, { step }) {
    if (!existsSync(file)) return;
    const wanted = JSON.parse(readFileSync(file, "utf8")) as {
      readonly point: string;
      readonly step: string;
    };
    if (wanted.point !== point || wanted.step !== step) return;
    renameSync(file, `${file}.${process.pid}`);
    process.kill(process.pid, "SIGKILL");
    // The signal is delivered asynchronously: nothing more of this process may run meanwhile.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
};

const config = parseConfig();
const log = createLog({ level: config.log.level });
const releasers = createReleasers({ log, limitMs: 4_000 });
process.once("SIGTERM", () => void releasers.release().then(() => process.exit(0)));

await start(config, {
  roles: ["bot", "worker"],
  log,
  releasers,
  clock: { now: () => new Date(), monotonic: () => performance.now() },
  observer,
  // The product's own settings take over within 20 s; a test need not wait that long to see the same.
  takeover: { lockDuration: 1_500, stalledInterval: 500 },
});
