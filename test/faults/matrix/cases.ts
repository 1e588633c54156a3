import { awsCases, lagCases, serviceCases } from "./aws-cases.ts";
import type { FaultCase } from "./case.ts";
import { signalCases } from "./signal-cases.ts";
import { slackCases } from "./slack-cases.ts";

/** The whole matrix. */
export const cases: readonly FaultCase[] = [
  ...signalCases,
  ...awsCases,
  ...lagCases,
  ...serviceCases,
  ...slackCases,
];
