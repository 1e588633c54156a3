import fc from "fast-check";
import { expect, test } from "vitest";
import type { Inline } from "../../../src/web/mrkdwn.ts";
import { readMrkdwn } from "../../../src/web/mrkdwn.ts";

const text = (words: string): Inline => ({ type: "text", text: words });
const paragraph = (...children: Inline[]) => ({ type: "paragraph", children });

test.for<[string, Inline[]]>([
  [
    "*bold* and _italic_ and ~gone~",
    [
      { type: "bold", children: [text("bold")] },
      text(" and "),
      { type: "italic", children: [text("italic")] },
      text(" and "),
      { type: "strike", children: [text("gone")] },
    ],
  ],
  [
    "*bold _and italic_*",
    [{ type: "bold", children: [text("bold "), { type: "italic", children: [text("and italic")] }] }],
  ],
  ["snake_case_name and 2 * 3 * 4", [text("snake_case_name and 2 * 3 * 4")]],
  ["*not bold * and ** and *", [text("*not bold * and ** and *")]],
  ["(*bold*).", [text("("), { type: "bold", children: [text("bold")] }, text(").")]],
  ["`*code* &lt;b&gt;`", [{ type: "code", text: "*code* <b>" }]],
  ["a &amp;lt; b", [text("a &lt; b")]],
  [
    "<@U0OPERATOR> in <#C0LOANS|loans> with <!subteam^S0OPERATORS>",
    [
      { type: "user", id: "U0OPERATOR", label: null },
      text(" in "),
      { type: "channel", id: "C0LOANS", label: "loans" },
      text(" with "),
      { type: "group", id: "S0OPERATORS", label: null },
    ],
  ],
  [
    "<!here> <!channel|channel>",
    [{ type: "broadcast", range: "here" }, text(" "), { type: "broadcast", range: "channel" }],
  ],
  [
    "<https://example.org/a?b=1&amp;c=2|the page>",
    [{ type: "link", url: "https://example.org/a?b=1&c=2", label: "the page" }],
  ],
  [
    "see https://example.org/a_b_c.",
    [
      text("see "),
      { type: "link", url: "https://example.org/a_b_c", label: "https://example.org/a_b_c" },
      text("."),
    ],
  ],
  [
    "&lt;https://example.org&gt; and a&lt;https://example.org/b&gt;c",
    [
      text("<"),
      { type: "link", url: "https://example.org", label: "https://example.org" },
      text("> and a<"),
      { type: "link", url: "https://example.org/b", label: "https://example.org/b" },
      text(">c"),
    ],
  ],
  [
    "https://example.org/?a=1&amp;b=2&amp; and https://example.org/&amp;lt;",
    [
      { type: "link", url: "https://example.org/?a=1&b=2&", label: "https://example.org/?a=1&b=2&" },
      text(" and "),
      { type: "link", url: "https://example.org/&lt", label: "https://example.org/&lt" },
      text(";"),
    ],
  ],
  [
    "<!date^1392734382^{date} at {time}^https://example.org|18 Feb>",
    [
      {
        type: "date",
        seconds: 1392734382,
        format: "{date} at {time}",
        url: "https://example.org",
        fallback: "18 Feb",
      },
    ],
  ],
  [
    ":warning: 12:30:45",
    [{ type: "emoji", name: "warning" }, text(" 12"), { type: "emoji", name: "30" }, text("45")],
  ],
  ["one\n\ntwo", [text("one"), { type: "break" }, { type: "break" }, text("two")]],
  ["*one\ntwo*", [text("*one"), { type: "break" }, text("two*")]],
])("%j", ([mrkdwn, children]) => {
  expect(readMrkdwn(mrkdwn)).toEqual([paragraph(...children)]);
});

test("in verbatim text an address is no link", () => {
  expect(readMrkdwn("see https://example.org", { verbatim: true })).toEqual([
    paragraph(text("see https://example.org")),
  ]);
});

test("lines of a quote stand together, and `>>>` quotes all that follows", () => {
  expect(readMrkdwn("before\n&gt; one\n&gt;two\nafter")).toEqual([
    paragraph(text("before")),
    { type: "quote", children: [text("one"), { type: "break" }, text("two")] },
    paragraph(text("after")),
  ]);
  expect(readMrkdwn("&gt;&gt;&gt; one\ntwo")).toEqual([
    { type: "quote", children: [text("one"), { type: "break" }, text("two")] },
  ]);
});

test("in a block of code nothing acts, and its first and last line break are none of it", () => {
  expect(readMrkdwn("log:\n```\n*a* <https://example.org|b>\n  c\n```\nend")).toEqual([
    paragraph(text("log:"), { type: "break" }),
    { type: "preformatted", text: "*a* b\n  c" },
    paragraph(text("end")),
  ]);
});

test("no letter of a text without marks is lost, whatever it holds", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (typed) => {
      const plain = typed.replaceAll(/[*_~`:<>&\n]|https?/g, " ");
      const shown = readMrkdwn(plain).flatMap((part) => (part.type === "paragraph" ? part.children : []));
      const expected = plain.trim() === "" ? [] : [text(plain)];
      expect(shown).toEqual(expected);
    }),
  );
});

test.for(["*a ", "_", "<@U", "`", "> ", ":x", "```", "~*_"])(
  "12,000 letters of %j are read within a test's time",
  (piece) => {
    // A reading that takes a letter several times would need minutes.
    expect(readMrkdwn(piece.repeat(12_000 / piece.length)).length).toBeGreaterThan(0);
  },
);
