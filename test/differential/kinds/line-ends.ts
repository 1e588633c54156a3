import type { Kind } from "./kind.ts";

const ends = ["\n", "\r\n", "\r"] as const;

/** What ends a record: LF, CRLF and CR, also in one file. */
export const lineEndKinds: readonly Kind[] = [
  {
    name: "LF ends",
    touches: ["line ends"],
    prepare: (draft) => {
      draft.end = "\n";
    },
  },
  {
    name: "CR ends",
    touches: ["line ends"],
    prepare: (draft) => {
      draft.end = "\r";
    },
  },
  {
    name: "CR CR LF ends",
    touches: ["line ends"],
    prepare: (draft) => {
      draft.end = "\r\r\n";
    },
  },
  {
    name: "line ends mixed",
    touches: ["line ends"],
    apply: ({ lines, random }) => {
      for (const line of lines) line.end = random.pick(ends);
    },
  },
  {
    name: "tail with other line ends",
    touches: ["line ends"],
    apply: (draft) => {
      draft.end = draft.random.pick(ends);
      const tail = draft.random.pick(ends);
      for (const line of draft.lines.slice(Math.floor(draft.lines.length * 0.7))) line.end = tail;
    },
  },
  {
    name: "one line with another end",
    touches: ["line ends"],
    apply: (draft) => {
      const line = draft.lines[draft.place()];
      if (line) line.end = draft.random.pick(["\n", "\r"]);
    },
  },
  {
    name: "no line end at the end",
    touches: ["last line"],
    apply: (draft) => {
      draft.hasLastEnd = false;
    },
  },
];
