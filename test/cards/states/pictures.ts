import type { CardState } from "./card-state.ts";

/** What a picture is taken in. */
type Look = "light" | "dark" | "phone";

/** Of these the other looks are taken too: what is most colored, longest and widest. */
const inEveryLook = [
  "batch-underway",
  "first-summary",
  "alert-failed",
  "teardown-waiting",
  "backfill-failed",
];

/** The pictures of that state, by the names of their files, the light one first. */
export function pictureNames({ name }: Pick<CardState, "name">): readonly {
  readonly name: string;
  readonly look: Look;
}[] {
  const others: readonly Look[] = inEveryLook.includes(name) ? ["dark", "phone"] : [];
  return [{ name, look: "light" }, ...others.map((look) => ({ name: `${name}-${look}`, look }))];
}
