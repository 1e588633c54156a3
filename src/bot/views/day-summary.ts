import { grouped } from "../../domain/grouped.ts";
import type { DaySummary } from "../../domain/loans/category-counts.ts";
import { compare, total } from "../../domain/loans/category-counts.ts";
import { COMPARED_WITHIN_DAYS } from "../../domain/loans/compared-within.ts";
import { shortHash } from "../../domain/loans/finding.ts";
import { categoriesIn } from "../../domain/loans/names/small-counts.ts";
import { signed } from "../../domain/loans/tally.ts";
import type { Replaced } from "../../domain/runs/day-number/day-number.ts";
import type { Withdrawal } from "../../domain/runs/day-number/withdrawal.ts";
import { addsUp } from "./adds-up.ts";
import { context, header, section } from "./block-kit/blocks.ts";
import type { Markup } from "./block-kit/markup.ts";
import { code, joined, lines, link, md, mention, moment, reason, reasonWords } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { message } from "./block-kit/message.ts";
import { countsTable } from "./counts-table.ts";
import { replacedText, withdrawnText } from "./withdrawal.ts";

/** The day's message: how many loans of each category, what changed, whether it adds up, and where it all came from. */
export function daySummary(
  summary: DaySummary,
  cardUrl: string | null,
  withdrawn: Withdrawal | null = null,
  replaced: Replaced | null = null,
): Message {
  if (withdrawn !== null)
    return struckSummary(
      summary,
      { title: "withdrawn", why: withdrawnText(withdrawn, summary.day) },
      cardUrl,
    );
  if (replaced !== null)
    return struckSummary(summary, { title: "replaced", why: md`⚠️ ${replacedText(replaced)}` }, cardUrl);
  const changes = compare(summary.counts, summary.previous?.counts ?? null);
  const rows = total(summary.counts);
  return message(
    header(`Daily loans ${summary.day}: ${grouped(rows)}`),
    section(headline(summary, rows)),
    summary.previous?.isWithdrawn === true &&
      section(md`⚠️ Compared with ${summary.previous.day}, whose number was withdrawn since.`),
    summary.previous?.isReplaced === true &&
      section(md`⚠️ Compared with ${summary.previous.day}, which was counted anew since.`),
    summary.withdrawnBefore !== undefined &&
      section(
        md`⚠️ Of the same file whose number was withdrawn by ${mention(summary.withdrawnBefore.by)}${reason(summary.withdrawnBefore.reason)}.`,
      ),
    countsTable(changes, summary),
    section(addsUp(summary.tally, summary.sums)),
    section(released(summary)),
    summary.warnings.length > 0 && section(warnings(summary.warnings)),
    context(lineage(summary, cardUrl)),
  );
}

/** What was told stands struck through; its table goes, lest somebody copies it. */
function struckSummary(
  summary: DaySummary,
  { title, why }: { readonly title: string; readonly why: Markup },
  cardUrl: string | null,
): Message {
  const { markup } = headline(summary, total(summary.counts));
  return message(
    header(`Daily loans ${summary.day}: ${title}`),
    section({ markup: `~${markup.replaceAll("*", "")}~` }),
    section(why),
    context(lineage(summary, cardUrl)),
  );
}

function headline(summary: DaySummary, rows: number): Markup {
  const present = categoriesIn(summary.counts);
  const counts = md`*${rows}* ${rows === 1 ? "loan" : "loans"} in *${present}* ${present === 1 ? "category" : "categories"}`;
  if (summary.isFromLake) return md`${counts} · what they were compared with was lost when Redis was emptied`;
  if (summary.previous === null)
    return md`${counts} · no day of the ${COMPARED_WITHIN_DAYS} before it to compare with`;
  const change = rows - total(summary.previous.counts);
  return md`${counts} · *${signed(change)}* since ${summary.previous.day}`;
}

/** Who let pass what held the day, and why; what that is stands under what is worth a look. */
function released({ releases = [] }: DaySummary): Markup {
  return lines(
    releases.map(
      ({ by, reason, heldSince }) =>
        md`*Released* by ${mention(by)}: ${reasonWords(reason)}; it was held since ${moment(heldSince)}.`,
    ),
  );
}

function warnings(all: readonly string[]): Markup {
  return lines([md`*Worth a look*`, ...all.map((warning) => md`• ${warning}`)]);
}

function lineage({ lineage: from, runId }: DaySummary, cardUrl: string | null): Markup {
  return joined(
    [
      fileWords(from),
      from.scriptSha256 !== null && md`script ${code(shortHash(from.scriptSha256))}`,
      md`run ${link(cardUrl, runId)}`,
      from.emrStepId !== null && md`EMR step ${code(from.emrStepId)}`,
      from.statementId !== null && md`statement ${code(from.statementId)}`,
    ],
    " · ",
  );
}

function fileWords({ source, sourceSha256 }: DaySummary["lineage"]): Markup | null {
  if (sourceSha256 === null) return null;
  const hash = md`sha256 ${code(shortHash(sourceSha256))}`;
  return source === null ? md`file of ${hash}` : md`file ${code(source)} (${hash})`;
}
