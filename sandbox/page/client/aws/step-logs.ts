import type { ComponentChildren } from "preact";
import { h } from "preact";
import type { AccountObject } from "../../../aws/account.ts";
import { OpenableObject } from "./opened-object.ts";

/** The logs that EMR has put into the lake of one step, which come some time after it. */
export function StepLogs({ logs }: { readonly logs: readonly AccountObject[] }): ComponentChildren {
  if (logs.length === 0) return h("small", null, "none yet");
  return logs.map((object) =>
    h(OpenableObject, {
      ...{ key: object.key, object },
      label: object.key.slice(object.key.lastIndexOf("/") + 1).replace(".gz", ""),
    }),
  );
}
