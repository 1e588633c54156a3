import type { ComponentChildren } from "preact";
import { h } from "preact";
import type { Account } from "../../../aws/account.ts";
import { drawOpened, useOpened } from "./opened-object.ts";

/** The logs that EMR has put into the lake of one step, which come some time after it; the one that is opened below them. */
export function StepLogs({ objects }: { readonly objects: Account["objects"] }): ComponentChildren {
  const [opened, open] = useOpened();
  if (objects.length === 0) return h("small", null, "none yet");
  return [
    ...objects.map(({ bucket, key }) =>
      h(
        "button",
        { key, type: "button", class: "object", onClick: () => open(bucket, key) },
        key.slice(key.lastIndexOf("/") + 1).replace(".gz", ""),
      ),
    ),
    drawOpened(opened),
  ];
}
