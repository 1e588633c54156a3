import type { ChatState } from "./chat-state.ts";
import { channels, findPerson, nameOf } from "./people.ts";
import { messageAsText } from "./read-message.ts";

/** A page that shows the channel as text and reloads itself; `as` names the person who looks. */
export function channelPage(state: ChatState, as: string | null): string {
  const person = as === null ? undefined : findPerson(as);
  const messages = state.messagesIn(channels.loans, person?.id).map((message) => {
    const at = new Date(Number(message.ts) * 1000).toISOString();
    const marks = [message.threadTs && "in a thread", message.onlyFor && "only visible to you"].filter(
      Boolean,
    );
    const head = [`@${nameOf(message.user)}`, at, ...marks].join(" · ");
    const place = `p${message.ts.replace(".", "")}`;
    return `<article id="${place}"><h2>${escapeHtml(head)}</h2><pre>${escapeHtml(messageAsText(message))}</pre></article>`;
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="2">
<meta name="viewport" content="width=device-width">
<title>#loans</title>
<style>
  :root { color-scheme: light dark; font-family: system-ui, sans-serif; }
  body { max-width: 70ch; margin: 2rem auto; padding: 0 1rem; }
  h2 { font-size: 0.85rem; margin: 1.5rem 0 0.3rem; }
  pre { white-space: pre-wrap; margin: 0; }
</style>
<h1>#loans</h1>
${messages.length === 0 ? "<p>Nobody has said anything yet.</p>" : messages.join("\n")}
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
