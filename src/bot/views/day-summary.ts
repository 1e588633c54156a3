import { grouped } from "../../domain/grouped.ts";
import type { DaySummary } from "../../domain/loans/category-counts.ts";
import { compare, total } from "../../domain/loans/category-counts.ts";
import { COMPARED_WITHIN_DAYS } from "../../domain/loans/compared-within.ts";
import { shortHash } from "../../domain/loans/finding.ts";
import { categoriesIn } from "../../domain/loans/names/small-counts.ts";
import { signed } from "../../domain/loans/tally.ts";
import { longDay, shortDay } from "../../domain/long-day.ts";
import type { Acknowledgment } from "../../domain/messages/acknowledgment.ts";
import type { SummarySince } from "../../domain/messages/summary-since.ts";
import { addsUp, addsUpWords } from "./adds-up.ts";
import type { MessageBlock } from "./block-kit/blocks.ts";
import { context, header, section } from "./block-kit/blocks.ts";
import type { Markup } from "./block-kit/markup.ts";
import {
  capital,
  code,
  joined,
  lines,
  link,
  md,
  mention,
  moment,
  reason,
  reasonWords,
} from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { message } from "./block-kit/message.ts";
import { figures, folded } from "./block-kit/rich-blocks.ts";
import { correctionLine } from "./correction.ts";
import { rangeWords, usualNote } from "./count-words.ts";
import { countsChart } from "./counts-chart.ts";
import { countsTable } from "./counts-table.ts";
import { summaryButtons } from "./summary-buttons.ts";
import { replacedText, withdrawnText } from "./withdrawal.ts";

/** The day's message: how many loans of each category, what changed, whether it adds up, and where it all came from. */
export function daySummary(
  summary: DaySummary,
  cardUrl: string | null,
  since: Partial<SummarySince> = {},
): Message {
  const { withdrawn = null, replaced = null, seen = null, urls } = since;
  if (withdrawn !== null)
    return struckSummary(
      summary,
      { title: "withdrawn", why: withdrawnText(withdrawn, summary.day, urls) },
      cardUrl,
    );
  if (replaced !== null)
    return struckSummary(summary, { title: "replaced", why: md`⚠️ ${replacedText(replaced, urls)}` }, cardUrl);
  const changes = compare(summary.counts, summary.previous?.counts ?? null);
  const rows = total(summary.counts);
  return message(
    header(`Daily loans ${summary.day}: ${grouped(rows)}`),
    threeFigures(summary, rows),
    correctionLine(summary.day, since),
    summary.previous?.isWithdrawn === true &&
      section(md`⚠️ Compared with ${longDay(summary.previous.day)}, whose number was withdrawn since.`),
    summary.previous?.isReplaced === true &&
      section(md`⚠️ Compared with ${longDay(summary.previous.day)}, which was counted anew since.`),
    summary.withdrawnBefore !== undefined &&
      section(
        md`⚠️ Of the same file whose number was withdrawn by ${mention(summary.withdrawnBefore.by)}${reason(summary.withdrawnBefore.reason)}.`,
      ),
    countsChart(summary),
    countsTable(changes, summary),
    section(released(summary)),
    summary.warnings.length > 0 && section(warnings(summary.warnings, seen)),
    sources(summary),
    summaryButtons(summary, seen),
    context(runWords(summary, cardUrl)),
  );
}

/** What is read first: the loans, whether they add up, and whether they are as usual. */
function threeFigures(summary: DaySummary, rows: number): MessageBlock {
  const adds = addsUpWords(summary.tally, summary.sums);
  const usual = againstUsual(summary, rows);
  const figure = (head: string, says: Markup) => section(lines([md`*${head}*`, says]));
  return figures(
    longDay(summary.day),
    [
      figure("Loans", headline(summary, rows)),
      figure(adds.head, md`${adds.says}`),
      figure(usual.head, usual.says),
    ],
    [
      section(
        lines([
          headline(summary, rows, "loans"),
          addsUp(summary.tally, summary.sums),
          md`*${usual.head}*: ${usual.says}`,
        ]),
      ),
    ],
  );
}

/** How the day's loans stand to what is usual of them. */
function againstUsual({ trend }: DaySummary, rows: number): { readonly head: string; readonly says: Markup } {
  const usual = trend?.total.usual;
  if (usual === undefined)
    return { head: "Against the usual", says: md`too few days are known to say what is usual` };
  const note = usualNote(rows, usual);
  return { head: note === "" ? "As usual" : capital(note), says: md`${rangeWords(usual)} loans are usual` };
}

/** What was told stands struck through; its table goes, lest somebody copies it. */
function struckSummary(
  summary: DaySummary,
  { title, why }: { readonly title: string; readonly why: Markup },
  cardUrl: string | null,
): Message {
  const { markup } = headline(summary, total(summary.counts), "loans");
  return message(
    header(`Daily loans ${summary.day}: ${title}`),
    section({ markup: `~${markup.replaceAll("*", "")}~` }),
    section(why),
    sources(summary),
    context(runWords(summary, cardUrl)),
  );
}

function headline(summary: DaySummary, rows: number, what = ""): Markup {
  const present = categoriesIn(summary.counts);
  const loans = what === "" ? md`*${rows}*` : md`*${rows}* ${rows === 1 ? "loan" : what}`;
  const counts = md`${loans} in *${present}* ${present === 1 ? "category" : "categories"}`;
  if (summary.isFromLake) return md`${counts} · what they were compared with was lost when Redis was emptied`;
  if (summary.previous === null)
    return md`${counts} · no day of the ${COMPARED_WITHIN_DAYS} before it to compare with`;
  const change = rows - total(summary.previous.counts);
  const since = shortDay(summary.previous.day);
  if (change !== 0) return md`${counts} · *${signed(change)}* since ${since}`;
  const categories = compare(summary.counts, summary.previous.counts);
  const changed = categories.filter((one) => one.change !== null && one.change !== 0).length;
  // Of those that share a row nobody knows whether each had as many.
  const isSame = changed === 0 && categories.every((one) => one.change !== null);
  if (isSame) return md`${counts} · *no change* since ${since}`;
  const which =
    changed === 0 ? md`` : md`, *${changed}* ${changed === 1 ? "category" : "categories"} changed`;
  return md`${counts} · *the same total* as ${since}${which}`;
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

function warnings(all: readonly string[], seen: Acknowledgment | null): Markup {
  return lines([
    md`*Worth a look* (${all.length})`,
    ...all.map((warning) => md`• ${warning}`),
    seen && md`Seen by ${mention(seen.by)}, ${moment(seen.at)}`,
  ]);
}

/** From what the numbers were made, for whoever doubts them. */
function sources({ lineage: from }: DaySummary): MessageBlock | null {
  return folded("Where each number comes from", [
    section(
      joined(
        [
          fileWords(from),
          from.scriptSha256 !== null && md`script ${code(shortHash(from.scriptSha256))}`,
          from.emrStepId !== null && md`EMR step ${code(from.emrStepId)}`,
          from.statementId !== null && md`statement ${code(from.statementId)}`,
        ],
        " · ",
      ),
    ),
  ]);
}

function runWords({ runId }: DaySummary, cardUrl: string | null): Markup {
  return md`run ${link(cardUrl, runId)}`;
}

function fileWords({ source, sourceSha256 }: DaySummary["lineage"]): Markup | null {
  if (sourceSha256 === null) return null;
  const hash = md`sha256 ${code(shortHash(sourceSha256))}`;
  return source === null ? md`file of ${hash}` : md`file ${code(source)} (${hash})`;
}
