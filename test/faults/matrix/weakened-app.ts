import { weaken } from "./weakened.ts";

/** The product with crash points, one safeguard of its engine taken away: the one that `$WEAKENED` names. */
weaken(process.env["WEAKENED"]);
await import("../../../sandbox/driver/mortal-app.ts");
