import { COMMAND } from "../domain/commands/command-name.ts";
import { parseCommand } from "../domain/commands/parse-command.ts";
import type { Person } from "../domain/commands/permission.ts";
import { isChange, mayAsk } from "../domain/commands/permission.ts";
import { dayIn } from "../domain/day.ts";
import type { BotParts } from "./bot-parts.ts";
import { unescapeMarkup } from "./views/block-kit/markup.ts";
import type { Message } from "./views/block-kit/message.ts";
import { withRefusals } from "./views/problem.ts";

const TYPED = new RegExp(`\`${COMMAND} ([^\`]+)\``, "g");

/**
 * The same answer, for somebody who may not type all that it says would help: that they may not, and whom they can ask. What helps
 * stays named, since it is what they would ask for.
 */
export function withWhomToAsk(
  answer: Message,
  person: Person,
  { config, clock }: Pick<BotParts, "config" | "clock">,
): Message {
  const { zone, calendar } = config.daily;
  const today = dayIn(zone, clock.now());
  const refused = [...answer.text.matchAll(TYPED)].flatMap(([, line = ""]) => {
    const parsed = parseCommand(unescapeMarkup(line), { today, calendar });
    if (parsed.is !== "command" || !isChange(parsed.command)) return [];
    const verdict = mayAsk(parsed.command, person, config.people);
    return verdict.allowed ? [] : [verdict];
  });
  return withRefusals(answer, refused);
}
