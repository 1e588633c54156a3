import { defineConfig } from "vitest/config";

/** Unit tests touch no network and no clock; the others start real parts and are given time for it. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"] } },
      {
        test: {
          name: "whole",
          include: ["test/{sandbox,faults}/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // Each file starts programs of its own; more than two at once and small machines starve them.
          maxWorkers: 2,
        },
      },
    ],
  },
});
