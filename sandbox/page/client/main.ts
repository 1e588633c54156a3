import { h, render } from "preact";
import { App } from "./app.ts";

const page = document.querySelector("#page");
if (page !== null) {
  // What was there is for who has no script.
  page.replaceChildren();
  render(h(App, null), page);
}
