import { teardownAnswer } from "../modals/open-teardown.ts";
import type { CommandEntry } from "./command-entry.ts";

export const teardown: CommandEntry<"teardown"> = {
  name: "teardown",
  usage: "teardown",
  summary: "delete the stack and all it holds, after you typed its name",
  listener: (_command, asking, parts) => teardownAnswer(asking, parts),
};
