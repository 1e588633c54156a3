import type { JSX } from "preact";
import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Account } from "../../../aws/account.ts";
import type { PageMessage } from "../protocol.ts";
import type { TourProgress } from "./tour.ts";
import { TOUR_BEGIN, tour, tourAfter } from "./tour.ts";

/** The eight steps, each ticked by what happened. */
export function TourPane({
  messages,
  account,
}: {
  readonly messages: readonly PageMessage[];
  readonly account: Account | null;
}): JSX.Element {
  const [progress, setProgress] = useState<TourProgress>(() => ({
    ...TOUR_BEGIN,
    ...JSON.parse(localStorage.getItem("tour") ?? "{}"),
  }));
  useEffect(() => {
    const next = tourAfter(progress, { messages, account });
    if (next === progress) return;
    localStorage.setItem("tour", JSON.stringify(next));
    setProgress(next);
  }, [messages, account, progress]);
  const next = tour.find(({ id }) => !progress.done.includes(id));
  return h("section", { class: "tour", "aria-label": "Tour" }, [
    h(
      "ol",
      null,
      tour.map(({ id, title }) => {
        const isDone = progress.done.includes(id);
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
        : next.todo,
    ),
  ]);
}
