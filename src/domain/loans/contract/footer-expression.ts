import { choicesIn } from "./footer-choices.ts";
import { parseFooter } from "./footer-parts.ts";

/** A footer is no longer line than this, so that no expression takes long on one. */
const LONGEST_FOOTER_LINE = 200;

/** Two repetitions may share the letters of such a line between them in so many ways; with one more it would be 200 times that. */
const MOST_CHOICES = LONGEST_FOOTER_LINE ** 2 * 4;

/**
 * What is wrong with the regular expression of a footer, as its complaint goes on behind the key's name; `null`: nothing. The
 * upload reads it in JavaScript and holds it against each line of the file, Spark in Python
 * (https://docs.python.org/3/library/re.html): only what means the same in both is taken.
 */
export function expressionProblem(text: string): string | null {
  if (/^\/.*\/[a-z]*$/su.test(text)) return "is written between slashes; leave them out";
  if (!isExpression(text)) {
    return "is not a regular expression; try it on https://regex101.com (ECMAScript)";
  }
  const read = parseFooter(text);
  if ("foreign" in read) {
    return `has ${read.foreign}, which JavaScript and Python do not both know as the same; write it with letters, classes, groups, | * + ? {…} ^ $ \\d \\w \\s \\b alone`;
  }
  const group = repeatedTwice(text);
  if (group !== null)
    return `repeats ${group}, in which something is repeated or left to choose: one line of loans could take hours; write it without the outer repetition`;
  if (choicesIn(read.whole, LONGEST_FOOTER_LINE) > MOST_CHOICES)
    return "repeats or leaves to choose several times what the next part takes as well: one line of loans could take hours; write one class for them, such as [\\s,]* for \\s*,?\\s*";
  return null;
}

/**
 * Tells whether a line, without its line end, is a footer by this expression. Each blank beyond ASCII is a space to it, since
 * Python's `\s` and JavaScript's have not the same ones, and `.` is any letter.
 */
export function footerOf(expression: string): (line: string) => boolean {
  const footer = new RegExp(expression, "us");
  return (line) =>
    // A letter is two units at most.
    (line.length <= LONGEST_FOOTER_LINE ||
      (line.length <= LONGEST_FOOTER_LINE * 2 && [...line].length <= LONGEST_FOOTER_LINE)) &&
    footer.test(line.replace(/[^\S\0-\x7f]/gu, " "));
}

function isExpression(text: string): boolean {
  try {
    new RegExp(text, "u");
    return true;
  } catch {
    return false; // a SyntaxError is how RegExp says that it is none
  }
}

/**
 * A group that is repeated and holds a repetition or a choice, such as `(a+)+` or `(a|ab)*`: each more letter of a line may
 * double the ways to read it (https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS).
 * `null`: there is none.
 */
function repeatedTwice(expression: string): string | null {
  // Neither an escaped letter nor one between brackets opens, repeats or divides anything.
  const bare = expression
    .replace(/\\./gsu, (found) => "x".repeat(found.length))
    .replace(/\[[^\]]*\]/gu, (found) => "x".repeat(found.length));
  const opened: number[] = [];
  for (let at = 0; at < bare.length; at += 1) {
    if (bare[at] === "(") opened.push(at);
    if (bare[at] !== ")") continue;
    const start = opened.pop() ?? 0;
    const inner = bare
      .slice(start + 1, at)
      .replaceAll(/\(\?(?:[:=!]|<[=!])/gu, "")
      .replace(/^\?(?:[:=!]|<[=!])/u, "");
    if (isRepeated(bare.slice(at + 1)) && /[*+?|]|\{\d*,/u.test(inner))
      return `"${expression.slice(start, at + 1)}"`;
  }
  return null;
}

/** Whether that begins with a sign that what is before it may stand there more than once. */
function isRepeated(rest: string): boolean {
  const [, from = "", until = from] = /^\{(\d+)(?:,(\d*))?\}/u.exec(rest) ?? [];
  return /^[*+]/u.test(rest) || (from !== "" && (until === "" || Number(until) > 1));
}
