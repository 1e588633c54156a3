import type { JSX } from "preact";
import { h } from "preact";
import { useAccount } from "./aws/account.ts";
import { AwsPane } from "./aws/aws-pane.ts";
import { ClockBar } from "./clock-bar.ts";
import { LookMenu, Toggle, useAwsShown } from "./look.ts";

/** The page where the chat is a workspace of Slack's own: what there is in AWS, and where to type `command`. */
export function AwsAlone({ command }: { readonly command: string }): JSX.Element {
  const [aws, setAws] = useAwsShown();
  const account = useAccount(aws === "open");
  return h("div", { class: "page" }, [
    h("header", { class: "bar" }, [
      h("strong", null, "Loan Tracker"),
      h("span", null, "sandbox: AWS is played on this machine, nothing costs money"),
      h(ClockBar, { key: "clock" }),
      h(Toggle, { key: "aws", name: "AWS", state: aws, set: setAws }),
      h(LookMenu, { key: "look" }),
    ]),
    h("main", { class: "workspaces" }, [
      h("div", { class: "workspace" }, [
        h("section", { class: "nothing", "aria-label": "Where the chat is" }, [
          h("h1", null, "The chat is in your Slack workspace"),
          h("p", null, "Ask the app for help in its channel there. What it does in AWS is seen here."),
        ]),
      ]),
      aws === "open"
        ? h(AwsPane, { key: "aws", ...account, command, onClose: () => setAws("closed") })
        : null,
    ]),
  ]);
}
