import type { FaultCase } from "../case.ts";
import { awsCases } from "./aws-cases.ts";
import { cancelCases } from "./cancel-cases.ts";
import { creationCases } from "./creation-cases.ts";
import { fileCases } from "./file-cases.ts";
import { graceCase } from "./grace-case.ts";
import { serviceCases } from "./service-cases.ts";
import { signalCases } from "./signal-cases.ts";
import { slackCases } from "./slack-cases.ts";
import { socketCases } from "./socket-cases.ts";

/** The whole matrix. */
export const cases: readonly FaultCase[] = [
  ...signalCases,
  ...awsCases,
  ...serviceCases,
  ...fileCases,
  graceCase,
  ...slackCases,
  ...socketCases,
  ...cancelCases,
  ...creationCases,
];
