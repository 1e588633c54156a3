/**
 * Slack's limits, as its Block Kit reference states them in November 2026; characters and counts are maxima unless
 * a name says `min`. What no document says carries its source.
 */
export const limits = {
  message: {
    /** A post's longer text is cut. */
    text: 40_000,
    /** Bytes of UTF-8 of an edit's text; 4,000 taken and 4,002 refused: openclaw/openclaw#115027. */
    editBytes: 4_000,
    /**
     * Bytes of all that the blocks say, cells of a `data_table` aside, which have a larger limit of their own. No document says it;
     * seen between 11,341 and 13,200: slackapi/bolt-js#2509 and #2867.
     */
    blockBytes: 12_000,
    blocks: 50,
    attachments: 100,
    /** Over all `markdown` blocks of the message. */
    markdown: 12_000,
    tables: 1,
    /** Over all cells of `table` blocks. */
    tableCharacters: 10_000,
    /** Over all cells of `data_table` blocks; one table may use all of it. */
    dataTableCharacters: 20_000,
    /** Undocumented, seen live: vercel/chat#696. */
    charts: 2,
    /** Bytes of JSON. */
    metadata: 16_000,
  },
  view: {
    blocks: 100,
    title: 24,
    submit: 24,
    close: 24,
    callbackId: 255,
    externalId: 255,
    privateMetadata: 3_000,
    /** Views of one modal's stack. */
    stack: 3,
  },
  blockId: 255,
  actionId: 255,
  section: { text: 3_000, fields: 10, field: 2_000 },
  header: 150,
  context: 10,
  contextActions: 5,
  actions: 25,
  button: { text: 75, value: 2_000, url: 3_000, label: 75 },
  confirm: { title: 100, text: 300, confirm: 30, deny: 30 },
  option: { text: 75, value: 150, description: 75 },
  select: { placeholder: 150, options: 100, groups: 100 },
  overflow: 5,
  checkboxes: 10,
  plainTextInput: 3_000,
  image: { url: 3_000, alt: 2_000, title: 2_000 },
  input: { label: 2_000, hint: 2_000 },
  table: { rows: 100, columns: 20 },
  /** 200 rows and the header. */
  dataTable: { minRows: 2, rows: 201, columns: 20, pageSize: 100 },
  chart: { title: 50, segments: 12, series: 12, categories: 20, label: 20, axisLabel: 50 },
  alert: 200,
  card: { title: 150, subtitle: 150, body: 200, subtext: 200, actions: 3 },
  carousel: 10,
  container: { title: 150, subtitle: 150, children: 10 },
  layout: { label: 150, rows: 5 },
  plan: 50,
  video: { title: 200, author: 50 },
  richTextIndent: 8,
} as const;
