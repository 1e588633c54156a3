import { defineConfig } from "vitest/config";
import { PATIENCE_MS } from "./sandbox/driver/until.ts";

/** Unit tests touch no network and no clock; the others start real parts and are given time for it. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          // Three quarters of their time went into loading the same modules again for each file. They share them, so a
          // test puts back what it changes.
          isolate: false,
          unstubEnvs: true,
          // A property test that takes a second by itself takes many where other programs have the processors.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "whole",
          include: ["test/{engine,product,stand-ins,faults,differential,browser}/**/*.test.ts"],
          globalSetup: "test/support/spark/shared-recording.ts",
          // Longer than any wait within it (`PATIENCE_MS`).
          testTimeout: 240_000,
          hookTimeout: 240_000,
          expect: { poll: { timeout: PATIENCE_MS } },
          // Each file starts programs of its own and waits for them most of the time: with three at once two processors are
          // busy for three quarters of it, with two for not much more than half. A machine that others use as well has less to
          // give, and tests that wait for each other's programs there fail by their limits.
          maxWorkers: process.env["CI"] === undefined ? 3 : 2,
          // After the unit tests: vitest runs projects of different workers one after the other only where told so.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
