import type { FaultCase, Place } from "./case.ts";
import { placesOf, workflowNames } from "./case.ts";
import type { Stage } from "./stage.ts";

const places = workflowNames.flatMap(placesOf);
const nameOf = ({ workflow, step, point }: Place) => `${workflow} ${step} ${point}`;

/** The process ends at the point, and its supervisor starts it again. */
function dies(signal: "SIGKILL" | "SIGTERM"): readonly FaultCase[] {
  return places.map((place) => ({
    fault: signal,
    name: nameOf(place),
    workers: 1,
    run: async (stage: Stage) => {
      const before = stage.pid("app");
      return await stage.play(place.workflow, {
        before: () => stage.product.signalAt({ ...place, signal }),
        fired: () => (stage.product.signalWasSent() && stage.pid("app") !== before ? 1 : 0),
      });
    },
  }));
}

export const signalCases: readonly FaultCase[] = [...dies("SIGKILL"), ...dies("SIGTERM")];
