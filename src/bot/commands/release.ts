import { releaseNamed } from "../release-day.ts";
import type { CommandEntry } from "./command-entry.ts";

export const release: CommandEntry<"release"> = {
  name: "release",
  usage: 'release <today|yesterday|YYYY-MM-DD> "reason"',
  summary:
    "let a held day be told as it is, where a person may vouch for its numbers; its summary says who and why",
  listener: releaseNamed,
};
