/** What is kept of an answer of AWS's: the paths of its members, each with its kind, or with the words of an enumeration. */
export type AnswerShape = Readonly<Record<string, string | readonly string[]>>;

/** Members whose own keys are somebody's: they say nothing of the shape and may name whom they belong to. */
const maps = /^(Metadata|Parameters|MetricDimensions|EvalDecisionDetails)$/;
/** Members whose values are AWS's own words, such as `CREATE_COMPLETE`. */
const enumerations = /(Status|State|Type|Decision|Action|Lifecycle|Replacement)$/;
/** Nothing that identifies looks so: no digit, no colon, no slash, no dot. */
const word = /^[A-Za-z][A-Za-z_-]{1,40}$/;

/**
 * The shape of an answer, without any value that identifies: no id, name, ARN, number or sentence. Of lists and maps the
 * entries are laid over each other.
 */
export function shapeOf(answer: unknown): AnswerShape {
  const found: Record<string, string | string[]> = {};
  const note = (path: string, kind: string) => {
    found[path] ??= kind;
  };
  const visit = (path: string, name: string, value: unknown): void => {
    if (value === undefined || value === null) return;
    if (Array.isArray(value)) {
      note(path, "list");
      // What is in a list called as a map is none.
      for (const entry of value) visit(`${path}[]`, typeof entry === "object" ? "" : name, entry);
    } else if (value instanceof Date) note(path, "time");
    else if (value instanceof Uint8Array) note(path, "bytes");
    else if (typeof value === "object") visitMembers(path, name, value);
    else if (typeof value === "string" && enumerations.test(name) && word.test(value)) {
      const words = found[path] ?? [];
      if (Array.isArray(words) && !words.includes(value)) found[path] = [...words, value].sort();
    } else note(path, typeof value === "string" ? "text" : typeof value);
  };
  const visitMembers = (path: string, name: string, value: object): void => {
    const isMap = maps.test(name);
    // A stream has many members, and none of AWS's.
    if (!isMap && "pipe" in value) {
      note(path, "bytes");
      return;
    }
    if (path !== "") note(path, isMap ? "map" : "structure");
    for (const [member, inner] of Object.entries(value)) {
      if (isMap) visit(`${path}{}`, name, inner);
      else if (member !== "$metadata") visit(path === "" ? member : `${path}.${member}`, member, inner);
    }
  };
  visit("", "", answer);
  return found;
}

/** The shapes of two answers to the same question, laid over each other. */
export function mergedShape(one: AnswerShape, other: AnswerShape): AnswerShape {
  const paths = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
  return Object.fromEntries(
    paths.map((path) => {
      const kinds = [one[path], other[path]].filter((kind) => kind !== undefined);
      const [first = "", second] = kinds;
      if (Array.isArray(first) && Array.isArray(second))
        return [path, [...new Set([...first, ...second])].sort()];
      return [path, first];
    }),
  );
}
