/** Where in a step the engine is; an observer may measure it, or, in a test, end the process there. */
export type Point = "before-intent" | "after-intent" | "after-effect" | "after-journal" | "parked";

/** Hears where the engine is; it changes nothing. */
export interface Observer {
  at(point: Point, where: { readonly runId: string; readonly step: string }): void;
}
