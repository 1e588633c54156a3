import type { StackRoles } from "../../../sandbox/aws/access/stack-roles.ts";

/** An account without roles of a stack: whoever acts, acts as its administrator. */
export const noRoles: StackRoles = { lakeAs: (lake) => lake, require: () => undefined };
