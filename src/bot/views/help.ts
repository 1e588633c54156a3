import { COMMAND } from "../../domain/commands/command-name.ts";
import { context, header, section } from "./block-kit/blocks.ts";
import { code, lines, md } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { message } from "./block-kit/message.ts";

/** A command as help shows it. */
export interface HelpLine {
  readonly usage: string;
  readonly summary: string;
}

/** What this person may do; `because` says why something is missing, `null` when nothing is. */
export function helpMessage(allowed: readonly HelpLine[], because: string | null): Message {
  return message(
    header("What you can ask for"),
    section(lines(allowed.map(({ usage, summary }) => md`${code(`${COMMAND} ${usage}`)} ${summary}`))),
    because !== null && context(md`Not listed is what you may not do: ${because}.`),
    context(md`In a thread, mention the app with the same words: ${code("@loans status")}`),
  );
}
