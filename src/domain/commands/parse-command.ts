import { Problem } from "../problem.ts";
import type { Command, CommandName } from "./command.ts";
import { COMMAND } from "./command-name.ts";
import type { ReadBy } from "./days/day-names.ts";
import { ANY_RANGE, readDays } from "./days/read-days.ts";
import { nearestOf } from "./edit-distance.ts";
import { grammar, names } from "./grammar.ts";
import type { Parsed, Words } from "./parse-result.ts";
import { saidBack, shown } from "./parse-result.ts";
import { isChange } from "./permission.ts";
import type { AskedLine } from "./questions.ts";
import { readQuestion } from "./questions.ts";
import type { Away } from "./smaller-things.ts";
import { readAway } from "./smaller-things.ts";
import type { Elsewhere, Synonym } from "./synonyms.ts";
import { elsewhere, helping, nameOf, synonymIn } from "./synonyms.ts";

type LineBy = Omit<ReadBy, "ahead">;

/**
 * Reads what stands after `/loans`: a command by its name; else by what people type for it, by a day alone, by a question, by
 * its first letters; else what is nearest to it is proposed. A change that was reached by letters or by a mistake is never read.
 */
export function parseCommand(said: string, by: LineBy): Parsed {
  const text = said
    .replace(/^\s*(?:please|pls|plz|kindly)\b[\s,]*/i, "")
    .replace(/(?<=\S)[\s,]+(?:please|pls|plz|thanks|thank you|thx)[.!\s]*$/i, "");
  const words = wordsOf(text);
  const [first] = words;
  if (first === undefined) return { is: "command", command: { name: "menu" } };
  const away = readAway(words, by);
  if (away !== null) return notTheStack(away, text, by);
  if (isName(first)) return named(first, text, by);
  if (helping.includes(first)) return parseCommand(`help ${rawAfter(text, 1)}`, by);
  const found = synonymIn(words);
  if (found !== undefined) return bySynonym(found.synonym, text, { words, taken: found.taken, by });
  const no = elsewhere.find((one) => one.words.includes(first));
  if (no !== undefined) return notTyped(no, text, by);
  return (
    aDayAlone(words, text, by) ??
    byQuestion(words, by) ??
    byFirstLetters(first, text, by) ??
    mistyped(first, text, by)
  );
}

/** Reads the only order of what was said; of several none, and each is offered. */
export function parseOrders(orders: readonly string[], by: LineBy): Parsed {
  const [first = "", ...others] = orders;
  if (others.length === 0) return parseCommand(first, by);
  return {
    is: "unknown",
    problem: new Problem("several-orders", `reading ${orders.length} orders at once: nothing was done`, {
      remedy: "give one in each message",
    }),
    meant: orders.flatMap((order) => meantBy(parseCommand(order, by))),
  };
}

/** In lower case, with `--` for every long dash, as phones make one of two short ones, and without the mark that ends a question. */
function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .replaceAll(/[\u2010\u2011]/g, "-")
    .replaceAll(/[\u2013\u2014\u2212]+/g, "--")
    .replaceAll("----", "--")
    .replace(/(?<=[a-z0-9])[?!]+\s*$/, "")
    .split(/\s+/)
    .filter((word) => word !== "");
}

/** What stands behind so many words, as it was typed. */
function rawAfter(text: string, words: number): string {
  return text.trim().replace(new RegExp(`^(?:\\S+\\s*){${words}}`), "");
}

function isName(word: string): word is CommandName {
  return Object.hasOwn(grammar, word);
}

function named(name: CommandName, text: string, by: LineBy): Parsed {
  const [, ...rest] = wordsOf(text);
  const words: Words = { rest, raw: rawAfter(text, 1), ...by };
  const [first, second] = rest;
  const isHelp = first !== undefined && second === undefined && helping.includes(first) && name !== "help";
  return isHelp ? { is: "command", command: { name: "help", about: name } } : grammar[name](words);
}

/** What is said where no command of that name is; `meant` is what is offered instead. */
function unknown(text: string, meant: readonly Command[], says = "there is no such command"): Parsed {
  const problem = new Problem("unknown-command", `reading \`${COMMAND} ${shown(text)}\`: ${says}`, {
    remedy: "`/loans help` lists what there is",
  });
  return { is: "unknown", problem, meant };
}

/** What a line comes to that is not carried out as it stands. */
function meantBy(parsed: Parsed): readonly Command[] {
  return parsed.is === "command" ? [parsed.command] : parsed.meant;
}

