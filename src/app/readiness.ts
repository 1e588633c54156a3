import { inTime } from "../config/time-limit.ts";
import { withCommandName } from "../domain/commands/command-name.ts";
import { withoutSecrets } from "../domain/messages/redact-secrets.ts";
import type { Gauge } from "./metrics/gauges.ts";

/** Looks at one part: `null` when it is well, else what is wrong and what helps, in one sentence. */
export type Probe = () => Promise<string | null> | string | null;

/** One part that is not well, and why. */
export interface Reason {
  readonly part: string;
  readonly says: string;
  /** `hinders`: the process cannot do its work; `concerns`: it can, and somebody has to mend something all the same. */
  readonly weight: "hinders" | "concerns";
}

/** Whether the process can do its work, and if not, why. Parts add what they know of themselves. */
export interface Readiness {
  /**
   * A look that throws, or takes longer than the limit, counts as a reason too. What it finds hinders, unless it is said to
   * concern alone: a process that is taken out of service for one user group would lock everybody out.
   */
  add(part: string, look: Probe, weight?: Reason["weight"]): void;
  /** None that hinders: ready. Never rejects. */
  reasons(): Promise<readonly Reason[]>;
}

/**
 * `limitMs` is what one look may take: a service manager asks every few seconds and wants an answer at once. `command` is what
 * people type, as remedies name it.
 */
export function createReadiness({
  limitMs,
  command,
}: {
  readonly limitMs: number;
  readonly command: string;
}): Readiness {
  const looks: { readonly part: string; readonly look: Probe; readonly weight: Reason["weight"] }[] = [];

  async function reasonOf(look: Probe): Promise<string | null> {
    try {
      // The promise is made inside, so that a look that throws at once is caught like one that rejects.
      const found = await inTime(
        Promise.resolve()
          .then(look)
          .then((says) => ({ says })),
        limitMs,
      );
      return found === "late" ? `gave no answer within ${limitMs / 1_000} s` : found.says;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  return {
    add(part, look, weight = "hinders") {
      looks.push({ part, look, weight });
    },
    async reasons() {
      const found = await Promise.all(
        looks.map(async ({ look, ...of }) => ({ ...of, says: await reasonOf(look) })),
      );
      return found.flatMap(({ says, ...of }) =>
        says === null ? [] : [{ ...of, says: withCommandName(withoutSecrets(says), command) }],
      );
    },
  };
}

/** The same for who counts: 1 for each part that is not well. */
export function unwellGauge({ reasons }: Pick<Readiness, "reasons">): Gauge {
  return {
    name: "loans_unwell",
    help: "1 for each part that is not well; /readyz says why",
    labels: ["part"],
    read: async () => (await reasons()).map(({ part }) => ({ labels: { part }, value: 1 })),
  };
}
