import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import type { DefaultTreeAdapterMap } from "parse5";
import { parseFragment } from "parse5";
import type { ComponentChildren } from "preact";
import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { describe, expect, test } from "vitest";
import { drawBlocks } from "../../../src/web/block-kit.ts";
import { drawMessage } from "../../../src/web/message.ts";
import { drawConfirm, drawModal } from "../../../src/web/view.ts";
import { reader } from "./reader.ts";

type Node = DefaultTreeAdapterMap["node"];

const place = { reader, id: "p1", heading: "h2" } as const;
const toHtml = (drawn: ComponentChildren) => renderToString(h("main", null, drawn));
const draw = (...blocks: unknown[]) => toHtml(drawBlocks(blocks, place));

/** What parse5, which reads HTML as browsers do, finds: the elements with their attributes, and all text. */
function read(html: string) {
  const elements: { name: string; attributes: Record<string, string> }[] = [];
  let text = "";
  const walk = (node: Node): void => {
    if ("attrs" in node)
      elements.push({
        name: node.tagName,
        attributes: Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])),
      });
    if (node.nodeName === "#text" && "value" in node) text += node.value;
    if ("childNodes" in node) for (const child of node.childNodes) walk(child);
  };
  walk(parseFragment(html));
  return { elements, text };
}

const find = (html: string, name: string) =>
  read(html)
    .elements.filter((element) => element.name === name)
    .map(({ attributes }) => attributes);
const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const plain = (text: string) => ({ type: "plain_text", text });

test("a section has its text, its fields and what stands beside it", () => {
  const accessory = { type: "button", text: plain("Look"), action_id: "look", value: "7" };
  const html = draw({
    type: "section",
    block_id: "b1",
    text: mrkdwn("*State*"),
    fields: [mrkdwn("a"), mrkdwn("b")],
    accessory,
  });
  expect(read(html).text).toBe("StateabLook");
  expect(find(html, "button")).toEqual([
    {
      "data-block": "b1",
      "data-action": "look",
      "data-value": "7",
      class: "button button-default",
      type: "button",
    },
  ]);
});

test("plain text is shown word for word, but for emoji", () => {
  expect(read(draw({ type: "header", text: plain("*a* <b> :x:") })).text).toBe("*a* <b> ❌");
});

test("a button with an address is a link, one with an address that no browser should follow a button", () => {
  const button = (url: string) =>
    draw({ type: "actions", elements: [{ type: "button", text: plain("Go"), action_id: "go", url }] });
  expect(find(button("https://example.org"), "a")[0]).toMatchObject({
    href: "https://example.org",
    rel: "noopener noreferrer",
  });
  expect(find(button("javascript:alert(1)"), "a")).toEqual([]);
});

test("a mention of the reader is lit, and a name that nobody knows is its id", () => {
  const html = draw({ type: "section", text: mrkdwn("<@U0OPERATOR> <@U0VIEWER> <@U0NOBODY>") });
  expect(read(html).text).toBe("@operator @viewer @U0NOBODY");
  expect(find(html, "span").map((one) => one["class"])).toEqual([
    "mention mention-own",
    "mention mention-person",
    "mention mention-person",
  ]);
});

test("a date is in the reader's zone", () => {
  const html = draw({ type: "section", text: mrkdwn("<!date^1795746720^{time}|07:52>") });
  expect(read(html).text).toBe("8:02 AM");
  expect(find(html, "time")[0]?.["datetime"]).toBe("2026-11-27T02:32:00.000Z");
});

test("fields of a form keep what the app gave them, and choices stand in a group with a name", () => {
  const options = [
    { text: plain("One"), value: "1" },
    { text: plain("Two"), value: "2" },
  ];
  const html = draw(
    {
      type: "input",
      block_id: "n",
      label: plain("Name"),
      element: { type: "plain_text_input", action_id: "name", initial_value: "loan", max_length: 40 },
    },
    {
      type: "input",
      block_id: "d",
      label: plain("Day"),
      element: { type: "datepicker", action_id: "day", initial_date: "2026-11-27" },
    },
    {
      type: "input",
      block_id: "c",
      label: plain("Tell"),
      element: { type: "checkboxes", action_id: "tell", options, initial_options: [options[1]] },
    },
    {
      type: "input",
      block_id: "s",
      label: plain("Who"),
      element: { type: "users_select", action_id: "who", initial_user: "U0VIEWER" },
    },
  );
  expect(
    find(html, "input").map(({ type, value, checked, maxlength }) => ({ type, value, checked, maxlength })),
  ).toEqual([
    { type: "text", value: "loan", checked: undefined, maxlength: "40" },
    { type: "date", value: "2026-11-27", checked: undefined, maxlength: undefined },
    { type: "checkbox", value: "1", checked: undefined, maxlength: undefined },
    { type: "checkbox", value: "2", checked: "", maxlength: undefined },
  ]);
  expect(find(html, "legend")).toHaveLength(1);
  expect(find(html, "option").filter((one) => one["selected"] !== undefined)).toEqual([
    { value: "U0VIEWER", selected: "" },
  ]);
});

