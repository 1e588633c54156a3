import type { Everything, PageMessage } from "../../../../sandbox/page/client/protocol.ts";

/** A message of the app in #loans. */
export function message(ts: string, text: string, more: Partial<PageMessage> = {}): PageMessage {
  return { ts, text, user: "U0LOANSBOT", blocks: [], ephemeral: false, ...more };
}

/** What the operator sees of a workspace with one channel and the direct one. */
export function everything(messages: readonly PageMessage[]): Everything {
  return {
    type: "everything",
    me: { id: "U0OPERATOR", name: "operator" },
    zone: "Asia/Kolkata",
    people: [],
    groups: [{ id: "S0OPERATORS", name: "operators", members: ["U0OPERATOR"] }],
    app: { id: "U0LOANSBOT", name: "loans" },
    channels: [
      { id: "C0LOANS", name: "loans", isDirect: false },
      { id: "D0OPERATOR", name: "loans", isDirect: true },
    ],
    messages: { C0LOANS: messages },
    commands: [],
    modals: [],
    home: null,
  };
}
