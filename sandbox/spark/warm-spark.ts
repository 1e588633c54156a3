import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Tools } from "../setup/tools.ts";
import { findTools, projectDirectory } from "../setup/tools.ts";
import { canceled, runGroup } from "./process-group.ts";
import { rehearsal } from "./quick-start.ts";
import type { SparkApplication, SparkOutcome, SparkRunner } from "./submit.ts";
import { createSparkRunner, hasSmallInput } from "./submit.ts";
import type { WaitingJava } from "./waiting-java.ts";
import { startJava } from "./waiting-java.ts";

/** What Spark logs of an application's context. */
const context = { begun: "Setting Spark log level", ended: "Successfully stopped SparkContext" };

/** Whether by this log a context is left, beside which Java has no room for the next application's. */
const hasContextLeft = (log: string) => log.includes(context.begun) && !log.includes(context.ended);

/** How long a context that an application has left may take to end before Java is killed. */
const END_LIMIT_MS = 5_000;

const endContext = join(projectDirectory, "sandbox", "spark", "end_context.py");

/** Within this time Java has begun, or never will, what a program asked for that was killed right after it had asked. */
const LAST_WORD_MS = 250;

/**
 * Spark whose Java stays from one application to the next, since most of what a small one takes is its Java's start. Each is
 * a Python process of its own with a Spark context of its own, one at a time. What one leaves
 * there that is canceled while it counts is ended, or Java is killed. What is large, or wants settings of its own, has a spark-submit of its own.
 */
export class WarmSpark implements SparkRunner {
  readonly #toolsDir: string;
  readonly #home: string;
  readonly #cold: SparkRunner;
  readonly #closing = new AbortController();
  readonly #clusters = new Set<string>();
  #isWanted = false;
  #java: Promise<WaitingJava> | null = null; // null: none is running
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** Starts nothing yet. What is in `home` is its own. */
  constructor({ toolsDir, home }: { readonly toolsDir: string; readonly home: string }) {
    this.#toolsDir = toolsDir;
    this.#home = home;
    this.#cold = createSparkRunner({ toolsDir });
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  }

  /** Makes Java ready ahead of the first application, until the last cluster ends. */
  warm(): void {
    this.#isWanted = true;
    this.#rehearse();
  }

  prepare(cluster: string): void {
    this.#clusters.add(cluster);
    if (!this.#isWanted) this.warm();
  }

  async release(cluster: string): Promise<void> {
    if (this.#clusters.delete(cluster) && this.#clusters.size === 0) await this.#end();
  }

  /** Ends Java and whatever it is at. */
  async close(): Promise<void> {
    this.#closing.abort("TERMINATE_PROCESS");
    await this.#end();
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 3 });
  }

  async submit(application: SparkApplication): Promise<SparkOutcome> {
    const tools = findTools(this.#toolsDir);
    const isForAll = application.sparkArgs.length === 0 && (await hasSmallInput(application));
    if (tools === undefined || !isForAll) return await this.#cold.submit(application);
    this.#waiting += 1;
    return await this.#inTurn(() => {
      this.#waiting -= 1;
      return this.#run(tools, application);
    });
  }

  /** Has the product's script count one row, so that Java has loaded what it needs; not where somebody waits for it already. */
  #rehearse(): void {
    const rehearsed = this.#inTurn(async () => {
      const tools = findTools(this.#toolsDir);
      if (tools === undefined || !this.#isWanted) return;
      await (await this.#started(tools)).found;
      if (this.#waiting > 0) return;
      const directory = join(this.#home, "rehearsal");
      rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
      mkdirSync(directory, { recursive: true });
      await this.#run(tools, rehearsal(directory, this.#closing.signal));
    });
    // What is in its way is told by the first application that meets it.
    rehearsed.catch(() => undefined);
  }

  async #run(tools: Tools, application: SparkApplication): Promise<SparkOutcome> {
    const { script, args, cwd, signal } = application;
    if (signal.aborted) return canceled;
    const java = await this.#started(tools);
    const found = await java.found;
    if (signal.aborted) return canceled;
    if (found === null) return await this.#cold.submit(application);
    java.takeLog();
    const env = { ...found, HOME: cwd, TMPDIR: cwd };
    const python = await runGroup({ file: tools.python, args: [script, ...args], cwd, env, signal });
    if (signal.aborted) await sleep(LAST_WORD_MS);
    let log = java.takeLog();
    if (hasContextLeft(log)) {
      const limit = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(END_LIMIT_MS)]);
      await runGroup({ file: tools.python, args: [endContext], cwd, env, signal: limit });
      log += java.takeLog();
    }
    if (hasContextLeft(log)) {
      await java.kill();
      this.#rehearse();
    }
    // spark-submit sends all that Python writes to its standard output; its other one is Java's.
    return { exitCode: python.exitCode, stdout: python.stdout + python.stderr, stderr: log };
  }

  #started(tools: Tools): Promise<WaitingJava> {
    if (this.#java === null) {
      const starting = startJava(tools, this.#home);
      this.#java = starting;
      const forget = () => {
        if (this.#java === starting) this.#java = null;
      };
      void starting.then((java) => java.ended).then(forget, forget);
    }
    return this.#java;
  }

  async #end(): Promise<void> {
    this.#isWanted = false;
    await (await this.#java)?.kill();
  }

  #inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const mine = this.#turn.then(act);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}