test("a form opens with the keyboard where the app asks for it", () => {
  const input = (id: string, element: object) => ({
    ...{ type: "input", block_id: id, label: plain(id) },
    element: { type: "plain_text_input", action_id: id, ...element },
  });
  const html = draw(input("why", {}), input("name", { focus_on_load: true }));
  const focused = find(html, "input").filter(({ autofocus }) => autofocus !== undefined);
  expect(focused.map((field) => field["data-block"])).toEqual(["name"]);
});

test("a container is folded as the app says, a layout stands side by side", () => {
  const inside = { type: "section", text: mrkdwn("inside") };
  const folded = { type: "container", title: plain("More"), is_collapsible: true, child_blocks: [inside] };
  expect(find(draw(folded), "details")).toEqual([{ open: "" }]);
  expect(find(draw({ ...folded, default_collapsed: true }), "details")).toEqual([{}]);
  const layout = {
    type: "layout",
    label: "Numbers",
    rows: [{ items: [{ block: inside, width: "narrow" }, { block: inside }] }],
  };
  expect(find(draw(layout), "div").map((one) => one["class"])).toEqual(
    expect.arrayContaining(["layout-row", "layout-item width-narrow", "layout-item width-standard"]),
  );
});

test("a chart has its numbers for who cannot see it", () => {
  const point = (label: string, value: number) => ({ label, value });
  const axis_config = { categories: ["GOLD", "HOME"] };
  const series = [{ name: "27 Nov", data: [point("HOME", 7), point("GOLD", 12)] }];
  for (const type of ["bar", "line", "area"]) {
    const html = draw({ type: "data_visualization", title: "Loans", chart: { type, series, axis_config } });
    expect(read(html.slice(html.indexOf("<table"))).text).toBe("LoansCategory27 NovGOLD12HOME7");
  }
  const pie = draw({
    type: "data_visualization",
    title: "Loans",
    chart: { type: "pie", segments: [point("GOLD", 12)] },
  });
  expect(find(pie, "circle")).toHaveLength(1);
});

test("a table's columns stand as the app says, and a table of data may be sorted", () => {
  const cell = (text: string) => ({ type: "raw_text", text });
  const html = draw({
    type: "table",
    rows: [
      [cell("a"), cell("b")],
      [cell("1"), cell("2")],
    ],
    column_settings: [{}, { align: "right" }],
  });
  expect([...find(html, "th"), ...find(html, "td")].map((one) => one["class"])).toEqual([
    "align-left",
    "align-right",
    "align-left",
    "align-right",
  ]);
  const data = {
    type: "data_table",
    caption: "Loans",
    rows: [[cell("a")], ...["3", "1"].map((text) => [{ type: "raw_number", text, value: Number(text) }])],
  };
  expect(find(draw(data), "th")[0]).toMatchObject({ "aria-sort": "none", scope: "col" });
});

describe("what cannot be drawn", () => {
  test.for(["hologram", "constructor", "toString", "__proto__"])(
    "a block of the type %s is shown as such",
    (type) => {
      expect(read(draw({ type, block_id: "b", secret: 7 })).text).toContain(`A block of the type "${type}"`);
    },
  );

  test.for([
    null,
    7,
    "x",
    {},
    [],
    { type: "section" },
    { type: "actions", elements: 7 },
    { type: "table", rows: [7, null] },
  ])("%j does no harm", (block) => {
    expect(() => draw(block)).not.toThrow();
  });

  test("blocks within blocks end somewhere", () => {
    let block: unknown = { type: "section", text: plain("deep") };
    for (let depth = 0; depth < 5_000; depth += 1)
      block = { type: "container", title: plain("c"), child_blocks: [block] };
    expect(() => draw(block)).not.toThrow();
  });
});

/** Pieces by which a text would act if anything let it. */
const wicked = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "javascript:alert(1)",
        '<https://x.org" onclick="a|b>',
        "<javascript:alert(1)|x>",
        "&lt;b&gt;",
        "&amp;lt;i&amp;gt;",
        "`",
        "*",
        "```",
        "</textarea>",
        "]]>",
        "<!--",
      ),
      fc.string({ unit: "grapheme", maxLength: 12 }),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((pieces) => pieces.join(" "));

