import { gzipSync } from "node:zlib";
import type { Kind } from "./kind.ts";

/** The file as a whole: packed, of another kind, or with nothing in it. */
export const wholeKinds: readonly Kind[] = [
  {
    name: "gzip",
    touches: ["bytes"],
    apply: (draft) => {
      draft.isPacked = true;
      draft.bytes.push((bytes) => gzipSync(bytes));
    },
  },
  {
    name: "gzip in two members",
    touches: ["bytes"],
    apply: (draft) => {
      draft.isPacked = true;
      const share = draft.random.integer(100) / 100;
      draft.bytes.push((bytes) => {
        const at = Math.floor(bytes.length * share);
        return Buffer.concat([gzipSync(bytes.subarray(0, at)), gzipSync(bytes.subarray(at))]);
      });
    },
  },
  {
    name: "gzip cut off",
    touches: ["bytes"],
    apply: (draft) => {
      draft.isPacked = true;
      const share = 0.2 + draft.random.integer(70) / 100;
      draft.bytes.push((bytes) => {
        const packed = gzipSync(bytes);
        return packed.subarray(0, Math.floor(packed.length * share));
      });
      draft.reasons.add("gzip-broken");
    },
  },
  {
    name: "something behind the gzip",
    touches: ["bytes"],
    apply: (draft) => {
      draft.isPacked = true;
      const behind = draft.random.pick(["and more", "\n", "\u001a", "\0\0\0\0"]);
      draft.bytes.push((bytes) => Buffer.concat([gzipSync(bytes), Buffer.from(behind)]));
      draft.reasons.add("gzip-broken");
    },
  },
  {
    name: "UTF-16",
    touches: ["bytes", "letters"],
    apply: (draft) => {
      const [isBig, hasMark] = [draft.random.oneIn(2), draft.random.oneIn(2)];
      draft.bytes.push((bytes) => {
        const little = Buffer.from(`${hasMark ? "\ufeff" : ""}${bytes.toString("utf8")}`, "utf16le");
        return isBig ? little.swap16() : little;
      });
      draft.reasons.add("file-no-text");
    },
  },
  {
    name: "a workbook",
    touches: ["everything"],
    apply: (draft) => {
      draft.bytes.push((bytes) => Buffer.concat([Buffer.from("PK\u0003\u0004"), bytes]));
      draft.reasons.add("file-no-text");
    },
  },
  {
    name: "empty",
    touches: ["everything"],
    apply: (draft) => {
      const text = draft.random.pick(["", "\n", "\r\n  \r\n", "\ufeff"]);
      draft.texts.push(() => text);
      draft.isPacked = draft.random.oneIn(2);
      if (draft.isPacked) draft.bytes.push((bytes) => gzipSync(bytes));
      draft.reasons.add("file-empty");
    },
  },
  {
    name: "a header and no rows",
    touches: ["everything"],
    apply: (draft) => {
      draft.lines.length = 0;
      if (draft.random.oneIn(2)) draft.texts.push((text) => text.trimEnd());
      draft.reasons.add("file-without-rows");
    },
  },
  {
    name: "rows without a header",
    touches: ["everything"],
    apply: (draft) => {
      draft.texts.push((text) => text.slice(draft.headerLine().length + draft.end.length));
      draft.reasons.add("header-wrong");
    },
  },
  {
    name: "cut in the header",
    touches: ["everything"],
    apply: (draft) => {
      draft.texts.push((text) => text.slice(0, draft.headerLine().length - 2));
      draft.reasons.add("header-wrong");
    },
  },
  {
    name: "no row is a loan",
    touches: ["everything"],
    apply: (draft) => {
      for (const line of draft.lines) {
        line.fate = "blank";
        line.cells.clear();
      }
      draft.reasons.add("file-without-loans");
    },
  },
  {
    name: "one loan",
    touches: ["everything"],
    apply: (draft) => {
      draft.lines.length = 1;
      // Nothing else tells the name of one loan from a customer's.
      draft.categories = draft.lines.map((line) => draft.names.get(line) ?? "");
      draft.hasLastEnd = draft.random.oneIn(2);
    },
  },
];
