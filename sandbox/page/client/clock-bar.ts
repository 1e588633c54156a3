import type { JSX } from "preact";
import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ShownClock } from "./protocol.ts";

const HOUR_MS = 3_600_000;

/** How fast the clock may be run from the page: a day takes 24 minutes, or 2.4. */
const factors = [1, 60, 600];

/** The sandbox's clock, which can be set forward and run fast, so that a schedule is seen at work. */
export function ClockBar(): JSX.Element | null {
  const [clock, setClock] = useState<ShownClock | null>(null);
  const ask = async (given?: object) => {
    const options = given === undefined ? {} : { method: "POST", body: JSON.stringify(given) };
    const response = await fetch("/sandbox/clock", options).catch(() => null); // null: the sandbox is away
    if (response?.ok === true) setClock(await response.json());
  };
  useEffect(() => {
    void ask();
    const every = setInterval(() => void ask(), 1_000);
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
