import type { Inbox } from "../../../src/jobs/store/inbox.ts";

/** Takes each delivery once, as the product's own does, and remembers it here; everything is said just now. */
export function fakeInbox(now: () => Date): Pick<Inbox, "take"> {
  const came = new Map<string, string>();
  return {
    take: async ({ ids }) => {
      const at = ids.map((id) => came.get(id)).find((one) => one !== undefined);
      if (at !== undefined) return { is: "again", at };
      for (const id of ids) came.set(id, now().toISOString());
      return { is: "new" };
    },
  };
}
