import { withoutAccountIds } from "../aws/redact-account-ids.ts";
import { beginning, ending } from "../truncate.ts";

/** No line of use to a person is longer; the end of an error is often what matters. */
const longest = 300;

/** More commas than this, and a line may be a row of a file that an error quoted. */
const mostCommas = 8;

/**
 * What may stand in another program's log and must not reach a channel, and what is said instead. Harsher than
 * `withoutSecrets`, which leaves JSON and the sentences of ours whole: of a line for people more may go than the secret.
 */
const secrets: readonly (readonly [RegExp, string])[] = [
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, "[key]"],
  [/\bxox[a-z]-[A-Za-z0-9-]+/g, "[token]"],
  [/(X-Amz-(?:Signature|Security-Token|Credential)=)[^&\s"']+/gi, "$1[removed]"],
  [
    /((?:password|passwd|secret|token|api[_-]?key|access[_-]?key)[\w.-]*["']?\s*[=:]\s*)["']?[^\s"',;&]+/gi,
    "$1[removed]",
  ],
  [/(:\/\/)[^\s/"']+@/g, "$1[removed]@"],
  [/(authorization:\s*)\S.*$/gi, "$1[removed]"],
];

/**
 * The last `most` lines of a program's log as people in a channel may see them: without account ids, credentials, and
 * lines that could be a row of a loan file. Long ones keep their head and their tail.
 */
export function logLinesForPeople(lines: readonly string[], most: number): readonly string[] {
  return lines
    .filter((line) => line.trim() !== "")
    .slice(-most)
    .map(forPeople);
}

function forPeople(line: string): string {
  if (line.split(",").length - 1 > mostCommas) return "[a line left out: it may hold a row]";
  const safe = secrets.reduce(
    (text, [what, instead]) => text.replace(what, instead),
    withoutAccountIds(line),
  );
  if (safe.length <= longest) return safe;
  return `${beginning(safe, (longest * 2) / 3)} … ${ending(safe, longest / 3)}`;
}
