import { lockStack } from "../lock-stack.ts";
import type { CommandEntry } from "./command-entry.ts";

export const unlock: CommandEntry<"unlock"> = {
  name: "unlock",
  usage: "unlock",
  summary: "lift the lock of the stack; somebody else's is taken over after a question",
  listener: async (command, { user, typed }, parts) =>
    await lockStack({ ...command, taking: null }, { user, typed }, parts),
};
