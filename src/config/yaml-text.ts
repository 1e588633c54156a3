import type { Node } from "yaml";
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import { named } from "./config-values.ts";
import type { Mistake } from "./mistakes.ts";
import { syntaxMistakes } from "./yaml-syntax.ts";

/** Keys and indices from the top of a file to a place in it. */
export type YamlPath = readonly PropertyKey[];

/** What a small file of YAML says: maps, lists, texts, numbers and booleans; a date stays a text. */
export interface YamlText {
  /** `undefined` where the file says nothing. Of one with broken lines, the keys at the top ahead of the first of these. */
  readonly value: unknown;
  /** What is no YAML, or more of it than is read here. */
  readonly mistakes: readonly Mistake[];
  /** The line, from 1, on which that stands: a key, or else what a list has there; of what does not stand there, what it would be in. */
  lineOf(path: YamlPath): number;
}

/** Reads a file of YAML. Lines count as in an editor: CR, LF and CRLF each end one, and a mark at the beginning is none of it. */
export function readYaml(file: string): YamlText {
  const text = file.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  const lineCounter = new LineCounter();
  const lineAt = (offset: number) => lineCounter.linePos(offset).line;
  const document = parseDocument(text, {
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "error",
    lineCounter,
  });
  const broken = syntaxMistakes(text, document, lineCounter);
  const places = new Map<string, number>();
  const mistakes: Mistake[] = [];
  const wrong = (node: Node, says: string) => {
    mistakes.push({ line: lineAt(node.range?.[0] ?? 0), says });
  };

  function read(node: unknown, path: YamlPath): unknown {
    if (isAlias(node)) {
      wrong(
        node,
        `*${node.source} stands for what is written elsewhere, which is not read here; write it out, or put it in quotes`,
      );
      return undefined;
    }
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return null;
    const mark = node.anchor === undefined ? node.tag : `&${node.anchor}`;
    if (mark !== undefined)
      wrong(node, `${named(mark)} is not read here; put the value in quotes, or take this out`);
    if (isMap(node)) return mapOf(node, path);
    if (!isSeq(node)) return node.value;
    return node.items.map((item, index) => {
      const at = [...path, index];
      if (isNode(item)) places.set(pathKey(at), item.range?.[0] ?? 0);
      return read(item, at);
    });
  }

  function mapOf({ items }: { readonly items: readonly { key: unknown; value: unknown }[] }, path: YamlPath) {
    const lines = new Map<string, number>();
    const value: Record<string, unknown> = {};
    // What stands before the place where the file is broken is whole but for the last of it.
    const whole =
      broken.length === 0 || path.length > 0
        ? items
        : items.filter((_, at) => offsetOf(items[at + 1]?.key) < first);
    for (const pair of whole) {
      const { key } = pair;
      if (!isScalar(key) || key.range == null) {
        if (isNode(key)) wrong(key, "a list or a map is no name; write one word or a text in quotes");
        continue;
      }
      const name = key.type === "PLAIN" ? (key.source ?? "") : String(key.value);
      const line = lineAt(key.range[0]);
      const before = lines.get(name);
      if (before !== undefined)
        wrong(
          key,
          `${named(name)} stands here once more${before === line ? "" : `, and before on line ${before}`}; leave one of them`,
        );
      else if (name === "__proto__") wrong(key, `${named(name)} cannot be a name here; take it out`);
      else {
        lines.set(name, line);
        places.set(pathKey([...path, name]), key.range[0]);
        value[name] = read(pair.value, [...path, name]);
      }
    }
    return value;
  }

  const first = Math.min(...broken.map(({ offset }) => offset));
  const value = document.contents === null ? undefined : read(document.contents, []);
  const isLost = broken.length > 0 && !isMap(document.contents);
  return {
    value: isLost ? undefined : value,
    mistakes: [...broken, ...mistakes],
    lineOf: (path) => {
      for (let { length } = path; length > 0; length -= 1) {
        const offset = places.get(pathKey(path.slice(0, length)));
        if (offset !== undefined) return lineAt(offset);
      }
      return lineAt(document.contents?.range?.[0] ?? 0);
    },
  };
}

const pathKey = (path: YamlPath) => path.map(String).join("\0");

function isNode(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value) || isAlias(value);
}

/** Where a key begins; beyond all where there is none. */
function offsetOf(key: unknown): number {
  return isNode(key) ? (key.range?.[0] ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
}
