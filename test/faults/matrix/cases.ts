import type { FaultCase } from "./case.ts";
import { signalCases } from "./signal-cases.ts";

/** The whole matrix. */
export const cases: readonly FaultCase[] = [...signalCases];
