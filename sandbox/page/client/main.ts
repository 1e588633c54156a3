import { h, render } from "preact";
import { App } from "./app.ts";
import { AwsAlone } from "./aws-alone.ts";

const page = document.querySelector<HTMLElement>("#page");
if (page !== null) {
  // What was there is for who has no script.
  page.replaceChildren();
  render(h(page.dataset["chat"] === "elsewhere" ? AwsAlone : App, null), page);
}
