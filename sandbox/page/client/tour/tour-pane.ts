import type { JSX } from "preact";
import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Account } from "../../../aws/account.ts";
import type { PageMessage } from "../protocol.ts";
import type { TourMemory } from "./tour.ts";
import { NOTHING_SEEN, remembered, stepsDone, tour } from "./tour.ts";

/** The eight steps, each ticked by what happened. */
export function TourPane({
  messages,
  account,
  command,
}: {
  readonly messages: readonly PageMessage[];
  readonly account: Account | null;
  /** What the app hears. */
  readonly command: string;
}): JSX.Element {
  const [memory, setMemory] = useState<TourMemory>(() => ({
    ...NOTHING_SEEN,
    ...JSON.parse(localStorage.getItem("tour-seen") ?? "{}"),
  }));
  useEffect(() => {
    const next = remembered(memory, { messages, account });
    if (next === memory) return;
    localStorage.setItem("tour-seen", JSON.stringify(next));
    setMemory(next);
  }, [messages, account, memory]);
  const done = stepsDone(memory, { messages, account });
  const next = tour.find(({ id }) => !done.includes(id));
  return h("section", { class: "tour", "aria-label": "Tour" }, [
    h(
      "ol",
      null,
      tour.map(({ id, title }) => {
        const isDone = done.includes(id);
        const kind = isDone ? "done" : id === next?.id ? "next" : "later";
        return h(
          "li",
          { key: id, class: `tour-${kind}`, "aria-current": kind === "next" ? "step" : undefined },
          [isDone ? h("span", { "aria-label": "done" }, "✓ ") : null, title],
        );
      }),
    ),
    h(
      "p",
      { role: "status" },
      next === undefined
        ? "That was all of it: from nothing to nothing, and every number added up."
        : next.todo(command),
    ),
  ]);
}
