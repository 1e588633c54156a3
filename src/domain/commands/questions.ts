/** How a question begins, or a wish to be shown something: what follows names what is to be seen. */
const asking: Readonly<Record<string, string>> = {
  how: "summary",
  show: "summary",
  get: "summary",
  give: "summary",
  tell: "summary",
  what: "status",
  whats: "status",
  "what's": "status",
  "what’s": "status",
  hows: "status",
  "how's": "status",
  "how’s": "status",
  is: "status",
  which: "runs",
  when: "schedule",
  why: "status",
  where: "status",
};

/** Words that tell nothing of what is to be seen. */
const empty: ReadonlySet<string> = new Set([
  ...[
    "me",
    "us",
    "the",
    "a",
    "of",
    "for",
    "on",
    "in",
    "at",
    "to",
    "we",
    "i",
    "you",
    "it",
    "there",
    "any",
    "all",
  ],
  ...[
    "many",
    "much",
    "loan",
    "loans",
    "count",
    "counts",
    "number",
    "numbers",
    "do",
    "does",
    "did",
    "have",
    "had",
  ],
  ...[
    "is",
    "are",
    "was",
    "were",
    "can",
    "could",
    "please",
    "now",
    "going",
    "happening",
    "happened",
    "up",
    "and",
  ],
  ...[
    "running",
    "underway",
    "waits",
    "wait",
    "waiting",
    "pending",
    "wrong",
    "everything",
    "ok",
    "okay",
    "hello",
    "hey",
    "hi",
  ],
]);

/** A question, as the words of it that name something; `otherwise` is what is asked where none does. */
export interface AskedLine {
  readonly otherwise: string;
  readonly named: readonly string[];
}

/** `null`: it is none. */
export function readQuestion(words: readonly string[]): AskedLine | null {
  const [first = "", ...rest] = words.filter((word, at) => at > 0 || !["hey", "hi", "hello"].includes(word));
  const otherwise = Object.hasOwn(asking, first) ? asking[first] : undefined;
  if (otherwise === undefined) return null;
  const named = rest.map((word) => word.replace(/['’]s$|[?!.,]+$/g, "")).filter((word) => !empty.has(word));
  // `how many loans` asks for a number, `how is it going` does not.
  const counts = rest.some((word) => /^(?:many|much|loans?|counts?|numbers?)\b/.test(word));
  const asks = first === "how" && !counts && rest.length > 0 ? "status" : otherwise;
  return { otherwise: counts ? "summary" : asks, named };
}
