import { h, render } from "preact";
import { App } from "./app.ts";
import { AwsAlone } from "./aws-alone.ts";

const page = document.querySelector<HTMLElement>("#page");
if (page !== null) {
  // What was there is for who has no script.
  page.replaceChildren();
  const { chat, command = "" } = page.dataset;
  render(h(chat === "elsewhere" ? AwsAlone : App, { command }), page);
}
