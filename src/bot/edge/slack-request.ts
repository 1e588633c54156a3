import { z } from "zod";
import { isApplyOrigin } from "../modals/apply.ts";
import { isCompareOrigin } from "../modals/compare.ts";
import { isAttemptOrigin } from "../modals/modal-metadata.ts";
import { isModalOrigin } from "../modals/teardown.ts";
import {
  applyModal,
  compareModal,
  denyModal,
  offerForms,
  releaseModal,
  skipModal,
  teardownModal,
} from "../names.ts";

/**
 * The edge: what Slack sends becomes one of these, or nothing. What is passed on holds the fields named here and no
 * other, each of the type that is named, so that neither Bolt nor a listener meets anything that it does not expect.
 */

/** A user's, channel's or workspace's id; the first letter tells the kind (docs.slack.dev, "Slack IDs"). */
const id = (kinds: string) => z.string().regex(new RegExp(`^[${kinds}][A-Z0-9]{1,40}$`));
const userId = id("UW");
const channelId = id("CDG");
/** A workspace, or an Enterprise organization. */
const teamId = id("TE");
/** Seconds since 1970 with six digits behind the point, which also are a message's id in its channel. */
const timestamp = z.string().regex(/^\d{1,12}\.\d{1,9}$/);
/** Names one delivery: a trigger, an event, a view. */
const deliveryId = z.string().min(1).max(255);
/** A message of Slack's is cut at 40,000 characters; what is typed behind a slash command is no longer. */
const text = z.string().max(40_000);

/** Where an answer may be sent for half an hour; anything that is no address is left out, and answered otherwise. */
const responseUrl = z
  .url({ protocol: /^https?$/ })
  .optional()
  .catch(undefined);

/** What may be missing, or `null`: Bolt itself knows the first alone, and reads on where it is the second. */
const missing = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => value ?? undefined, schema.optional());

const commandSchema = z.object({
  command: z.string(),
  text: text.default(""),
  user_id: userId,
  channel_id: channelId,
  team_id: teamId,
  trigger_id: deliveryId,
  response_url: responseUrl,
});

/** The person of an interaction; an app that is installed in a whole organization is told no team of its own. */
const actor = z.object({ id: userId, team_id: teamId.optional() });
const team = z.object({ id: teamId }).nullish();
/** What a press was made on. */
const pressedOn = z.object({ type: z.string().optional(), thread_ts: timestamp.optional() });

const pressSchema = z.object({
  type: z.literal("block_actions"),
  user: actor,
  team,
  trigger_id: deliveryId,
  /** Missing on a modal and in the app's Home. */
  channel: missing(z.object({ id: channelId })),
  container: missing(pressedOn),
  message: missing(pressedOn),
  /** What was pressed on, where that is no message. */
  view: missing(z.object({ private_metadata: z.string().max(3_000) })),
  response_url: responseUrl,
  actions: z
    .array(
      z.object({
        type: z.string(),
        action_id: z.string().min(1).max(255),
        value: z.string().max(3_000).nullish(),
        /** Of a menu behind dots. Other elements have other fields, and nobody here listens to those. */
        selected_option: z
          .object({ value: z.string().max(3_000).optional() })
          .nullish()
          .catch(null),
        /** Of boxes that can be ticked: those that are. */
        selected_options: z
          .array(z.object({ value: z.string().max(150).optional() }))
          .max(10)
          .nullish()
          .catch(null),
        /** When it was pressed. */
        action_ts: timestamp,
      }),
    )
    .min(1),
});

/** By a form's callback id: whether the metadata is what we put into such a form. */
const forms: Readonly<Record<string, (privateMetadata: string) => boolean>> = {
  [teardownModal.callbackId]: isModalOrigin,
  [applyModal.callbackId]: isApplyOrigin,
  [releaseModal.callbackId]: isAttemptOrigin,
  [denyModal.callbackId]: isAttemptOrigin,
  ...Object.fromEntries(Object.values(offerForms).map((callbackId) => [callbackId, isModalOrigin])),
  [skipModal.callbackId]: isAttemptOrigin,
  [compareModal.callbackId]: isCompareOrigin,
};

const chosen = z.object({ value: z.string() });
/** What a field holds: each kind fills another of these. */
const filled = z.object({
  value: z.string().nullish(),
  selected_date: z.string().nullish(),
  selected_option: chosen.nullish(),
  selected_options: z.array(chosen).nullish(),
});

const submissionSchema = z.object({
  type: z.literal("view_submission"),
  user: actor,
  team,
  view: z
    .object({
      id: deliveryId,
      /** Ours, where the form was opened in a channel that we share with the workspace of whoever filled it in. */
      app_installed_team_id: teamId.nullish(),
      callback_id: z.string(),
      private_metadata: z.string(),
      state: z.object({
        values: z.record(z.string(), z.record(z.string(), filled)),
      }),
    })
    .refine((view) => forms[view.callback_id]?.(view.private_metadata) === true, {
      path: ["private_metadata"],
    }),
});

/** A message as its writer formatted it; one that is not of this shape is no order. */
const richText = z.array(
  z.object({
    type: z.string(),
    elements: z
      .array(
        z.object({
          type: z.string(),
          elements: z
            .array(
              z.object({
                type: z.string(),
                text: z.string().optional(),
                user_id: z.string().optional(),
                style: z.object({ code: z.boolean().optional() }).optional(),
              }),
            )
            .optional(),
        }),
      )
      .optional(),
  }),
);

/** What Slack tells of that is said to the app: with its name in a channel, without it in their direct messages. */
const SAID = ["app_mention", "message"] as const;

const HOME_OPENED = "app_home_opened";

