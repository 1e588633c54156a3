import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { start } from "../../src/app/app.ts";
import { readProcessIdentity } from "../../src/app/process-identity.ts";
import type { Role } from "../../src/app/program.ts";
import { createReleasers } from "../../src/app/shutdown.ts";
import { parseConfig } from "../../src/config/config.ts";
import { createLog } from "../../src/config/log.ts";
import type { Observer } from "../../src/jobs/engine/observer.ts";
import type { Stroke } from "./stroke.ts";
import { strike } from "./stroke.ts";

/**
 * The product, started as `src/main.ts` starts it, with an observer that strikes at the point which the file
 * `$DEATH_FILE` names: `{"point": "after-effect", "step": "process", "does": "signal", "signal": "SIGKILL"}`. It does so
 * once: the file is renamed first, to hold the time; what came of it is written beside it. `$LOCK_MS` is how long a worker
 * may be silent until another takes over; without it the product's own settings hold, which take up to 20 s, and a test
 * need not wait that long to see the same. So with `$SILENCE_MS` and `$ANSWER_MS`, how long AWS may say nothing and one
 * call to Slack may take until it is given up. With `$PROVES_DEATHS` = `no` it proves of nobody that he is dead, as on a
 * machine of its own.
 * `$CLOCK_FILE` holds the milliseconds by which the clock is ahead.
 */
const file = process.env["DEATH_FILE"] ?? "";

const observer: Observer = {
  at(point, { step }) {
    if (!existsSync(file)) return;
    const wanted = JSON.parse(readFileSync(file, "utf8")) as Stroke & {
      readonly point: string;
      readonly step: string;
    };
    if (wanted.point !== point || wanted.step !== step) return;
    renameSync(file, `${file}.${process.pid}`);
    // The file's own time may be some milliseconds behind the clock that journals are written by.
    writeFileSync(`${file}.${process.pid}`, String(Date.now()));
    writeFileSync(`${file}.struck`, JSON.stringify(strike(wanted)));
  },
};

const config = parseConfig();
const log = createLog({ level: config.log.level });
const releasers = createReleasers({ log, limitMs: 4_000, totalMs: 8_000 });
process.once("SIGTERM", () => void releasers.release().then(() => process.exit(0)));

const clockFile = process.env["CLOCK_FILE"];
const aheadMs = () => (clockFile === undefined ? 0 : Number(readFileSync(clockFile, "utf8")));
const lock = process.env["LOCK_MS"];
const awsSilence = process.env["SILENCE_MS"];
const timeout = process.env["ANSWER_MS"];
const role = process.argv[2];
await start(config, {
  roles: role === undefined ? ["bot", "worker"] : [role as Role],
  log,
  releasers,
  clock: { now: () => new Date(Date.now() + aheadMs()), monotonic: () => performance.now() },
  observer,
  identity:
    process.env["PROVES_DEATHS"] === "no" ? { own: null, isDead: () => false } : readProcessIdentity(),
  ...(timeout === undefined ? {} : { slackTimeoutMs: Number(timeout) }),
  ...(lock === undefined
    ? {}
    : { takeover: { lockDuration: Number(lock), stalledInterval: Math.round(Number(lock) / 5) } }),
  ...(awsSilence === undefined ? {} : { awsSilenceMs: Number(awsSilence) }),
});
