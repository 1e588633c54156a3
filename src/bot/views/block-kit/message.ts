import { cutBlock, sizeOf, textOf } from "./block-text.ts";
import type { MessageBlock } from "./blocks.ts";
import { context, keepLines, section } from "./blocks.ts";
import { bytesOf, limits } from "./limits.ts";
import type { Markup, Maybe } from "./markup.ts";
import { escapeMarkup, md } from "./markup.ts";
import { plainer, withoutLayout } from "./rich-blocks.ts";

/** What is said: blocks, and the same as text for notifications, screen readers and terminals. */
export interface Message {
  readonly text: string;
  readonly blocks: MessageBlock[];
}

/** A message is a list in reading order; what is `false` or `null` is left out. */
export function message(
  ...parts: readonly (Maybe<MessageBlock> | readonly Maybe<MessageBlock>[])[]
): Message {
  return messageOf(parts.flat().filter((block): block is MessageBlock => Boolean(block) && block !== null));
}

/** A message of these blocks, cut to what Slack takes. */
export function messageOf(all: readonly MessageBlock[]): Message {
  const blocks = fitting(
    all.length <= limits.message ? all : [...all.slice(0, limits.message - 1), tooLong()],
  );
  return { text: textOf(blocks), blocks };
}

const MENTION = /<@([UW][A-Z0-9]+)>|<!subteam\^(S[A-Z0-9]+)>/g;

/** The ids of the people and user groups whom a message mentions, each once. */
export function mentionedIn({ blocks }: Message): readonly string[] {
  const all = [...JSON.stringify(blocks).matchAll(MENTION)].flatMap(
    ([, person, group]) => person ?? group ?? [],
  );
  return [...new Set(all)];
}

/**
 * The same with nobody mentioned but `called`, so that nobody else is called by it: their names stand there in plain letters, by
 * their ids in `names`. The same message where that changes nothing.
 */
export function withoutMentions(
  given: Message,
  { called = null, names }: { readonly called?: Markup | null; readonly names: ReadonlyMap<string, string> },
): Message {
  const json = JSON.stringify(given.blocks);
  const plain = json.replaceAll(MENTION, (mentioned, person?: string, group?: string) => {
    if (mentioned === called?.markup) return mentioned;
    const name = names.get(person ?? group ?? "");
    // It stands within JSON here.
    return name === undefined ? "somebody" : JSON.stringify(`@${escapeMarkup(name)}`).slice(1, -1);
  });
  return plain === json ? given : messageOf(JSON.parse(plain) as MessageBlock[]);
}

/** No paragraph is cut shorter: a message of the most blocks has room for so much in each. */
const SHORTEST_PARAGRAPH = 150;

/** Cut until they are within Slack's limit of them together, the longest paragraphs first. Tables have a limit of their own. */
function fitting(all: readonly MessageBlock[]): MessageBlock[] {
  let blocks = [...all];
  for (
    let most: number = limits.section;
    sizeOf(blocks) > limits.blocks && most > SHORTEST_PARAGRAPH;
    most *= 0.8
  )
    blocks = all.map((block) => cutBlock(block, most));
  return blocks;
}

/** What Slack is asked to take. */
export interface Said {
  readonly text: string;
  readonly blocks?: MessageBlock[];
}

/** Bytes of a text that says in one line what a message is about. */
const ONE_LINE = 600;

/**
 * The same message in ever simpler forms, for a Slack that does not take it as it is: whole; without what is side by side, and in
 * blocks that every Slack takes, where these are others; its words as one paragraph, with its buttons; its heading and first line,
 * with its buttons; that line alone. So nothing is ever left unsaid, nor a card without its buttons.
 */
export function simplerForms({ text, blocks }: Message): readonly Said[] {
  const inBlocks = [withoutLayout, plainer]
    .map((simpler) => simpler(blocks))
    .filter((simpler) => simpler.some((one) => !blocks.includes(one)))
    .map((simpler) => ({ text, blocks: fitting(simpler) }));
  const buttons = blocks.filter(({ type }) => type === "actions");
  const heading = blocks.filter(({ type }) => type === "header");
  const body = textOf(blocks.filter(({ type }) => type !== "header" && type !== "actions"));
  const words = keepLines(text, limits.section, bytesOf);
  const line = keepLines(text, ONE_LINE, bytesOf);
  const first = keepLines(body, ONE_LINE, bytesOf);
  const paragraph = (said: string) =>
    said === "" ? [] : [section({ markup: said })].filter((one) => one !== null);
  return [
    { text, blocks },
    ...inBlocks,
    { text: line, blocks: [...paragraph(words), ...buttons] },
    { text: line, blocks: [...heading, ...paragraph(first), ...buttons] },
    { text: line },
  ];
}

function tooLong(): MessageBlock {
  return context(md`… and more than Slack can show in one message`) as MessageBlock;
}
