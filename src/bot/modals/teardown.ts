import type { ModalView } from "@slack/types";
import type { LakeWeight } from "../../domain/aws/lake-weight.ts";
import { bytesInWords } from "../../domain/aws/lake-weight.ts";
import { withoutAccountIds } from "../../domain/aws/redact-account-ids.ts";
import { grouped } from "../../domain/grouped.ts";
import { teardownModal } from "../names.ts";
import type { Markup } from "../views/block-kit/markup.ts";
import { code, lines, md } from "../views/block-kit/markup.ts";
import type { ModalOrigin } from "./modal-metadata.ts";
import { metadata, modalOriginSchema } from "./modal-metadata.ts";
import { nameModal } from "./name-modal.ts";

const metadataSchema = metadata(modalOriginSchema);

/**
 * Asks for the stack's name, because a teardown deletes data that cannot be had back. `lake`: `null` where what is in it is not
 * known; `audit`: where the audit record is kept besides Redis, `null`: nowhere.
 */
export function teardownView(
  stack: string,
  origin: ModalOrigin,
  { lake, audit }: { readonly lake: LakeWeight | null; readonly audit: string | null },
): ModalView {
  return nameModal({
    callbackId: teardownModal.callbackId,
    title: { says: "Tear down", send: "Tear down", leave: "Keep it" },
    words: lines([
      md`This deletes the stack *${stack}* and all it holds:`,
      lakeLine(lake),
      md`• the warehouse, its tables and its snapshots`,
      md`• the Spark cluster, the dashboard host, the network`,
      md`It cannot be undone. What stays: the summaries in the channel, and the daily files where LOANS_SOURCE has them.`,
    ]),
    fields: [
      {
        blockId: teardownModal.blockId,
        inputId: teardownModal.inputId,
        label: "The stack's name",
        name: stack,
      },
    ],
    small:
      audit === null
        ? md`The audit record stays in the bot's Redis alone; its last hash is posted here when the stack is gone.`
        : md`The audit record stays, in the bot's Redis and at ${code(withoutAccountIds(audit))}.`,
    metadata: modalOriginSchema.parse(origin),
  });
}

function lakeLine(lake: LakeWeight | null): Markup {
  const what = md`• the lake with every version of every loan file and result`;
  if (lake === null) return what;
  const { objects, bytes, days, isMore } = lake;
  const [first, last] = [days[0], days.at(-1)];
  const ofDays =
    first === undefined || last === undefined
      ? md``
      : days.length === 1
        ? md`, of ${first}`
        : md`, of ${days.length} days from ${first} to ${last}`;
  const many = md`${grouped(objects)} ${objects === 1 ? "object" : "objects"}, ${bytesInWords(bytes)}${ofDays}`;
  return md`${what}: ${isMore ? "more than " : ""}${many}`;
}

/** Reads back what `teardownView` put into the modal; the edge has seen to it that it can be read. */
export function modalOrigin(privateMetadata: string): ModalOrigin {
  return metadataSchema.parse(privateMetadata);
}

/** Whether it is what `teardownView` puts into a modal. */
export function isModalOrigin(privateMetadata: string): boolean {
  return metadataSchema.safeParse(privateMetadata).success;
}