/** A message that is new, there; of what becomes of it Slack tells as of messages of other subtypes. */
function isNewInDirectMessages(event: unknown): boolean {
  const subtype = textOf(event, "subtype");
  return textOf(event, "channel_type") === "im" && (subtype === null || subtype === "thread_broadcast");
}

const mentionSchema = z.object({
  type: z.literal("event_callback"),
  team_id: teamId,
  event_id: deliveryId,
  /**
   * Who we are: without it nobody could tell whose mention begins the message. In a channel that is shared with another
   * workspace the team beside it is ours, and the one above may be the other.
   */
  authorizations: z.array(z.object({ user_id: userId, team_id: teamId.nullish() })).min(1),
  event: z.object({
    type: z.enum(SAID),
    /** Missing where an app speaks. */
    user: userId.optional(),
    bot_id: z.string().nullish(),
    subtype: z.string().optional(),
    /** There when the message was changed after it was posted: Slack tells of the mention anew then. */
    edited: z.unknown().optional(),
    text,
    blocks: richText.optional().catch([{ type: "unreadable" }]),
    ts: timestamp,
    channel: channelId,
    thread_ts: timestamp.optional(),
  }),
});

/** Somebody looks at the app: at its Home, or at another tab of it. */
const homeSchema = z.object({
  type: z.literal("event_callback"),
  team_id: teamId,
  event_id: deliveryId,
  event: z.object({
    type: z.literal(HOME_OPENED),
    user: userId,
    /** Their direct messages with the app. */
    channel: channelId,
    tab: z.string(),
  }),
});

/** `/loans …` */
export type SlashCommandRequest = z.infer<typeof commandSchema>;
/** A press on a button of a message, a modal or App Home. */
export type PressRequest = z.infer<typeof pressSchema>;
/** A modal of ours that was sent off. */
export type SubmissionRequest = z.infer<typeof submissionSchema>;
/** `@loans …`, or what is said in the app's direct messages. */
export type MentionRequest = z.infer<typeof mentionSchema>;
/** Somebody opened the app. */
export type HomeRequest = z.infer<typeof homeSchema>;

/** What somebody here listens to. */
type HeardRequest = SlashCommandRequest | PressRequest | SubmissionRequest | MentionRequest | HomeRequest;

/** What a request came to. */
export type SlackRequest =
  /** Somebody here listens. */
  | {
      readonly is: "heard";
      readonly body: HeardRequest;
    }
  /** Slack asks whether this address is its app's; the answer is the challenge. */
  | { readonly is: "challenge"; readonly challenge: string }
  /** Slack's, and nobody here listens; `says` is for the person who typed it, where there is one. */
  | { readonly is: "unheard"; readonly says: string | null }
  /** No shape of Slack's. `because` names the kind and the field, never what stood in it. */
  | { readonly is: "foreign"; readonly because: string };

/** Reads the parsed body of a request; of whatever it is, an answer comes back and nothing is thrown. `command` is the one that this app hears. */
export function readSlackRequest(body: unknown, ours: { readonly command: string }): SlackRequest {
  const envelope = z.looseObject({}).safeParse(body);
  if (!envelope.success) return foreign("a body that is no object");
  const { type, command, event, view } = envelope.data;
  if (type === undefined && command !== undefined) return commandRequest(body, ours.command);
  switch (type) {
    case "block_actions":
      return answered("a press", pressSchema.safeParse(body));
    case "view_submission":
      return named(textOf(view, "callback_id"), Object.keys(forms), {
        read: () => answered("a form", submissionSchema.safeParse(body)),
        nameless: "a form without a callback id",
      });
    case "event_callback":
      if (textOf(event, "type") === "message" && !isNewInDirectMessages(event))
        return { is: "unheard", says: null };
      return named(textOf(event, "type"), [...SAID, HOME_OPENED], {
        read: () =>
          textOf(event, "type") === HOME_OPENED
            ? answered("an opened Home", homeSchema.safeParse(body))
            : answered("a mention", mentionSchema.safeParse(body)),
        nameless: "an event without a type",
      });
    case "url_verification": {
      const asked = z.object({ challenge: z.string().max(1_000) }).safeParse(body);
      return asked.success ? { is: "challenge", ...asked.data } : foreign("a challenge that is no text");
    }
    default:
      return typeof type === "string" ? { is: "unheard", says: null } : foreign("an object without a type");
  }
}

function commandRequest(body: unknown, ours: string): SlackRequest {
  const request = answered("a slash command", commandSchema.safeParse(body));
  if (request.is !== "heard" || !("command" in request.body) || request.body.command === ours) return request;
  const says = `This app hears \`${ours}\` only, so nothing was done.`;
  return { is: "unheard", says };
}

/** What bears a name that somebody here listens to is read; what bears another is somebody else's. */
function named(
  name: string | null,
  heardHere: readonly string[],
  { read, nameless }: { readonly read: () => SlackRequest; readonly nameless: string },
): SlackRequest {
  if (name === null) return foreign(nameless);
  return heardHere.includes(name) ? read() : { is: "unheard", says: null };
}

function textOf(value: unknown, field: string): string | null {
  const parsed = z.object({ [field]: z.string() }).safeParse(value);
  return parsed.success ? (parsed.data[field] ?? null) : null;
}

function answered(what: string, parsed: z.ZodSafeParseResult<HeardRequest>): SlackRequest {
  if (parsed.success) return { is: "heard", body: parsed.data };
  // The first field that is off, with numbers and names of other people's making left out.
  const path = parsed.error.issues[0]?.path.filter((part) => typeof part === "string") ?? [];
  return foreign(`${what} whose ${path.slice(0, 2).join(".") || "fields"} cannot be read`);
}

function foreign(because: string): SlackRequest {
  return { is: "foreign", because };
}
