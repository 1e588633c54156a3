import type { JSX } from "preact";
import { h } from "preact";
import type { Json } from "./json.ts";
import { textIn } from "./json.ts";

/** A picture; its words where it has no address that may be loaded, or does not load. */
export function drawImage(image: Json): JSX.Element {
  const url = textIn(image["image_url"]);
  const alt = textIn(image["alt_text"]) ?? "";
  if (url === undefined || !/^https?:\/\//i.test(url)) return h("span", { class: "image-missing" }, alt);
  return h("img", { src: url, alt, loading: "lazy", referrerPolicy: "no-referrer" });
}
