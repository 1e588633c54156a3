import { expect, test } from "vitest";
import { withVariables } from "../../../src/config/env-file.ts";

const text = "# Slack\nSLACK_BOT_TOKEN=xoxb-\n# Connects.\n# SLACK_APP_TOKEN=\nexport PORT = 3000\n";

test("a value takes the place of its own line, or of the one that shows it, and all else stays as it was", () => {
  expect(withVariables(text, { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1", PORT: "80" })).toBe(
    "# Slack\nSLACK_BOT_TOKEN=xoxb-1\n# Connects.\nSLACK_APP_TOKEN=xapp-1\nPORT=80\n",
  );
});

test("one that nothing shows comes at the end, with and without a last line end", () => {
  expect(withVariables(text, { LOANS_CHANNEL: "C1" })).toBe(`${text}LOANS_CHANNEL=C1\n`);
  expect(withVariables("A=1", { B: "2" })).toBe("A=1\nB=2");
  expect(withVariables("", { B: "2" })).toBe("B=2\n");
});

test("of a variable that is set twice the last one counts, as for who reads the file", () => {
  expect(withVariables("A=1\nA=2\n", { A: "3" })).toBe("A=1\nA=3\n");
});
