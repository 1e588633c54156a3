/** Emoji that people meet here, by the name that Slack gives them; another stays `:name:`, as an unknown one does in Slack. */
const emoji: Readonly<Record<string, string>> = {
  white_check_mark: "✅",
  heavy_check_mark: "✔️",
  ballot_box_with_check: "☑️",
  x: "❌",
  warning: "⚠️",
  no_entry: "⛔",
  hourglass: "⌛",
  hourglass_flowing_sand: "⏳",
  double_vertical_bar: "⏸️",
  clock3: "🕒",
  bell: "🔔",
  calendar: "📆",
  lock: "🔒",
  unlock: "🔓",
  rocket: "🚀",
  eyes: "👀",
  bulb: "💡",
  wave: "👋",
  tada: "🎉",
  bar_chart: "📊",
  moneybag: "💰",
  "+1": "👍",
  "-1": "👎",
};

/** The letter of an emoji; `undefined` for a name that is not known here. */
export function emojiOf(name: string): string | undefined {
  return Object.hasOwn(emoji, name) ? emoji[name] : undefined;
}
