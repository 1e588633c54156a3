import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { placeDailyFiles } from "../../sandbox/data/daily-files.ts";
import type { Cloud } from "../../sandbox/driver/cloud.ts";
import { openCloud } from "../../sandbox/driver/cloud.ts";
import type { Journals } from "../../sandbox/driver/journal.ts";
import { openJournals } from "../../sandbox/driver/journal.ts";
import type { Person } from "../../sandbox/driver/person.ts";
import { openPerson } from "../../sandbox/driver/person.ts";
import { isStopped } from "../../sandbox/driver/stroke.ts";
import type { Trap } from "../../sandbox/driver/trap.ts";
import { openTrap } from "../../sandbox/driver/trap.ts";
import { until } from "../../sandbox/driver/until.ts";
import { prepareHome } from "../../sandbox/home.ts";
import type { Sandbox, SandboxOptions } from "../../sandbox/sandbox.ts";
import { startSandbox } from "../../sandbox/sandbox.ts";
import { projectDirectory } from "../../sandbox/setup/tools.ts";
import type { Day } from "../../src/domain/day.ts";
import { daysOf } from "../../src/domain/day.ts";
import type { Entry, Journal } from "../../src/domain/runs/journal.ts";

/** The whole product in the sandbox, and what a test may do to it. */
export interface Product
  extends Person,
    Cloud,
    Omit<Trap, "env">,
    Pick<Journals, "journal" | "redis" | "left"> {
  readonly sandbox: Sandbox;
  /**
   * Lets the app go on that a trap has stopped. It waits for it to stand still first: the trap tells of its stroke a moment
   * before that, and a SIGCONT that comes in between leaves the process stopped for good.
   */
  goesOn(): Promise<void>;
  stop(): Promise<void>;
}

/** So soon another worker takes over from one that is silent: a test need not wait as long as production does. */
const LOCK_MS = 1_500;

/** Days that tests call by their date, which have a file whenever they are played. */
const namedDays = daysOf("2026-01-01" as Day, "2026-12-31" as Day);

/** How the sandbox of a product may be started otherwise than by itself. */
export type ProductOptions = Partial<
  Pick<
    SandboxOptions,
    | "home"
    | "recordAnswers"
    | "entry"
    | "roles"
    | "speed"
    | "replaySpark"
    | "sparkAt"
    | "redisAt"
    | "hasSockets"
    | "hasOwnClock"
  >
>;

/**
 * Starts everything in a directory of its own, or in the `home` that was made ready for it; `recordAnswers` is a file for
 * all that the AWS stand-in answers, `entry` another file to start the app by. The directory goes when it stops.
 */
export async function startProduct(
  env: Readonly<Record<string, string>> = {},
  options: ProductOptions = {},
): Promise<Product> {
  const { home = mkdtempSync(join(tmpdir(), "loan-tracker-")) } = options;
  const { env: trapped, ...trap } = openTrap(home);
  prepareHome({ home, fresh: false });
  placeDailyFiles(join(home, "loans"), namedDays);
  const sandbox = await startSandbox({
    fresh: false,
    speed: 200,
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      LOCK_MS: String(LOCK_MS),
      ...env,
      ...trapped,
    },
    entry: join(projectDirectory, "sandbox", "driver", "mortal-app.ts"),
    ...options,
    home,
  });
  const { journal, redis, left, close } = openJournals(sandbox.urls.redis, env["LOANS_STACK"]);
  return {
    ...openPerson(sandbox),
    ...openCloud(sandbox.urls.aws),
    ...trap,
    ...{ sandbox, journal, redis, left },
    goesOn: async () => {
      const pid = sandbox.pid("app") ?? 0;
      await until("the app stands still", () => isStopped(pid));
      sandbox.signal("app", "SIGCONT");
    },
    stop: async () => {
      close();
      await sandbox.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Entries of one step, by kind. */
export function kindsOf(journal: Journal, step: string): readonly Entry["kind"][] {
  return journal.flatMap((entry) => ("step" in entry && entry.step === step ? [entry.kind] : []));
}
