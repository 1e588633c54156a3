import type { Draft } from "../draft.ts";
import { raw } from "../encode.ts";
import type { Kind } from "./kind.ts";

const controls = ["\u0000", "\u0001", "\u000b", "\u000c", "\u001a", "\u001b", "\u001f", "\u007f"] as const;
const badBytes = ["ff", "c0 af", "ed a0 80", "e2 82", "f5 80 80 80", "80"] as const;

/** Letters, encodings, and bytes that no file may hold. */
export const letterKinds: readonly Kind[] = [
  {
    name: "mark of UTF-8",
    touches: ["letters", "bytes"],
    apply: (draft) => void draft.texts.push((text) => `\ufeff${text}`),
  },
  {
    name: "mark of UTF-8 twice",
    touches: ["letters", "bytes", "header", "style of quotes", "top"],
    apply: (draft) => void draft.texts.push((text) => `\ufeff\ufeff${text}`),
  },
  {
    name: "mark of UTF-8 behind a blank",
    touches: ["letters", "bytes", "header", "style of quotes", "top"],
    prepare: (draft) => {
      draft.style = "all quoted";
    },
    apply: (draft) => {
      draft.texts.push((text) => ` \ufeff${text}`);
      draft.reasons.add("dialect");
    },
  },
  {
    name: "windows-1252 by the contract",
    touches: ["letters"],
    prepare: (draft) => {
      draft.encoding = "windows-1252";
    },
    apply: (draft) => names(draft, ["CRÉDIT", "CRÈDIT", "PRÊT €", "Šk’s"]),
  },
  {
    name: "ISO 8859-1 by the contract",
    touches: ["letters"],
    prepare: (draft) => {
      draft.encoding = "iso-8859-1";
    },
    apply: (draft) => names(draft, ["CRÉDIT", "CRÈDIT", "ÿ"]),
  },
  {
    name: "windows-1252 against the contract",
    touches: ["letters"],
    apply: (draft) => {
      for (const line of draft.someLoans(5))
        text(draft, line, `CR${raw(draft.random.pick([0xc8, 0xc9]))}DIT`);
      draft.reasons.add("encoding");
    },
  },
  {
    name: "mark of UTF-8 against the contract",
    touches: ["letters", "bytes"],
    prepare: (draft) => {
      draft.encoding = draft.random.pick(["windows-1252", "iso-8859-1"]);
    },
    apply: (draft) => {
      draft.texts.push((all) => raw(0xef, 0xbb, 0xbf) + all);
      draft.reasons.add("encoding");
    },
  },
  {
    name: "bytes that are not UTF-8",
    touches: ["letters"],
    apply: (draft) => {
      for (const line of draft.someLoans(1))
        text(
          draft,
          line,
          `CLE${raw(...Buffer.from(draft.random.pick(badBytes).replaceAll(" ", ""), "hex"))}RK`,
        );
      draft.reasons.add("encoding");
    },
  },
  {
    name: "cut in a letter",
    touches: ["letters", "last line"],
    apply: (draft) => {
      draft.texts.push((all) => all + raw(0xe2, 0x82));
      draft.reasons.add("encoding");
    },
  },
  {
    name: "a byte that windows-1252 does not know",
    touches: ["letters"],
    prepare: (draft) => {
      draft.encoding = "windows-1252";
    },
    apply: (draft) => {
      for (const line of draft.someLoans(1)) text(draft, line, `CLE${raw(0x9d)}RK`);
      draft.reasons.add("encoding");
    },
  },
  {
    name: "a control character",
    touches: [],
    apply: (draft) => {
      for (const line of draft.someLoans(1)) text(draft, line, `CLE${draft.random.pick(controls)}RK`);
      draft.reasons.add("control-character");
    },
  },
  {
    name: "a control character of Unicode",
    touches: ["letters"],
    apply: (draft) => {
      for (const line of draft.someLoans(1))
        text(draft, line, `CLE${draft.random.pick(["\u0085", "\u0080", "\u009f"])}RK`);
      draft.reasons.add("control-character");
    },
  },
  {
    name: "NUL and Ctrl-Z at the end",
    touches: ["last line"],
    apply: (draft) => {
      const end = draft.random.pick(["\u001a", "\u0000".repeat(100)]);
      draft.texts.push((all) => all + end);
      draft.reasons.add("control-character");
    },
  },
  {
    name: "names of wide letters",
    touches: ["letters", "category"],
    apply: (draft) => names(draft, ["住宅ローン", "🏠 HOME", "ОБЩИЙ", "قرض", "e\u0301", "𝔊𝔬𝔩𝔡"]),
  },
  {
    name: "other blanks around names",
    touches: ["letters", "category"],
    apply: (draft) => {
      for (const blank of ["\u00a0", "\u2003", "\u3000", "\ufeff"])
        for (const line of draft.someLoans(2))
          draft.rename(line, "GOLD LOAN", {
            value: `${blank}GOLD LOAN${blank}`,
            quoted: draft.style !== "no quotes" && draft.random.oneIn(2),
          });
      for (const line of draft.someLoans(1)) draft.rename(line, "(blank)", { value: "\u00a0" });
    },
  },
  {
    name: "names in other cases and forms",
    touches: ["letters", "category"],
    apply: (draft) =>
      names(draft, ["HOUSING", "Housing", "housing", "CR\u00c9DIT", "CRE\u0301DIT", "HOUSINGS", "НOUSING"]),
  },
  {
    name: "other line separators in fields",
    touches: ["letters"],
    apply: (draft) => {
      for (const line of draft.someLoans(3)) text(draft, line, "12 HIGH STREET\u2028LONDON\u2029UK");
    },
  },
];

function names(draft: Draft, all: readonly string[]): void {
  for (const name of all)
    for (const line of draft.someLoans(1 + draft.random.integer(5))) draft.rename(line, name);
}

function text(
  draft: Draft,
  line: { readonly cells: Map<string, { readonly value: string }> },
  value: string,
): void {
  line.cells.set(draft.bank.text, { value });
}
