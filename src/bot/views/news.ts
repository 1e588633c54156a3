import { grouped } from "../../domain/grouped.ts";
import { loansOf } from "../../domain/runs/backfill.ts";
import type { DirectNews } from "../../jobs/messages/direct-news.ts";
import type { RunView } from "../../jobs/requests/run-view.ts";
import type { Markup } from "./block-kit/markup.ts";
import { code, md } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { dated } from "./days.ts";
import { says } from "./problem.ts";
import { runLine } from "./runs/run-line.ts";
import { runName } from "./runs/run-words.ts";

/** What one person is told in a direct message, with the link to the card that has the buttons. */
export function newsMessage(news: DirectNews): Message {
  return says(newsLine(news), md`_You asked to be told of this on the Home of the app._`);
}

function newsLine(news: DirectNews) {
  if (news.of === "late")
    return md`⚠️ The summary of *${dated(news.day)}* is late. ${code("/loans status")} tells what is underway.`;
  const { run, progress } = news.view;
  const line = runLine(news.view);
  switch (news.kind) {
    case "approval":
      return md`✋ ${runName(run)} waits for a yes that you may give: ${line}`;
    case "summary":
      return md`✅ ${runName(run)} is told${loansWords(news.view)}: ${line}`;
    case "trouble":
      return md`${progress.state === "held" ? "⚠️" : "❌"} ${runName(run)} ${progress.state === "held" ? "is held" : "failed"}: ${line}`;
  }
}

/** `, *498* loans`: the number is what they wish to hear. */
function loansWords({ progress }: RunView): Markup {
  const told = loansOf(progress);
  return told === null ? md`` : md`, *${grouped(told)}* ${told === 1 ? "loan" : "loans"}`;
}