function bySynonym(
  synonym: Synonym,
  text: string,
  { words, taken, by }: { readonly words: readonly string[]; readonly taken: number; readonly by: LineBy },
): Parsed {
  const { reads, without = [], needsDay = false } = synonym;
  const rest = words.slice(taken);
  const raw = rest.every((word) => without.includes(word)) ? "" : rawAfter(text, taken);
  const isOpen = needsDay && raw === "";
  const parsed = reads.map((line) => openDay(parseCommand(`${line} ${raw}`, by), isOpen));
  const [only, ...others] = parsed;
  if (only === undefined) throw new Error("reading a synonym: it reads as nothing");
  if (others.length > 0) return unknown(text, parsed.flatMap(meantBy));
  if (only.is === "unknown") {
    // What is not all about the stack is no wish to lose it, nor to make it.
    return without.length > 0 ? unknown(text, [], notOfTheStack(words.slice(0, taken), rest)) : only;
  }
  const { command } = only;
  const isOneDay = command.name === "run" && command.until === undefined;
  const isAtOnce = (synonym.is === "asks" || synonym.is === "own") && !isOneDay;
  return isAtOnce || !isChange(command) ? only : unknown(text, [command]);
}

/** Where no day was named none is meant, also not today. */
function openDay(parsed: Parsed, isOpen: boolean): Parsed {
  if (!isOpen || parsed.is !== "command" || parsed.command.name !== "run") return parsed;
  return unknown("run", [{ ...parsed.command, day: ANY_RANGE.from }]);
}

function notOfTheStack(said: readonly string[], rest: readonly string[]): string {
  return `${saidBack(rest.join(" "))} is not understood behind "${said.join(" ")}"`;
}

/** What is to be away, ended or changed is offered. A pause and its end, said in their own words, are read as such. */
function notTheStack({ lines, says, taken }: Away, text: string, by: LineBy): Parsed {
  const parsed = lines.map((line) =>
    parseCommand(taken === undefined ? line : `${line} ${rawAfter(text, taken)}`, by),
  );
  const [only] = parsed;
  const isOwn = taken !== undefined && /^\s*(?:pause|resume|unpause)\b/i.test(text);
  return isOwn && only !== undefined ? only : unknown(text, parsed.flatMap(meantBy), says);
}

function notTyped({ says, instead }: Elsewhere, text: string, by: LineBy): Parsed {
  return unknown(
    text,
    instead.flatMap((line) => meantBy(parseCommand(line, by))),
    says,
  );
}

/** A day by itself asks for its counts; several are asked about. */
function aDayAlone(words: readonly string[], text: string, by: LineBy): Parsed | null {
  const read = readDays(words, by);
  if (read.extra.length > 0) return null;
  if (read.is === "days" && read.days.from !== read.days.until)
    return unknown(
      text,
      meantBy(parseCommand(`run ${text}`, by)),
      "several days are run, or looked at one by one",
    );
  const isDay = read.is === "days" || read.meant.length > 0 || read.code === "future-day";
  return isDay ? parseCommand(`summary ${words.join(" ")}`, by) : null;
}

/** What somebody asks is looked at; of what would change something they hear how it is done. */
function byQuestion(words: readonly string[], by: LineBy): Parsed | null {
  const question = readQuestion(words);
  if (question === null) return null;
  const { otherwise, named: rest } = question;
  const [first = ""] = rest;
  const about = nameOf(first, names);
  const line = about === undefined ? [otherwise, ...rest] : rest;
  const parsed = parseCommand(line.join(" "), by);
  if (parsed.is === "unknown") {
    if (about === undefined) return unanswered(words.join(" "), question, by);
    const looked = parseCommand(about, by);
    const isLook = looked.is === "command" && !isChange(looked.command);
    return isLook ? looked : { is: "command", command: { name: "help", about } };
  }
  return isChange(parsed.command)
    ? { is: "command", command: { name: "help", about: parsed.command.name } }
    : parsed;
}

/** A question about what nobody knows is no misspelt command: what it may be about is looked at, of a number also as a category's. */
function unanswered(text: string, { otherwise, named }: AskedLine, by: LineBy): Parsed {
  const runs = parseCommand(`runs ${named.join(" ")}`, by);
  if (runs.is === "command") return runs;
  const trend = otherwise === "summary" && named.length > 0 ? [`trend ${named.join(" ")}`] : [];
  return unknown(
    text,
    [...trend, otherwise].flatMap((line) => meantBy(parseCommand(line, by))),
    "that question is not understood",
  );
}

/** What only looks is read by letters that no other command begins with; all else that begins so is offered. */
function byFirstLetters(first: string, text: string, by: LineBy): Parsed | null {
  const begun = names.filter((name) => name.startsWith(first));
  if (begun.length === 0) return null;
  const parsed = begun.map((name) => named(name, `${name} ${rawAfter(text, 1)}`, by));
  const [only, ...others] = parsed;
  if (only?.is === "command" && others.length === 0 && !isChange(only.command)) return only;
  const says = `${saidBack(first)} could be ${begun.map((name) => `\`${name}\``).join(", ")}`;
  return unknown(text, parsed.flatMap(meantBy), others.length === 0 ? undefined : says);
}

/** What is nearest to a word with a mistake in it; never what is the opposite but for its first letters. */
function mistyped(first: string, text: string, by: LineBy): Parsed {
  const before = ["un", "dis", "non"].find((letters) => first.startsWith(letters));
  const near = nearestOf(first, names).filter((name) => before === undefined || name.startsWith(before));
  return unknown(
    text,
    near.flatMap((name) => meantBy(named(name, `${name} ${rawAfter(text, 1)}`, by))),
  );
}
