import type { JSX } from "preact";
import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ShownClock } from "./protocol.ts";
import { hearClock } from "./sandbox-now.ts";

const HOUR_MS = 3_600_000;

/** How fast the clock may be run from the page: a day takes 24 minutes, or 2.4. */
const factors = [1, 60, 600];

/** The sandbox's clock, which can be set forward and run fast, so that a schedule is seen at work. */
export function ClockBar(): JSX.Element | null {
  const [clock, setClock] = useState<ShownClock | null>(null);
  /** Whether there is a clock, as far as is known. */
  const ask = async (given?: object): Promise<boolean> => {
    const options = given === undefined ? {} : { method: "POST", body: JSON.stringify(given) };
    const response = await fetch("/sandbox/clock", options).catch(() => null); // null: the sandbox is away
    if (response?.ok !== true) return response?.status !== 404;
    const shown: ShownClock = await response.json();
    hearClock(shown);
    setClock(shown);
    return true;
  };
  useEffect(() => {
    // A sandbox without a clock of its own has none later either.
    const look = async () => {
      if (!(await ask())) clearInterval(every);
    };
    const every = setInterval(() => void look(), 1_000);
    void look();
    return () => clearInterval(every);
  }, []);
  if (clock === null) return null;
  const time = new Date(clock.now).toLocaleString("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  const onSpeed = ({ currentTarget }: { readonly currentTarget: HTMLSelectElement }) =>
    void ask({ factor: Number(currentTarget.value) });
  const options = factors.map((factor) =>
    h(
      "option",
      { value: factor, selected: factor === clock.factor },
      factor === 1 ? "as it goes" : `${factor} times`,
    ),
  );
  return h("span", { class: "clock", role: "group", "aria-label": "Clock of the sandbox" }, [
    h("time", { dateTime: clock.now }, time),
    h("button", { type: "button", onClick: () => void ask({ forwardMs: HOUR_MS }) }, "+1 hour"),
    h("button", { type: "button", onClick: () => void ask({ forwardMs: 24 * HOUR_MS }) }, "+1 day"),
    h("label", null, ["Speed ", h("select", { onChange: onSpeed }, options)]),
  ]);
}
