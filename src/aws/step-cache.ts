/** What a list of steps needs to know of one. */
interface Listed {
  readonly id: string;
  /** Will not change any more. */
  readonly isSettled: boolean;
}

/** One page of a listing, the newest step first. */
interface Page<Step> {
  readonly steps: readonly Step[];
  /** Leads to the next page; `undefined` on the last. */
  readonly marker: string | undefined;
}

/** Clusters whose steps are remembered; a stack has one, and now and then a new one. */
const REMEMBERED = 4;

/**
 * Lists the steps of clusters, newest first. EMR tells all that a cluster ever had, fifty a page, and allows one such
 * call every two seconds: after a year that would be 22 calls for each look. So the settled end of a list is remembered,
 * and a listing is over with the first page that reaches it: what is newer stands before it, and what is older had
 * settled too and does not change.
 */
export class StepLists<Step extends Listed> {
  readonly #page: (clusterId: string, marker: string | undefined) => Promise<Page<Step>>;
  readonly #known = new Map<string, readonly Step[]>();

  constructor(page: (clusterId: string, marker: string | undefined) => Promise<Page<Step>>) {
    this.#page = page;
  }

  /** All steps, or all up to the first page on which `isEnough` of a step. */
  async list(clusterId: string, isEnough: (step: Step) => boolean): Promise<readonly Step[]> {
    const known = this.#known.get(clusterId) ?? [];
    const settled = new Map<string, number>();
    for (let at = known.length - 1; known[at]?.isSettled; at -= 1) settled.set(known[at]?.id ?? "", at);
    const steps: Step[] = [];
    let marker: string | undefined;
    do {
      const page = await this.#page(clusterId, marker);
      marker = page.marker;
      steps.push(...page.steps);
      const reached = page.steps.findLast(({ id }) => settled.has(id));
      if (reached) {
        steps.push(...known.slice((settled.get(reached.id) ?? 0) + 1));
        marker = undefined;
      } else if (marker !== undefined && page.steps.some(isEnough)) {
        return steps; // Not all of them: nothing to remember.
      }
    } while (marker !== undefined);
    this.#remember(clusterId, steps);
    return steps;
  }

  #remember(clusterId: string, steps: readonly Step[]): void {
    this.#known.delete(clusterId);
    this.#known.set(clusterId, steps);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= REMEMBERED) return;
      this.#known.delete(oldest);
    }
  }
}
