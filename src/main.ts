import type { Role } from "./app.ts";
import { start } from "./app.ts";
import { ConfigProblem, parseConfig } from "./config.ts";
import { createLog } from "./log.ts";
import { createReleasers } from "./releasers.ts";

/** Each part gets this long to stop; a service manager's patience of ten seconds is not used up. */
const STOP_LIMIT_MS = 4_000;

const config = readConfig();
const log = createLog({ level: config.log.level });
const releasers = createReleasers({ log, limitMs: STOP_LIMIT_MS });

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    log.info({ signal }, "asked to stop");
    void releasers.release().then(() => process.exit(0));
  });
}
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.once(event, (error) => {
    log.fatal({ err: error }, "stopping because of a bug; runs go on with the next worker");
    process.exit(1);
  });
}

await start(config, {
  roles: rolesFrom(process.argv[2]),
  log,
  releasers,
  clock: { now: () => new Date(), monotonic: () => performance.now() },
  observer: { at: () => {} },
});

function readConfig() {
  try {
    return parseConfig();
  } catch (error) {
    if (!(error instanceof ConfigProblem)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

function rolesFrom(word: string | undefined): readonly Role[] {
  if (word === undefined) return ["bot", "worker"];
  if (word === "bot" || word === "worker") return [word];
  process.stderr.write(
    `starting as "${word}": there is no such role; say bot, worker, or nothing for both\n`,
  );
  process.exit(1);
}
