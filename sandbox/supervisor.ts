import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { closeSync, createWriteStream, fstatSync, openSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Problem } from "../src/domain/problem.ts";
import { lastWords, readSince } from "./last-words.ts";

/** A program that is kept running. */
export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** What is running, as the control door lists it. */
export interface RunningProgram {
  readonly name: string;
  readonly pid: number;
}

/** A program that died is started again after this long. */
const RESTART_MS = 200;

/** After SIGTERM a program has this long before it is killed. */
const STOP_MS = 10_000;

/**
 * Runs the command in place of the shell, beside a watcher that ends it when descriptor 3 closes: so nothing is left
 * behind when the supervisor itself is killed, and the command needs to know nothing of it.
 */
const WITH_WATCHER = '(read _ <&3; kill -TERM $$) 2>/dev/null & exec "$@" 3<&-';

/** Keeps programs running as a service manager would; their output goes to `<logs>/<name>.log`. */
export class Supervisor {
  readonly #children = new Map<string, ChildProcess>();
  readonly #logs: string;
  readonly #away = new Map<string, () => Promise<unknown>>();
  readonly #failedStart = Promise.withResolvers<never>();
  #isUp = false;
  #isStopping = false;

  constructor(logs: string) {
    this.#logs = logs;
    // Nobody need be waiting for the start to have it fail.
    this.#failedStart.promise.catch(() => {});
  }

  /**
   * Waits for what shows that everything is up. A program that ends before that is not started again: it would fail so
   * again and again. Its end is thrown, a `Problem` with what it said itself.
   */
  async whenUp(everythingAnswers: Promise<unknown>): Promise<void> {
    await Promise.race([everythingAnswers, this.#failedStart.promise]);
    this.#isUp = true;
  }

  /** Starts the program, and again whenever it ends once everything is up. */
  keep(program: Program): void {
    const log = openSync(this.#logOf(program.name), "a");
    // What stands in the file already was said by others: by this program before, or in an earlier sandbox.
    const from = fstatSync(log).size;
    const child = spawn("/bin/sh", ["-c", WITH_WATCHER, "sh", program.command, ...program.args], {
      env: program.env,
      stdio: ["ignore", log, log, "pipe"],
    });
    closeSync(log);
    this.#children.set(program.name, child);
    child.once("error", (error) => {
      this.#note(program.name, `could not be started: ${error.message}`);
      // A child that never was has no exit.
      if (child.pid === undefined) this.#ended(program, { how: error.message, from });
    });
    child.once("exit", (code, signal) => {
      child.stdio[3]?.destroy();
      this.#ended(program, { how: signal ?? `exit code ${code}`, from });
    });
  }

  #ended(program: Program, { how, from }: { readonly how: string; readonly from: number }): void {
    const { name } = program;
    this.#children.delete(name);
    if (this.#isStopping) return;
    if (!this.#isUp) {
      this.#failedStart.reject(failedStart({ name, how, file: this.#logOf(name), from }));
      return;
    }
    this.#note(name, `ended (${how}); starting it again`);
    const isAwaited = this.#away.get(name) ?? (() => wait(RESTART_MS));
    this.#away.delete(name);
    const again = () => {
      if (!this.#isStopping) this.keep(program);
    };
    isAwaited().then(again, again);
  }

  /** The next time the program ends, it is started again only once what begins with its end is over. */
  staysAway(name: string, until: () => Promise<unknown>): void {
    this.#away.set(name, until);
  }

  running(): readonly RunningProgram[] {
    return [...this.#children].flatMap(([name, { pid }]) => (pid === undefined ? [] : [{ name, pid }]));
  }

  /** Asks one program after the other to stop, in the given order, and waits for each. */
  async stop(order: readonly string[]): Promise<void> {
    this.#isStopping = true;
    for (const name of order) {
      const child = this.#children.get(name);
      if (!child) continue;
      const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      child.kill("SIGTERM");
      const killing = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      await ended;
      clearTimeout(killing);
    }
  }

  #note(name: string, what: string): void {
    const file = createWriteStream(this.#logOf(name), { flags: "a" });
    file.end(`${new Date().toISOString()} ${name} ${what}\n`);
  }

  #logOf(name: string): string {
    return join(this.#logs, `${name}.log`);
  }
}

/** Its message ends in the program's own words, so that they say what to mend and nothing comes behind them. */
class FailedStart extends Problem {
  constructor(says: string) {
    super("failed-start", says, { remedy: "mend what it said" });
    this.message = says;
  }
}

function failedStart(end: {
  readonly name: string;
  readonly how: string;
  readonly file: string;
  /** Where what it said begins. */
  readonly from: number;
}): Problem {
  const words = lastWords(readSince(end.file, end.from));
  const said = words === "" ? "said nothing" : `said:\n\n${words}`;
  return new FailedStart(
    `starting ${end.name}: it ended with ${end.how} (its log is ${end.file}) and ${said}`,
  );
}

/**
 * Ports that no system hands out by itself (Linux: from 32768, `ip_local_port_range`; macOS and Windows: from 49152). One
 * of those could be taken by any connection in the moment before its owner listens on it.
 */
const ownPorts = { from: 20_000, below: 32_768 } as const;

/**
 * A loopback port that nobody listens on, and that no other sandbox gets while this process lives: between the answer
 * and the moment its program listens on it, a datagram socket of the same number stands for it.
 */
export async function freePort(pick = () => randomInt(ownPorts.from, ownPorts.below)): Promise<number> {
  for (;;) {
    const port = pick();
    if ((await isReserved(port)) || (await isListenedOn(port))) continue;
    return port;
  }
}

/** Takes the number's datagram socket; `true` when somebody has it. It is let go with the process. */
async function isReserved(port: number): Promise<boolean> {
  const reservation = createSocket("udp4").unref();
  return await new Promise((resolve, reject) => {
    reservation.once("error", (error) => (isTaken(error) ? resolve(true) : reject(error)));
    reservation.bind({ port, address: "127.0.0.1", exclusive: true }, () => resolve(false));
  });
}

async function isListenedOn(port: number): Promise<boolean> {
  const server = createServer();
  return await new Promise((resolve, reject) => {
    server.once("error", (error) => (isTaken(error) ? resolve(true) : reject(error)));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(false)));
  });
}

/** Windows says "access" of a port that one of its services keeps. */
function isTaken({ code }: NodeJS.ErrnoException): boolean {
  return code === "EADDRINUSE" || code === "EACCES";
}
