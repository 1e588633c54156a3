import type { IncomingMessage, ServerResponse } from "node:http";
import { renderToString } from "preact-render-to-string";
import { drawMessage, drawMessageAsText } from "../../src/web/message.ts";
import type { Reader } from "../../src/web/reader.ts";
import { escapeXml } from "../aws/wire/xml.ts";
import { isLocalRequest } from "../local-request.ts";
import type { ChatState } from "../slack/chat-state.ts";
import { asSeen } from "../slack/door-acts.ts";
import { sendJson, sendText } from "../slack/http.ts";
import { bot, channels, nameOf, workspace } from "../slack/people.ts";
import { ASSETS, assetAt, importMap } from "./assets.ts";
import { askAws } from "./aws-door.ts";
import { ACCOUNT } from "./client/protocol.ts";
import { tellEvents } from "./events.ts";

/** Nothing of the page comes from anywhere else, but for pictures in messages; nobody may show it within a page of theirs. */
const POLICY =
  "default-src 'self'; img-src 'self' https: http: data:; style-src 'self' 'unsafe-inline'; script-src 'self' 'sha256-";

/** What the page shows. */
export interface Shown {
  readonly state: ChatState;
  /** Where the AWS stand-in is; `null`: there is none. */
  readonly awsUrl: string | null;
  /** Whether people type in a workspace of Slack's own, and what is played here hears none of it. */
  readonly isChatElsewhere: boolean;
}

/** Answers what the page is made of; `false` for a path that is none of it. */
export async function answerPage(
  { state, awsUrl, isChatElsewhere }: Shown,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const isPage = url.pathname === "/" || url.pathname.startsWith("/archives/");
  if (!(isPage || url.pathname.startsWith(ASSETS)) || (isPage && request.method !== "GET")) return false;
  if (!isLocalRequest(request.headers)) {
    sendJson(response, 403, { error: "the page is for this machine only; open it by 127.0.0.1" });
    return true;
  }
  if (url.pathname === `${ASSETS}events`) {
    const isAccountWanted = url.searchParams.has(ACCOUNT);
    const topics = { persons: url.searchParams.getAll("as"), awsUrl: isAccountWanted ? awsUrl : null };
    await tellEvents(state, topics, response);
    return true;
  }
  if (awsUrl !== null && url.pathname.startsWith(`${ASSETS}aws/`)) {
    await askAws(awsUrl, { path: url.pathname.slice(`${ASSETS}aws/`.length), request, response });
    return true;
  }
  if (isPage) {
    await sendPage({ state, isChatElsewhere, host: request.headers.host ?? "" }, response);
    return true;
  }
  const asset = assetAt(url.pathname.slice(ASSETS.length));
  if (asset === null) sendJson(response, 404, { error: `the page has no ${url.pathname}` });
  else {
    response.writeHead(200, { "content-type": asset.type, "cache-control": "no-cache" });
    response.end(asset.body);
  }
  return true;
}

type Chat = Pick<Shown, "state" | "isChatElsewhere"> & {
  /** By which the page is asked for: its own machine, as has been seen to. */
  readonly host: string;
};

async function sendPage(chat: Chat, response: ServerResponse): Promise<void> {
  const map = importMap();
  const hash = Buffer.from(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(map))).toString(
    "base64",
  );
  response.setHeader("content-security-policy", `${POLICY}${hash}'; frame-ancestors 'none'`);
  sendText(response, 200, pageHtml(map, chat), "text/html; charset=utf-8");
}

function pageHtml(map: string, { state, isChatElsewhere, host }: Chat): string {
  const place = isChatElsewhere ? "elsewhere" : "here";
  const list = isChatElsewhere
    ? "<h1>The chat is in your Slack workspace</h1>"
    : `<h1>#${channels.loans.name}</h1>${readableList(state, host)}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Loan Tracker: the sandbox</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${ASSETS}src/web/block-kit.css">
<link rel="stylesheet" href="${ASSETS}sandbox/page/client/page.css">
<script type="importmap">${map}</script>
<script type="module" src="${ASSETS}sandbox/page/client/main.ts"></script>
<body>
<div id="page" data-chat="${place}" data-command="${escapeXml(state.command)}">
<noscript><p class="without-script">Without JavaScript this page is a list to read. Reload it for what is new.</p></noscript>
<main class="list">${list}</main>
</div>
</body>
</html>
`;
}

/** The channel as whoever has no script reads it, in the workspace's zone. */
function readableList(state: ChatState, host: string): string {
  const reader: Reader = {
    ...{ userId: "", zone: workspace.timeZone, locale: "en-US", now: state.now() },
    nameOf: (id) => nameOf(id),
    choices: { users: [], channels: [], conversations: [] },
  };
  const messages = state.messagesIn(channels.loans).map((message) => {
    const { ts, user, text, blocks, edited } = message;
    const files = (asSeen(message).files ?? []).map((file) => ({
      ...file,
      url: `http://${host}${file.url}`,
    }));
    const shown = {
      ...{
        ts,
        text,
        blocks,
        files,
        replies: null,
        isEphemeral: false,
        isEdited: edited !== undefined,
      },
      author: { name: nameOf(user), isApp: user === bot.userId },
    };
    try {
      return renderToString(drawMessage(shown, reader));
    } catch (why) {
      return renderToString(drawMessageAsText(shown, why));
    }
  });
  return messages.length === 0 ? "<p>Nobody has said anything yet.</p>" : `<div>${messages.join("")}</div>`;
}