test("no text of a message acts as HTML, wherever it stands", () => {
  fc.assert(
    fc.property(wicked, (words) => {
      const option = { text: plain(words), value: words, description: plain(words) };
      const cell = { type: "raw_text", text: words };
      const blocks = [
        { type: "header", block_id: words, text: plain(words) },
        {
          type: "section",
          text: mrkdwn(words),
          fields: [plain(words)],
          accessory: {
            type: "button",
            action_id: words,
            value: words,
            url: words,
            text: plain(words),
            accessibility_label: words,
          },
        },
        { type: "context", elements: [mrkdwn(words), { type: "image", image_url: words, alt_text: words }] },
        {
          type: "actions",
          elements: [
            { type: "overflow", action_id: words, options: [option] },
            { type: "static_select", placeholder: plain(words), options: [option] },
            { type: "radio_buttons", options: [option] },
          ],
        },
        {
          type: "input",
          label: plain(words),
          element: {
            type: "plain_text_input",
            multiline: true,
            initial_value: words,
            placeholder: plain(words),
          },
        },
        {
          type: "rich_text",
          elements: [
            {
              type: "rich_text_section",
              elements: [
                { type: "text", text: words },
                { type: "link", url: words, text: words },
              ],
            },
          ],
        },
        { type: "markdown", text: words },
        { type: "table", rows: [[cell], [cell]] },
        { type: "data_table", caption: words, rows: [[cell], [cell]] },
        {
          type: "data_visualization",
          title: words,
          chart: {
            type: "bar",
            series: [{ name: words, data: [{ label: words, value: 1 }] }],
            axis_config: { categories: [words] },
          },
        },
        { type: "container", title: plain(words), child_blocks: [] },
        { type: words },
      ];
      const author = { name: words, isApp: true };
      const message = {
        ts: "1795406400.000100",
        author,
        text: words,
        blocks,
        files: [{ name: words, size: 1, url: words }],
        isEdited: true,
        isEphemeral: true,
        replies: 1,
      };
      const view = { id: words, title: plain(words), submit: plain(words), blocks };
      const html = toHtml([
        drawMessage(message, reader),
        drawMessage({ ...message, blocks: [] }, reader),
        drawModal(view, { reader, errors: { [words]: words } }),
        drawConfirm({ title: plain(words), text: mrkdwn(words) }, reader),
      ]);
      for (const { name, attributes } of read(html).elements) {
        expect(["script", "iframe", "object", "style", "b", "i"]).not.toContain(name);
        expect(Object.keys(attributes).filter((key) => key.startsWith("on"))).toEqual([]);
        for (const key of ["href", "src", "action", "formaction"])
          expect(attributes[key] ?? "https://", key).toMatch(/^(?:https?:\/\/|mailto:|#p\d+$)/i);
      }
    }),
  );
});

test("what is wrong with a field is said there, and by it; the hint is no part of its name", () => {
  const field = (block_id: string, element: object) => ({
    ...{ type: "input", block_id, label: plain(block_id), hint: plain(`how to ${block_id}`) },
    element: { action_id: block_id, ...element },
  });
  const options = [{ text: plain("one"), value: "1" }];
  const view = {
    ...{ type: "modal", id: "V1", title: plain("A form") },
    blocks: [
      field("name", { type: "plain_text_input" }),
      field("kind", { type: "static_select", options }),
      field("size", { type: "radio_buttons", options }),
      field("right", { type: "plain_text_input" }),
    ],
  };
  const errors = { name: "No such name.", kind: "Choose one.", size: "Choose it.", other: "Not now." };
  const html = toHtml(drawModal(view, { reader, errors }));
  const said = (id: string, isWrong: boolean) => ({
    "aria-describedby": isWrong ? `V1-${id}-hint V1-${id}-wrong` : `V1-${id}-hint`,
    ...(isWrong && { "aria-invalid": "true" }),
  });
  const texts = find(html, "input").filter((each) => each["type"] === "text");
  expect(texts).toMatchObject([said("name", true), said("right", false)]);
  expect(texts[1]).not.toHaveProperty("aria-invalid");
  expect(find(html, "select")).toMatchObject([said("kind", true)]);
  expect(find(html, "div")).toContainEqual(expect.objectContaining(said("size", true)));
  expect(
    find(html, "p").flatMap((each) =>
      each["data-error"] === undefined ? [] : [[each["id"], each["data-error"]]],
    ),
  ).toEqual([
    ["V1-name-wrong", "name"],
    ["V1-kind-wrong", "kind"],
    ["V1-size-wrong", "size"],
    [undefined, "other"],
  ]);
  expect(html).not.toMatch(/<label>(?:(?!<\/label>).)*how to/);
});

const mockups = "../shared/proofs/mockups/mockups.json";

test.skipIf(!existsSync(mockups))(`every block of ${mockups} is drawn`, () => {
  const { messages, home } = JSON.parse(readFileSync(mockups, "utf8"));
  const all: unknown[][] = [...Object.values<unknown[]>(messages), home.blocks];
  expect(all.length).toBeGreaterThanOrEqual(7);
  for (const blocks of all) {
    const html = draw(...blocks);
    expect(html).not.toContain('class="unknown"');
    expect(read(html).text.length).toBeGreaterThan(100);
  }
});

test.each([
  ["quotes", ">".repeat(12_000)],
  ["lists", `${"- ".repeat(5_999)}a`],
  ["numbers", `${"1. ".repeat(3_999)}a`],
  ["lists, a line each", Array.from({ length: 140 }, (_, at) => `${" ".repeat(at)}- a`).join("\n")],
  ["emphasis", `${"*a ".repeat(400)}${"a* ".repeat(400)}`],
  ["brackets", "[".repeat(12_000)],
])("Markdown that nests without an end is shown as the text that it is: %s", (_, text) => {
  const { elements, text: shown } = read(draw({ type: "markdown", text }));
  expect(elements.length).toBeLessThan(200);
  expect(shown.replaceAll(/\s/g, "")).toContain(text.slice(-20).replaceAll(/\s/g, ""));
});

test("Markdown that nests as people write it is drawn so", () => {
  const text = Array.from({ length: 10 }, (_, at) => `${"  ".repeat(at)}- level ${at}`).join("\n");
  expect(find(draw({ type: "markdown", text }), "li")).toHaveLength(10);
});

test("a message that stands twice on the page has ids of its own in each place", () => {
  const element = {
    type: "overflow",
    action_id: "more",
    options: [{ text: { type: "plain_text", text: "one" }, value: "1" }],
  };
  const blocks = [{ type: "actions", elements: [element] }];
  const author = { name: "loans", isApp: true };
  const message = {
    ts: "1795406400.000100",
    author,
    text: "",
    blocks,
    files: [],
    isEdited: false,
    isEphemeral: false,
    replies: 0,
  };
  const { elements } = read(toHtml([drawMessage(message, reader), drawMessage(message, reader, "thread-")]));
  const ids = elements.flatMap(({ attributes: { id } }) => id ?? []);
  expect(ids.length).toBeGreaterThan(2);
  expect(new Set(ids).size).toBe(ids.length);
  const named = elements.flatMap(({ attributes }) => attributes["data-message"] ?? []);
  expect(named).toEqual(["p1795406400000100", "p1795406400000100"]);
});

test("a file of a message can be saved under its name, where its place is one", () => {
  const author = { name: "loans", isApp: true };
  const said = { ts: "1795406400.000100", author, text: "the counts", blocks: [], replies: null };
  const linkTo = (url: string) => {
    const files = [{ name: "counts.csv", size: 12_345, url }];
    const html = toHtml([drawMessage({ ...said, files, isEdited: false, isEphemeral: false }, reader)]);
    expect(html).toContain("12,345 bytes · Download");
    const { attributes } = read(html).elements.find(({ attributes }) => attributes["class"] === "file") ?? {};
    return [attributes?.["href"], attributes?.["download"]];
  };
  const url = "http://127.0.0.1:4000/files/F01/counts.csv";
  expect(linkTo(url)).toEqual([url, "counts.csv"]);
  for (const url of ["javascript:alert(1)", "//elsewhere.example/counts.csv", "/", ""])
    expect(linkTo(url)).toEqual([undefined, undefined]);
});

test("a picker that begins with a number that is no moment begins with nothing", () => {
  const picker = (initial_date_time: unknown) =>
    find(
      draw({
        type: "actions",
        elements: [{ type: "datetimepicker", action_id: "until", initial_date_time }],
      }),
      "input",
    ).map(({ value }) => value);
  expect([picker(1e20), picker(-1e300), picker("soon")]).toEqual([[undefined], [undefined], [undefined]]);
  expect(picker(1_795_406_400)).toEqual([expect.stringMatching(/^2026-11-2\dT/)]);
});
