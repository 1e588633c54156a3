import type { JSX } from "preact";
import { Fragment, h } from "preact";
import type { Account } from "../../../aws/account.ts";
import { cell } from "./list.ts";
import { useOpenable } from "./opened-object.ts";

/**
 * A step of a cluster with the logs that EMR has put into the lake of it, which come some time after it. One that is open has a
 * row of its own: in its cell it would leave the step's name no room.
 */
export function StepRow({
  step: { name, logs },
  state,
}: {
  readonly step: Account["clusters"][number]["steps"][number];
  readonly state: JSX.Element;
}): JSX.Element {
  const { button, below, onKeyDown } = useOpenable();
  const buttons = logs.map((object) =>
    button(object, object.key.slice(object.key.lastIndexOf("/") + 1).replace(".gz", "")),
  );
  const cells = [name, state, logs.length === 0 ? h("small", null, "none yet") : buttons];
  return h(Fragment, null, [
    h("tr", { onKeyDown }, cells.map(cell)),
    below === null ? null : h("tr", { onKeyDown }, h("td", { colSpan: cells.length }, below)),
  ]);
}
