import { ITSELF } from "../../../domain/runs/run.ts";
import type { Markup } from "../block-kit/markup.ts";
import { mention } from "../block-kit/markup.ts";

/**
 * The one mention of a message that calls people: the user group that is configured for it, else whoever asked; `null` where
 * the schedule did.
 */
export function callOf(group: string | null, asker: string | null): Markup | null {
  if (group !== null) return mention(group);
  return asker === null || asker === ITSELF ? null : mention(asker);
}
