import type { Json } from "../../src/web/json.ts";
import { DoorError } from "./door-error.ts";
import type { Farewell, Sockets } from "./sockets.ts";

const farewells: readonly Farewell[] = ["warning", "refresh_requested", "link_disabled"];

/** What happens to the app's connections, by the control door. */
export function socketsDoor(sockets: Sockets): Readonly<Record<string, (given: Json) => unknown>> {
  return {
    "GET sockets": () => sockets.counts(),
    "POST sockets/farewell": ({ reason, which = "oldest" }) => {
      const known = farewells.find((one) => one === reason);
      if (known === undefined || (which !== "oldest" && which !== "all")) {
        throw new DoorError(
          400,
          `ending connections: "reason" is one of ${farewells.join(", ")}, "which" is oldest or all`,
        );
      }
      return { told: sockets.sayFarewell(known, which) };
    },
    "POST sockets/cut": () => ({ cut: sockets.cut() }),
    "POST sockets/cut-at": ({ requests, when }) => {
      if (typeof requests !== "number" || (when !== "before" && when !== "after"))
        throw new DoorError(400, 'cutting at requests: "requests" is a number, "when" is before or after');
      sockets.cutAtRequests(requests, when);
      return { requests };
    },
    "POST sockets/enable": () => {
      sockets.enable();
      return { enabled: true };
    },
    "POST sockets/say": ({ frame }) => {
      sockets.say(String(frame));
      return { said: frame };
    },
    "POST sockets/twice": ({ requests }) => {
      if (typeof requests !== "number" || !Number.isInteger(requests) || requests < 1)
        throw new DoorError(400, 'sending twice: "requests" must be a whole number from 1');
      sockets.sendTwice(requests);
      return { requests };
    },
  };
}
