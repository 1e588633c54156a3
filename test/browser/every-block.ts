const plain = (text: string) => ({ type: "plain_text", text });
const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const option = (value: string) => ({ text: plain(value), value });
const raw = (text: string) => ({ type: "raw_text", text });
const raws = (value: number) => ({ type: "raw_number", text: String(value), value });
const axis_config = { categories: ["GOLD", "HOME"], x_label: "Category", y_label: "Loans" };
const series = (name: string, gold: number, home: number) => ({
  name,
  data: [
    { label: "GOLD", value: gold },
    { label: "HOME", value: home },
  ],
});

/** Every block that a message may have, as many messages as Slack's limits ask for; an image among them does not load. */
export const everyBlock: readonly (readonly unknown[])[] = [
  [
    { type: "header", text: plain("Every block once") },
    {
      type: "section",
      text: mrkdwn(
        "*bold* _italic_ ~gone~ `code` <https://example.org|a link> <@U0VIEWER> :warning:\n>quoted\n```a log```",
      ),
      accessory: { type: "overflow", action_id: "more", options: [option("one"), option("two")] },
    },
    {
      type: "section",
      fields: [mrkdwn("*State*\nunderway"), mrkdwn("*Ready*\n<!date^1795746720^{date_short} {time}|soon>")],
    },
    {
      type: "context",
      elements: [
        mrkdwn("run `g1`"),
        { type: "image", image_url: "http://127.0.0.1:9/gone.png", alt_text: "a picture that is gone" },
      ],
    },
    {
      type: "actions",
      elements: [
        { type: "button", text: plain("Press"), action_id: "press", value: "1", style: "primary" },
        { type: "button", text: plain("Go"), action_id: "go", url: "https://example.org" },
        {
          type: "static_select",
          action_id: "choose",
          placeholder: plain("Choose"),
          options: [option("a"), option("b")],
        },
        { type: "datepicker", action_id: "day", initial_date: "2026-11-27" },
        { type: "checkboxes", action_id: "check", options: [option("yes"), option("no")] },
        { type: "radio_buttons", action_id: "radio", options: [option("left"), option("right")] },
      ],
    },
    { type: "divider" },
    {
      type: "image",
      image_url: "http://127.0.0.1:9/gone.png",
      alt_text: "another picture that is gone",
      title: plain("A picture"),
    },
    {
      type: "rich_text",
      elements: [
        { type: "rich_text_section", elements: [{ type: "text", text: "rich", style: { bold: true } }] },
        {
          type: "rich_text_list",
          style: "bullet",
          elements: [{ type: "rich_text_section", elements: [{ type: "text", text: "an item" }] }],
        },
        { type: "rich_text_quote", elements: [{ type: "text", text: "a quote" }] },
        { type: "rich_text_preformatted", elements: [{ type: "text", text: "a log" }] },
      ],
    },
    {
      type: "markdown",
      text: "## A heading\n\n**bold** and [a link](https://example.org)\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    },
    {
      type: "table",
      rows: [
        [raw("Category"), raw("Loans")],
        [raw("GOLD"), raw("77")],
      ],
      column_settings: [{}, { align: "right" }],
    },
    {
      ...{ type: "layout", label: "Loans of the day", is_label_visible: true, grid_lines: "outer" },
      rows: [
        {
          items: [
            { block: { type: "section", text: mrkdwn("*500*\nloans") }, width: "narrow" },
            { block: { type: "section", text: mrkdwn("*16*\ncategories") } },
          ],
        },
      ],
      fallback: [{ type: "section", text: mrkdwn("500 loans in 16 categories") }],
    },
    {
      type: "container",
      title: plain("What was done"),
      is_collapsible: true,
      default_collapsed: true,
      child_blocks: [{ type: "section", text: mrkdwn("folded away") }],
    },
  ],
  [
    {
      type: "data_table",
      caption: "Loans per category",
      rows: [
        [raw("Category"), raw("Loans")],
        [raw("GOLD"), raws(9)],
        [raw("HOME"), raws(67)],
        [raw("AUTO"), raws(10)],
      ],
    },
    {
      type: "data_visualization",
      title: "Bars",
      chart: { type: "bar", series: [series("27 Nov", 77, 67), series("26 Nov", 80, 64)], axis_config },
    },
    {
      type: "data_visualization",
      title: "A pie",
      chart: {
        type: "pie",
        segments: [
          { label: "GOLD", value: 77 },
          { label: "HOME", value: 67 },
        ],
      },
    },
  ],
];
