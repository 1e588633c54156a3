import { formatDuration } from "../../src/domain/duration.ts";
import type { SeenMessage } from "../driver/slack-door.ts";
import { messageAsText, messageInLook } from "../slack/read-message.ts";
import { broken } from "../terminal-text.ts";
import { terminalLook } from "./terminal-look.ts";

/** Lines are broken here, or at the terminal's own width where that is less. */
const WIDEST = 100;

/** What the demo prints: its parts, what people type and see, what was checked, and how long it all took. */
export class DemoPage {
  readonly #beganAt = performance.now();
  readonly #parts: { readonly title: string; readonly ms: number }[] = [];
  #checks = 0;
  #live = "";

  /** What this is, before the first part. */
  begin(): void {
    this.#print(
      "Loan Tracker: the whole loop, played through Slack as a person in the channel would.",
      "Slack and AWS are stand-ins on this machine; Redis, Spark and SQL are real. Nothing costs money.",
      "",
      "  ┃ what the channel sees    ┊ what only the person sees    ✓ what was checked apart from the app",
    );
  }

  /** One part of the demo under a heading of its own; how long it took is told at the end. */
  async part<T>(title: string, play: () => Promise<T>): Promise<T> {
    this.#print("", `── ${title} ${"─".repeat(Math.max(3, this.#width() - title.length - 4))}`);
    const from = performance.now();
    const result = await play();
    this.#parts.push({ title, ms: performance.now() - from });
    return result;
  }

  types(user: string, text: string): void {
    this.#print("", `  ${user} types  ${text}`);
  }

  does(user: string, what: string): void {
    this.#print("", `  ${user} ${what}`);
  }

  /** A message in the channel. */
  channel(message: SeenMessage): void {
    this.#print("");
    this.#message(message, "  ┃ ");
  }

  /** An answer to one person alone. */
  alone(reply: Parameters<typeof messageAsText>[0]): void {
    this.#message(reply, "  ┊ ");
  }

  /** Something that was looked up elsewhere and is as it should be. */
  holds(what: string): void {
    this.#checks += 1;
    this.#quote(what, "  ✓ ", "    ");
  }

  /** What a card says while it is at work: one line that changes, or, where that is not possible, a line for each step. */
  live(message: SeenMessage): void {
    const lines = messageAsText(message).split("\n");
    const step = lines.find((line) => line.startsWith("▸ "))?.slice(2) ?? "";
    const line = process.stdout.isTTY ? step : (step.split(" · ")[0] ?? "");
    if (line === "" || line === this.#live) return;
    this.#live = line;
    if (process.stdout.isTTY) process.stdout.write(`\r\u001B[2K  … ${line.slice(0, this.#width() - 4)}`);
    else process.stdout.write(`  … ${line}\n`);
  }

  /** The line that changes is over. */
  settle(): void {
    if (this.#live !== "" && process.stdout.isTTY) process.stdout.write("\r\u001B[2K");
    this.#live = "";
  }

  /** What `live` said last. */
  last(): string {
    return this.#live;
  }

  end(): void {
    const title = `It works: ${this.#checks} checks held`;
    this.#print("", `── ${title} ${"─".repeat(Math.max(3, this.#width() - title.length - 4))}`, "");
    for (const { title: part, ms } of this.#parts) this.#print(`${formatDuration(ms).padStart(10)}  ${part}`);
    this.#print(`${formatDuration(performance.now() - this.#beganAt).padStart(10)}  in all`);
    this.#print("", "To type commands yourself, on a page as in Slack with AWS beside it: npm run sandbox");
  }

  #width(): number {
    return Math.min(process.stdout.columns || WIDEST, WIDEST);
  }

  /** A message in the look that it has in Slack. */
  #message(message: Parameters<typeof messageAsText>[0], mark: string): void {
    this.#quote(messageInLook(message, terminalLook(this.#width() - mark.length)), mark);
  }

  #quote(text: string, mark: string, further: string = mark): void {
    const room = this.#width() - mark.length;
    const told = text.split("\n").flatMap((line) => broken(line, room));
    this.#print(...told.map((line, at) => `${at === 0 ? mark : further}${line}`));
  }

  #print(...lines: readonly string[]): void {
    this.settle();
    for (const line of lines) process.stdout.write(`${line.trimEnd()}\n`);
  }
}
