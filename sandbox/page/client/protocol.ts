import type { Json } from "../../../src/web/json.ts";
import type { ShownFile } from "../../../src/web/message.ts";
import type { Account } from "../../aws/account.ts";

/** A channel as the page lists it. */
export interface PageChannel {
  readonly id: string;
  readonly name: string;
  readonly isDirect: boolean;
}

/** A person, the app or a user group: whatever has a name. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** A message as the stand-in keeps it. */
export interface PageMessage {
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly files?: readonly ShownFile[];
  readonly thread_ts?: string;
  /** It answers in a thread and stands in the channel as well. */
  readonly is_broadcast?: boolean;
  readonly ephemeral: boolean;
  readonly edited?: Json;
  /** What it said when it was posted, where it was changed since. */
  readonly posted?: { readonly text: string; readonly blocks: readonly Json[] };
}

/** The open modals of a person, the topmost last, and their Home of the app. */
export interface PageViews {
  readonly modals: readonly Json[];
  readonly home: Json | null;
}

/** All that one person sees, told when the page is opened and after every pause in the line. */
export interface Everything extends PageViews {
  readonly type: "everything";
  readonly me: Named;
  readonly zone: string;
  readonly people: readonly Named[];
  readonly groups: readonly (Named & { readonly members: readonly string[] })[];
  readonly app: Named;
  readonly channels: readonly PageChannel[];
  readonly messages: Readonly<Record<string, readonly PageMessage[]>>;
  /** What may be typed, for the completion: `/loans run …` and what it does. */
  readonly commands: readonly { readonly usage: string; readonly summary: string }[];
}

/** What the stand-in tells the page. */
export type PageEvent =
  | Everything
  | { readonly type: "message"; readonly channel: string; readonly message: PageMessage }
  | { readonly type: "removed"; readonly channel: string; readonly ts: string }
  | ({ readonly type: "views" } & PageViews)
  | Nobody;

/** Instead of all that a person sees: nobody has that name, these have others. */
export interface Nobody {
  readonly type: "nobody";
  readonly people: readonly string[];
}

/** The topic of the line that tells what one person sees. */
export function topicOf(person: string): string {
  return `as=${encodeURIComponent(person)}`;
}

/** The topic of the line that tells what there is in the account. */
export const ACCOUNT = "account";

/** The account as somebody sees it who looks at it. */
export interface AccountNews {
  /** What there is, or was when it answered last; `null` until it was told. */
  readonly account: Account | null;
  /** ISO time since which nobody answers for it; `null`: somebody does. */
  readonly awaySince: string | null;
}

/** What the line says: of one person, or of the account. */
export interface LineWord {
  readonly topic: string;
  readonly event: PageEvent | AccountNews;
}

/** What a page hears of a topic; `null`: the stand-in is away. */
export interface Told {
  readonly topic: string;
  readonly event: LineWord["event"] | null;
}

/** What the sandbox's clock shows. */
export interface ShownClock {
  /** ISO time. */
  readonly now: string;
  readonly factor: number;
}
