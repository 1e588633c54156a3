import type { ComponentChildren } from "preact";
import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Part } from "../../../aws/account.ts";
import { askAccount } from "./account.ts";

/** A list of which a part is shown. */
interface PartOptions<Item> {
  /** What the account tells by itself. */
  readonly told: Part<Item>;
  /** What of the console's is asked for the rest. */
  readonly path: string;
  /** How its items are called when there are many. */
  readonly called: string;
  /** Which of them are shown where not all are. */
  readonly which: "first" | "newest";
}

/** What of a long list is shown, and what says so: how much of it that is, with a field that finds the rest by its name. */
export interface ShownPart<Item> {
  readonly shown: readonly Item[];
  /** Whether it is what somebody has looked for. */
  readonly isFound: boolean;
  readonly head: ComponentChildren;
}

/** Shows what the account tells, and of a list that is longer what is found by the words that are typed. */
export function usePart<Item>({ told, path, called, which }: PartOptions<Item>): ShownPart<Item> {
  const [words, setWords] = useState("");
  const [found, setFound] = useState<(Part<Item> & { readonly by: string }) | null>(null);
  const by = words.trim();
  useEffect(() => {
    let isLate = false;
    if (by === "") setFound(null);
    else
      askAccount<Part<Item>>(path, "POST", { words: by }).then(
        (part) => isLate || setFound({ ...part, by }),
        // The pane says that nobody answers; what was found before stays.
        () => {},
      );
    return () => {
      isLate = true;
    };
  }, [by, told]);
  const isWhole = told.shown.length === told.total && by === "";
  if (isWhole) return { shown: told.shown, isFound: false, head: null };
  const all = `${count(told.total)} ${called}`;
  const said =
    found === null
      ? `The ${which} ${count(told.shown.length)} of ${all} are shown; a part of a name finds others.`
      : found.shown.length < found.total
        ? `The ${which} ${count(found.shown.length)} of ${count(found.total)} ${called} with "${found.by}" are shown; more of the name shows fewer.`
        : `"${found.by}" is in the name of ${found.total === 0 ? "none" : count(found.total)} of ${all}.`;
  return {
    shown: (found ?? told).shown,
    isFound: found !== null,
    head: h("div", { class: "part" }, [
      h("p", { role: "status", class: "quiet-line" }, said),
      h("label", null, [
        "Find ",
        h("input", {
          ...{ type: "search", class: "field", value: words, placeholder: "A part of the name" },
          onInput: ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) =>
            setWords(currentTarget.value),
        }),
      ]),
    ]),
  };
}

function count(number: number): string {
  return number.toLocaleString("en");
}
