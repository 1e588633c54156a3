import type { JSX } from "preact";
import { h } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { CommandUsage } from "./completion.ts";
import { completions, filledWith } from "./completion.ts";
import type { Typed } from "./typed.ts";

/** What a composer is given. */
export interface ComposerProps {
  readonly label: string;
  /** Names the channel or thread, to which what is typed belongs. */
  readonly place: string;
  readonly typed: Typed;
  readonly commands: readonly CommandUsage[];
  /** Sends a line; the words of a refusal, or `null`. */
  readonly onSend: (text: string) => Promise<string | null>;
  /** Whether it has the keyboard as soon as it is there: always, or where nothing else has it. */
  readonly takesFocus: "always" | "if free";
}

/** Where a person types, with completion of commands and the lines typed before. */
export function Composer({ label, place, typed, commands, onSend, takesFocus }: ComposerProps): JSX.Element {
  const [text, setText] = useState(() => typed.draftAt(place));
  const [chosen, setChosen] = useState(-1);
  const [back, setBack] = useState(0);
  const [refused, setRefused] = useState<string | null>(null);
  const [isClosed, setClosed] = useState(false);
  const list = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const options = useRef<HTMLUListElement>(null);
  useEffect(() => {
    options.current?.children[chosen]?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  useEffect(() => {
    if (takesFocus === "always" || document.activeElement === document.body)
      field.current?.focus({ preventScroll: true });
  }, []);
  const offered = isClosed ? [] : completions(text, commands);
  const write = (words: string) => {
    // What was refused is being mended.
    setRefused(null);
    typed.keepDraft(place, words);
    setText(words);
  };
  const choose = (usage: string) => {
    write(filledWith(usage));
    setChosen(-1);
  };
  const send = async () => {
    const line = text.trim();
    if (line === "") return;
    write("");
    setClosed(false);
    setBack(0);
    typed.keepLine(line);
    const why = await onSend(line);
    // What was refused is there to be mended, unless something else was begun meanwhile.
    if (why !== null && typed.draftAt(place) === "") write(line);
    setRefused(why);
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    // The button cannot be pressed again before something is typed, and what cannot be pressed cannot have the keyboard.
    field.current?.focus();
    void send();
  };
  const onInput = ({ currentTarget }: { readonly currentTarget: HTMLTextAreaElement }) => {
    write(currentTarget.value);
    setChosen(-1);
    setBack(0);
    setClosed(false);
  };
  const recall = (steps: number) => {
    const lines = typed.lines();
    const to = Math.min(Math.max(steps, 0), lines.length);
    setBack(to);
    write(to === 0 ? "" : (lines.at(-to) ?? ""));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const picked = offered[chosen];
    const completing = (picked ?? offered[0])?.usage ?? text;
    const keys: Readonly<Record<string, () => void>> = {
      Enter: () => (picked === undefined ? void send() : choose(picked.usage)),
      Tab: () => choose(completing),
      Escape: () => {
        setChosen(-1);
        setClosed(true);
      },
      ArrowDown: () =>
        offered.length > 0 && back === 0 ? setChosen((chosen + 1) % offered.length) : recall(back - 1),
      ArrowUp: () =>
        offered.length > 0 && back === 0
          ? setChosen((chosen <= 0 ? offered.length : chosen) - 1)
          : recall(back + 1),
    };
    // What there is nothing more to complete in must not hold the keyboard: Tab goes on from there, as Escape lets it.
    const isLeft = event.key === "Tab" && (offered.length === 0 || filledWith(completing) === text);
    const isText =
      event.shiftKey || event.isComposing || isLeft || (event.key === "Escape" && offered.length === 0);
    const isMove = event.key.startsWith("Arrow") && offered.length === 0 && text !== "" && back === 0;
    const key = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
    if (key === undefined || isText || isMove) return;
    event.preventDefault();
    key();
  };
  return h("form", { class: "composer", onSubmit }, [
    offered.length === 0
      ? null
      : h(
          "ul",
          {
            ...{ ref: options, id: list, role: "listbox", "aria-label": "Commands", class: "offered" },
            // It may be longer than the page is high: then it is scrolled by the keyboard too.
            tabIndex: 0,
          },
          offered.map(({ usage, summary }, at) =>
            h(
              "li",
              {
                ...{
                  id: `${list}-${at}`,
                  role: "option",
                  "aria-selected": at === chosen,
                  class: at === chosen ? "chosen" : "",
                },
                onMouseDown: (event: MouseEvent) => {
                  event.preventDefault();
                  choose(usage);
                },
              },
              [h("b", null, usage), h("span", null, summary)],
            ),
          ),
        ),
    h("textarea", {
      ref: field,
      ...{ class: "field", rows: 1, value: text, placeholder: label, "aria-label": label },
      ...{ "aria-autocomplete": "list" },
      ...(offered.length > 0 && { "aria-controls": list }),
      ...(chosen >= 0 && { "aria-activedescendant": `${list}-${chosen}` }),
      onInput,
      onKeyDown,
    }),
    h("button", { type: "submit", class: "button button-primary", disabled: text.trim() === "" }, "Send"),
    h("p", { class: "refused", role: "status" }, refused),
  ]);
}
