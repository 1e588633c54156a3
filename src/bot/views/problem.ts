import type { Verdict } from "../../domain/commands/permission.ts";
import type { ProblemRecord } from "../../domain/runs/run.ts";
import { context, section } from "./block-kit/blocks.ts";
import type { Markup, Maybe } from "./block-kit/markup.ts";
import { capital, code, lines, md, mention } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { message, messageOf } from "./block-kit/message.ts";

type NotAllowed = Pick<Extract<Verdict, { readonly allowed: false }>, "because" | "ask">;

/** A problem in its own words: what is wrong, what to do, and for a bug of ours what to quote. */
export function problemText(problem: Pick<ProblemRecord, "says" | "remedy" | "ref">): Markup {
  return lines([
    md`${sentence(problem.says)}`,
    // A command to type stands at the end, where a full stop would be taken for a part of it.
    problem.remedy !== "" &&
      md`${problem.remedy.endsWith("`") ? capital(problem.remedy) : sentence(problem.remedy)}`,
    problem.ref !== undefined && md`Quote the reference ${code(problem.ref)}.`,
  ]);
}

/** A problem as an answer. */
export function problemMessage(problem: Pick<ProblemRecord, "says" | "remedy" | "ref">): Message {
  return message(section(problemText(problem)));
}

/** What a person may not do, and whom to ask. */
export function refusal(refused: NotAllowed): Message {
  return message(section(refusalText(refused)));
}

/** The same for a longer answer. */
export function refusalText({ because, ask }: NotAllowed): Markup {
  const whom = ask.map((id) => mention(id).markup).join(", ");
  return lines([md`${sentence(because)}`, whom !== "" && md`You can ask ${{ markup: whom }}.`]);
}

/** The same answer, and what of that which it names the asker may not do; said once, also where it was said before. */
export function withRefusals(said: Message, refused: readonly NotAllowed[]): Message {
  const because = [...new Set(refused.map((one) => one.because))];
  if (because.length === 0) return said;
  const words = refusalText({ because: because.join("; "), ask: refused[0]?.ask ?? [] });
  const line = context(words);
  return line === null || said.text.includes(words.markup) ? said : messageOf([...said.blocks, line]);
}

/** One sentence, or a few lines of them. */
export function says(...all: readonly Maybe<Markup>[]): Message {
  return message(section(lines(all)));
}

/** Problems are written lower case without a full stop, as parts of a longer line; here they stand alone. */
function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? capital(text) : `${capital(text)}.`;
}
