/** What was asked of all three, and what each said. A cell is a short text for people. */
export interface Row {
  /** `s3 PutObject`, `a fact`, `our test`. */
  readonly operation: string;
  readonly question: string;
  readonly ours: string;
  readonly moto: string;
  readonly ministack: string;
  /** What botocore's model says of our answer. */
  readonly model: string;
}

/** A row whose cause is known. */
export interface Known extends Row {
  /** Who is wrong, as far as AWS's documents or published answers of the real service tell. */
  readonly fault: "ours" | "theirs" | "moto" | "ministack" | "the model" | "nobody" | "not known";
  readonly because: string;
}

/** What one of the three answered to one question. */
export interface Answer {
  readonly operation: string;
  readonly outcome: string;
  readonly members: readonly string[];
  readonly problems: readonly string[];
}

/** What one of the three said to all questions. */
export interface Asked {
  readonly answers: Readonly<Record<string, Answer>>;
  readonly facts: Readonly<Record<string, unknown>>;
}

const nothing: Answer = { operation: "", outcome: "not asked", members: [], problems: [] };

/**
 * The questions in which the three differ: another outcome, a member that both others have and ours has not, or
 * something in our answer that botocore's model has not.
 */
export function differences(asked: Readonly<Record<"ours" | "moto" | "ministack", Asked>>): readonly Row[] {
  const { ours, moto, ministack } = asked;
  const answers = Object.entries(ours.answers).flatMap(([question, answer]): Row[] => {
    const others = [moto, ministack].map((one) => one.answers[question] ?? nothing);
    const isAlike = others.every(({ outcome }) => outcome === answer.outcome);
    const lacks = isAlike ? lackedBy(answer, others) : [];
    if (isAlike && lacks.length === 0 && answer.problems.length === 0) return [];
    const [first = nothing, second = nothing] = others;
    return [
      {
        operation: answer.operation,
        question,
        ours: [answer.outcome, ...lacks.map((name) => `without ${name}`)].join(", "),
        moto: first.outcome,
        ministack: second.outcome,
        model: answer.problems.join("; ") || "fits",
      },
    ];
  });
  const facts = Object.keys(ours.facts).flatMap((question): Row[] => {
    const [own = "", first = "", second = ""] = [ours, moto, ministack].map(({ facts: said }) =>
      JSON.stringify(said[question] ?? null),
    );
    return own === first && own === second
      ? []
      : [{ operation: "a fact", question, ours: own, moto: first, ministack: second, model: "" }];
  });
  return [...answers, ...facts];
}

/** Members that both others have; where a member is lacking, those inside it are not named too. */
function lackedBy({ members }: Answer, others: readonly Answer[]): readonly string[] {
  const lacking = (others[0]?.members ?? []).filter(
    (name) => !members.includes(name) && others.every((other) => other.members.includes(name)),
  );
  return lacking.filter(
    (name) =>
      !lacking.some(
        (outer) => name !== outer && (name.startsWith(`${outer}.`) || name.startsWith(`${outer}[]`)),
      ),
  );
}

/** One of our tests as another emulator passed or failed it; `failure` is the first line of what was wrong. */
export interface TestResult {
  readonly name: string;
  readonly failure: string | null;
}

/** The tests that fail at one of the others. */
export function testRows(of: Readonly<Record<"moto" | "ministack", readonly TestResult[]>>): readonly Row[] {
  const said = (results: readonly TestResult[], name: string) => {
    const result = results.find((one) => one.name === name);
    return result === undefined ? "not asked" : (result.failure ?? "passes");
  };
  const names = [...new Set([...of.moto, ...of.ministack].map(({ name }) => name))];
  return names.flatMap((question): Row[] => {
    const [moto, ministack] = [said(of.moto, question), said(of.ministack, question)];
    const isAlike = [moto, ministack].every((one) => one === "passes" || one === "not asked");
    return isAlike ? [] : [{ operation: "our test", question, ours: "passes", moto, ministack, model: "" }];
  });
}

/** What is told of the rows: known ones with their cause, and what makes the command end with 1. */
export interface Verdict {
  readonly known: readonly Known[];
  /** Seen for the first time, or otherwise than it is known. */
  readonly fresh: readonly Row[];
  /** Known, and not seen any more. */
  readonly stale: readonly Known[];
}

/** Holds what was seen against what is known. */
export function judge(rows: readonly Row[], known: readonly Known[]): Verdict {
  const isSame = (one: Row, other: Row) =>
    (["operation", "question", "ours", "moto", "ministack", "model"] as const).every(
      (cell) => one[cell] === other[cell],
    );
  return {
    known: known.filter((one) => rows.some((row) => isSame(one, row))),
    fresh: rows.filter((row) => !known.some((one) => isSame(one, row))),
    stale: known.filter((one) => !rows.some((row) => isSame(one, row))),
  };
}

/** A text without what differs from one run to the next: ids, temporary names, ports. */
export function steady(text: string): string {
  return text
    .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, "…")
    .replaceAll(/\b(vpc|subnet|sg|rtb|igw|vpce|test)-[0-9a-f]{8,}\b/g, "$1-…")
    .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:…")
    .replaceAll(/\s+/g, " ")
    .trim();
}
