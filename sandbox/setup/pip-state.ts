import { bytesOf, comparable, packageOf } from "./requirements.ts";

/** What a run of pip is doing, as far as its lines of output tell. */
export interface PipState {
  /** For a person: `downloading pyspark-3.5.8.tar.gz`. */
  readonly doing: string;
  /** The package whose file is being downloaded; `undefined` while none is. */
  readonly file: string | undefined;
  /** What was downloaded so far and is now, in bytes. */
  readonly sizes: ReadonlyMap<string, number>;
  /** What needs no download here: of another Python, or in pip's own cache. */
  readonly unneeded: ReadonlySet<string>;
  /** It still asks for packages and downloads them, as against making wheels or installing. */
  readonly isFetching: boolean;
  readonly isOver: boolean;
}

/** Before pip has said anything. */
export const beforeFirstLine: PipState = {
  doing: "asking for the Python packages",
  file: undefined,
  sizes: new Map(),
  unneeded: new Set(),
  isFetching: true,
  isOver: false,
};

/** What pip is doing after this line of its output. */
export function afterLine(state: PipState, line: string): PipState {
  const text = line.trim();
  const [, path, size] = /^Downloading (\S+) \((.+)\)$/.exec(text) ?? [];
  const name = path?.split("/").at(-1);
  // What newer ones ask for ahead of a wheel, a few kilobytes each: `….whl.metadata`.
  const file = packageOf(name ?? "");
  if (name !== undefined && size !== undefined && file !== undefined) {
    const sizes = new Map([...state.sizes, [file, bytesOf(size)]]);
    return { ...state, doing: `downloading ${name}`, file, sizes, isFetching: true };
  }
  const [, cached] = /^Using cached (\S+)/.exec(text) ?? [];
  const [, ignored] = /^Ignoring (\S+): markers /.exec(text) ?? [];
  const unneeded = cached === undefined ? ignored && comparable(ignored) : packageOf(lastOf(cached));
  if (unneeded !== undefined) {
    return { ...state, file: undefined, unneeded: new Set([...state.unneeded, unneeded]) };
  }
  const next = nextOf(text, state);
  return next === undefined ? state : { ...state, file: undefined, ...next };
}

const lastOf = (path: string) => path.split("/").at(-1) ?? path;

function nextOf(text: string, { doing }: PipState): Pick<PipState, "doing" | "isFetching"> | undefined {
  const [, collected] = /^Collecting (\S+?)(?:==\S*)?(?: |$)/.exec(text) ?? [];
  if (collected !== undefined) return { doing: `looking for ${collected}`, isFetching: true };
  const [, archive] = /^Processing (\S+)/.exec(text) ?? [];
  if (archive !== undefined) return { doing: `unpacking ${lastOf(archive)}`, isFetching: false };
  if (text.startsWith("Installing build dependencies"))
    return { doing: doing.replace(/^downloading/, "unpacking"), isFetching: false };
  const [, built] = /^Building wheel for (\S+)/.exec(text) ?? [];
  if (built !== undefined) return { doing: `making a wheel of ${built}`, isFetching: false };
  return text.startsWith("Installing collected packages")
    ? { doing: "installing the packages", isFetching: false }
    : undefined;
}

/** The one line of pip's errors that tells most: its first `ERROR:`, else its last line. */
export function firstError(lines: readonly string[]): string {
  const written = lines.map((line) => line.trim()).filter((line) => line !== "");
  const error = written.find((line) => line.startsWith("ERROR:"));
  return error?.slice("ERROR:".length).trim() ?? written.at(-1) ?? "it said nothing";
}
