/**
 * What the template calls what others have to find in the stack. A stack lists them from the moment it begins to make
 * them; its outputs are there only once its creation is complete.
 */
export const logicalIds = { lake: "Lake", cluster: "EmrCluster", vpc: "Vpc" } as const;

/** Where in the lake EMR writes by itself, also for a cluster that never was given a step. */
export const EMR_LOGS = "logs/";
