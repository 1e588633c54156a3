import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import type { SeenMessage } from "../../sandbox/driver/slack-door.ts";
import { SlackDoor } from "../../sandbox/driver/slack-door.ts";
import type { Stroke, Struck } from "../../sandbox/driver/stroke.ts";
import { until } from "../../sandbox/driver/until.ts";
import type { Sandbox, SandboxOptions } from "../../sandbox/sandbox.ts";
import { startSandbox } from "../../sandbox/sandbox.ts";
import { projectDirectory } from "../../sandbox/setup/tools.ts";
import { messageAsText } from "../../sandbox/slack/read-message.ts";
import type { Entry, Journal } from "../../src/domain/runs/journal.ts";
import { parseEntry } from "../../src/domain/runs/journal.ts";
import { keysFor } from "../../src/jobs/store/keys.ts";

/** One effect, as AWS's ledger lists it. */
export interface Effect {
  readonly service: string;
  readonly operation: string;
  readonly name: string;
  readonly id: string;
}

/** The whole product in the sandbox, and what a test may do to it. */
export interface Product {
  readonly sandbox: Sandbox;
  readonly door: SlackDoor;
  /** What the person sees newest, of a run's card or a summary, by the id in its metadata. */
  message(id: string): Promise<SeenMessage | undefined>;
  /** The same as text; empty until it is there. */
  textOf(id: string): Promise<string>;
  /** All messages of this id that the channel holds. */
  messages(id: string): Promise<readonly SeenMessage[]>;
  /** Types it, and gives the answers that this person alone sees, as text. */
  says(text: string, user?: string): Promise<string>;
  /** Presses the button of that action on the message of this id; gives its answers as text. */
  press(id: string, action: string, user?: string): Promise<string>;
  /** Waits until the message of this id says it, and gives all that it says. */
  shows(id: string, words: string): Promise<string>;
  journal(runId: string): Promise<Journal>;
  ledger(filter: { readonly operation: string; readonly prefix: string }): Promise<readonly Effect[]>;
  /** Every effect so far. */
  effects(): Promise<readonly Effect[]>;
  awsFault(rule: Readonly<Record<string, unknown>>): Promise<void>;
  /** From now on AWS's waits are divided by this; what waits already keeps its time. */
  awsSpeed(speed: number): Promise<void>;
  /** What would still cost money. */
  leftovers(): Promise<readonly unknown[]>;
  /** How often AWS faults fired, all together. */
  firedFaults(): Promise<number>;
  /** AWS faults are forgotten, also those that have fired. */
  clearAwsFaults(): Promise<void>;
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
  /** Types `/loans deploy`, presses Apply on the card of that run and waits until it shows how it ended. */
  deploy(run?: { readonly number: number; readonly ends: "succeeded" | "[Retry]" }): Promise<void>;
  stop(): Promise<void>;
}

/** So soon another worker takes over from one that is silent: a test need not wait as long as production does. */
const LOCK_MS = 1_500;

/** How the sandbox of a product may be started otherwise than by itself. */
export type ProductOptions = Partial<
  Pick<SandboxOptions, "recordAnswers" | "entry" | "roles" | "speed" | "replaySpark">
>;

/**
 * Starts everything in a directory of its own; `recordAnswers` is a file for all that the AWS stand-in answers, `entry`
 * another file to start the app by.
 */
export async function startProduct(
  env: Readonly<Record<string, string>> = {},
  options: ProductOptions = {},
): Promise<Product> {
  const home = mkdtempSync(join(tmpdir(), "loan-tracker-"));
  const death = join(home, "death.json");
  const struck = `${death}.struck`;
  const sandbox = await startSandbox({
    home,
    fresh: false,
    speed: 200,
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      LOCK_MS: String(LOCK_MS),
      ...env,
      DEATH_FILE: death,
    },
    entry: join(projectDirectory, "sandbox", "driver", "mortal-app.ts"),
    ...options,
  });
  const door = new SlackDoor(sandbox.urls.slack);
  const redis = new Redis(sandbox.urls.redis);
  redis.on("error", () => {});
  const keys = keysFor(env["LOANS_STACK"] ?? "loan-tracker");

  let isAskedFor = false;
  const strikeAt: Product["strikeAt"] = (at) => {
    isAskedFor = true;
    rmSync(struck, { force: true });
    writeFileSync(death, JSON.stringify(at));
  };
  const effects = async () => (await control("ledger")) as readonly Effect[];
  const messages = async (id: string) =>
    (await door.messages("operator")).filter((one) => one.metadata?.event_payload["id"] === id);
  const message = async (id: string) => (await messages(id)).at(-1);
  const textOf = async (id: string) => {
    const found = await message(id);
    return found ? messageAsText(found) : "";
  };
  const says: Product["says"] = async (text, user = "operator") =>
    (await door.say(user, text)).replies.map(messageAsText).join("\n");
  const press: Product["press"] = async (id, action, user = "operator") => {
    const on = { ts: (await message(id))?.ts ?? "", action_id: action };
    return (await door.click(user, on)).replies.map(messageAsText).join("\n");
  };
  const shows: Product["shows"] = async (id, words) => {
    let text = "";
    const isSaid = async () => {
      text = await textOf(id);
      return text.includes(words);
    };
    await until(`${id} says "${words}"`, isSaid).catch((error: Error) => {
      throw new Error(`${error.message}; it says:\n${text}`);
    });
    return text;
  };
  const control = async (path: string, init?: RequestInit) =>
    await (await fetch(`${sandbox.urls.aws}/sandbox/${path}`, init)).json();

  return {
    sandbox,
    door,
    message,
    textOf,
    ...{ messages, says, press, shows },
    journal: async (runId) => (await redis.lrange(keys.journal(runId), 0, -1)).map(parseEntry),
    ledger: async ({ operation, prefix }) =>
      (await effects()).filter((effect) => effect.operation === operation && effect.name.startsWith(prefix)),
    effects,
    clearAwsFaults: async () => void (await control("faults", { method: "DELETE" })),
    awsFault: async (rule) => {
      await control("faults", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(rule),
      });
    },
    awsSpeed: async (speed) => {
      await control("speed", { method: "POST", body: JSON.stringify({ speed }) });
    },
    leftovers: async () =>
      ((await control("leftovers")) as { readonly leftovers: readonly unknown[] }).leftovers,
    firedFaults: async () =>
      ((await control("faults")) as readonly { readonly fired: number }[]).reduce(
        (sum, { fired }) => sum + fired,
        0,
      ),
    dieAt: (point, step) => strikeAt({ point, step, does: "signal", signal: "SIGKILL" }),
    signalAt: (at) => strikeAt({ ...at, does: "signal" }),
    signalWasSent: () => isAskedFor && !existsSync(death),
    strikeAt,
    struck: () => (existsSync(struck) ? (JSON.parse(readFileSync(struck, "utf8")) as Struck) : null),
    deaths: () =>
      readdirSync(home).flatMap((name) => /^death\.json\.(\d+)$/.exec(name)?.slice(1).map(Number) ?? []),
    deploy: async ({ number, ends } = { number: 1, ends: "succeeded" }) => {
      const id = `card-deploy-loan-tracker-${number}`;
      await says("/loans deploy");
      await shows(id, "[Apply]");
      await press(id, "run.apply");
      await shows(id, ends);
    },
    stop: async () => {
      redis.disconnect();
      await sandbox.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Entries of one step, by kind. */
export function kindsOf(journal: Journal, step: string): readonly Entry["kind"][] {
  return journal.flatMap((entry) => ("step" in entry && entry.step === step ? [entry.kind] : []));
}
