import { lockStack } from "../lock-stack.ts";
import type { CommandEntry } from "./command-entry.ts";

export const lock: CommandEntry<"lock"> = {
  name: "lock",
  usage: 'lock "reason" [until HH:MM|tomorrow|YYYY-MM-DD]',
  summary: "keep everybody else from changing the stack; the daily batch goes on",
  listener: async (command, { user, typed }, parts) =>
    await lockStack({ ...command, taking: null }, { user, typed }, parts),
};
