import { start } from "./app/app.ts";
import { readProcessIdentity } from "./app/process-identity.ts";
import type { Role } from "./app/program.ts";
import { contractProblemBeside } from "./app/read-contract.ts";
import { createReleasers } from "./app/shutdown.ts";
import { systemClock } from "./config/clock.ts";
import { parseConfig } from "./config/config.ts";
import { createLog } from "./config/log.ts";
import { followProxy } from "./config/way-out.ts";
import { Problem } from "./domain/problem.ts";

/** How long each part, and all together, may take to stop; a service manager's patience of ten seconds is not used up. */
const STOP_LIMITS = { limitMs: 4_000, totalMs: 8_000 } as const;

const { config, roles } = await readStart().catch(explainAndExit);
const log = createLog({ level: config.log.level });
const releasers = createReleasers({ log, ...STOP_LIMITS });

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

const started = start(config, {
  roles,
  log,
  releasers,
  clock: systemClock,
  observer: { at: () => {} },
  identity: readProcessIdentity(),
});
await started.catch(explainAndExit);

function rolesFrom(word: string | undefined): readonly Role[] {
  if (word === undefined) return ["bot", "worker"];
  if (word === "bot" || word === "worker") return [word];
  throw new Problem("bad-role", `starting as "${word}": there is no such role`, {
    remedy: "say bot, worker, or nothing for both",
  });
}

/** All that is wrong is told at once, what is wrong with the contract beside the rest. */
async function readStart() {
  try {
    followProxy();
    return { config: parseConfig(), roles: rolesFrom(process.argv[2]) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const contract = await contractProblemBeside();
    if (contract !== null) process.stderr.write(`${contract.message}\n`);
    throw error;
  }
}

/** What a person can mend is said in its words, without a stack trace; everything else is a bug and keeps it. */
function explainAndExit(error: unknown): never {
  if (!(error instanceof Problem)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
