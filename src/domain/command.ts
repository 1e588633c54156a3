import type { Day } from "./day.ts";

/** One line that a person typed after `/loans` or `@loans`, parsed. */
export type Command =
  | { readonly name: "deploy" }
  | { readonly name: "run"; readonly day: Day; readonly force: boolean }
  | { readonly name: "status" }
  | { readonly name: "runs" }
  | { readonly name: "summary"; readonly day: Day | null }
  | { readonly name: "teardown" }
  | { readonly name: "help" };
