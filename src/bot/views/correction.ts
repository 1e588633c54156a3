import type { Day } from "../../domain/day.ts";
import { grouped } from "../../domain/grouped.ts";
import { nameInSentence } from "../../domain/loans/names/plain-name.ts";
import { signed } from "../../domain/loans/tally.ts";
import type { SummarySince } from "../../domain/messages/summary-since.ts";
import type { MessageBlock } from "./block-kit/blocks.ts";
import { section } from "./block-kit/blocks.ts";
import type { Markup } from "./block-kit/markup.ts";
import { clockTime, joined, link, md, mention, moment, reason } from "./block-kit/markup.ts";

/** So many categories are named; the table has the others. */
const MOST_NAMED = 5;

/** What a number corrects: when, what it was before, what is other now, for whom and why, and by whose yes. `null`: it is the day's first. */
export function correctionLine(day: Day, { corrects, urls }: Partial<SummarySince>): MessageBlock | null {
  if (!corrects) return null;
  const { was, isAfterWithdrawal, at, by, approvedBy, reason: why } = corrects;
  const loans =
    was.loans === null ? "its former number" : `${grouped(was.loans)} ${was.loans === 1 ? "loan" : "loans"}`;
  const former = link(urls?.get(was.runId) ?? null, loans);
  const isSame = corrects.change === 0 && corrects.changes?.length === 0;
  const what = isAfterWithdrawal || isSame ? md`*Counted anew*` : md`*Corrected*`;
  const where = isAfterWithdrawal ? md`, after ${former} had been withdrawn` : md`, was ${former}`;
  // On another day than the summary's own an hour alone would be read as one of that day.
  const when = at === null ? md`` : md` ${at.startsWith(day) ? clockTime(at) : moment(at)}`;
  return section(
    joined(
      [
        md`${what}${when}${where}: ${differences(corrects)}`,
        md`by ${mention(by)}${reason(why)}`,
        approvedBy !== null && md`approved by ${mention(approvedBy)}`,
      ],
      " · ",
    ),
  );
}

function differences({
  changes,
  change,
}: Pick<NonNullable<SummarySince["corrects"]>, "changes" | "change">): Markup {
  if (changes === null || change === null)
    return md`what is other is not known, its counts were lost with Redis`;
  if (changes.length === 0)
    return change === 0 ? md`no category has another count` : md`${signed(change)} in what shares a row`;
  const named = changes
    .slice(0, MOST_NAMED)
    .map((one) => md`${nameInSentence(one.category)} ${signed(one.change ?? 0)}`);
  const more = changes.length - named.length;
  return joined([...named, more > 0 && md`${more} more`], ", ");
}
