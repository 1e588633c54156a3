/** The app, as the entry of a product whose `$SANDBOX_CLOCK` moves the clock of the app alone: everybody else goes by the machine's. */
import "../../sandbox/clock/moved-date.ts";

await import("../../sandbox/driver/mortal-app.ts");
