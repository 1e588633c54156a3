import { stripVTControlCharacters, styleText } from "node:util";
import { formatDuration } from "../../src/domain/duration.ts";
import { jsonList } from "../../src/web/json.ts";
import type { SeenMessage } from "../driver/slack-door.ts";
import { messageAsText } from "../slack/read-message.ts";

/** Lines are broken here, or at the terminal's own width where that is less. */
const WIDEST = 100;

/** Leads to a channel on a loopback port, for which a reader of the demo has no browser open. */
const LINK = / \(http:\/\/127\.0\.0\.1:\d+\/[^)]*\)/g;

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

  /** A message block by block, each in the look that its kind has in Slack. */
  #message(message: Parameters<typeof messageAsText>[0], mark: string): void {
    const blocks = jsonList(message.blocks);
    if (blocks.length === 0) this.#quote(messageAsText(message), mark);
    for (const block of blocks) {
      const style = looks[String(block["type"])] ?? ((line: string) => line);
      this.#quote(messageAsText({ blocks: [block] }), mark, mark, style);
    }
  }

  #quote(text: string, mark: string, further: string = mark, style: Look = (line) => line): void {
    const room = this.#width() - mark.length;
    const lines = text.replaceAll(LINK, "").split("\n");
    const told = lines.flatMap((line) => broken(line, room));
    this.#print(...told.map((line, at) => `${at === 0 ? mark : further}${style(line, at)}`));
  }

  #print(...lines: readonly string[]): void {
    this.settle();
    for (const line of lines) process.stdout.write(`${line.trimEnd()}\n`);
  }
}

type Look = (line: string, at: number) => string;

/** How the lines of a block look at a terminal; where there is none they are plain (`styleText`). */
const looks: Readonly<Record<string, Look>> = {
  header: (line) => styleText(["bold", "underline"], line),
  context: (line) => styleText("dim", line),
  actions: (line) => line.replaceAll(/\[[^\]]+\]/g, (button) => styleText(["inverse", "bold"], button)),
  table: (line, at) => (at === 0 ? styleText("bold", line) : line),
  section: (line) =>
    line.replace(/^(?:Adds up|Worth a look|The plan makes)\b[^:]*:?/, (words) => styleText("bold", words)),
};

/** A line broken at spaces; what goes on is indented. */
function broken(line: string, room: number): readonly string[] {
  const lines: string[] = [];
  let rest = line;
  while (stripVTControlCharacters(rest).length > room) {
    const indent = lines.length === 0 ? 0 : 2;
    const at = rest.lastIndexOf(" ", room);
    if (at <= indent) break;
    lines.push(rest.slice(0, at));
    rest = `  ${rest.slice(at + 1)}`;
  }
  return [...lines, rest];
}
