/**
 * What is wrong with the regular expression of a footer, as its complaint goes on behind the key's name; `null`: nothing. The
 * upload reads it in JavaScript and holds it against each line of the file, Spark in Python
 * (https://docs.python.org/3/library/re.html).
 */
export function expressionProblem(text: string): string | null {
  if (!isExpression(text)) {
    return "is not a regular expression; try it on https://regex101.com (ECMAScript)";
  }
  if (/\\[pPk]|\\u\{|\(\?<[^=!]/.test(text)) {
    return "has what JavaScript and Python do not both know; write it without \\p, \\k, \\u{…} and names of groups";
  }
  const group = repeatedTwice(text);
  return group === null
    ? null
    : `repeats ${group}, in which something is repeated or left to choose: one line of loans could take hours; write it without the outer repetition`;
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
