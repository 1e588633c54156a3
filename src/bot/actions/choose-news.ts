import { newsKinds } from "../../domain/messages/news.ts";
import { actionId, isDirect } from "../names.ts";
import { md } from "../views/block-kit/markup.ts";
import { says } from "../views/problem.ts";
import type { ActionEntry } from "./button.ts";

/** Takes what a person wants to be told of from now on; the Home, shown anew, says what stands. */
export const chooseNews: ActionEntry = {
  id: actionId.wishes,
  async listener({ value, asking: { user, channel } }, { wishes, clock, log }) {
    if (!isDirect(channel)) return says(md`Nothing was changed: it is chosen on the Home of the app.`);
    const ticked = value.split(" ");
    const wants = newsKinds.filter((kind) => ticked.includes(kind));
    await wishes.set(user, { wants, channel, since: clock.now().toISOString() });
    log.info({ user, wants }, "what somebody wants to be told of");
    return null;
  },
};
