import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { readTools } from "../../setup/tools.ts";

/** What CloudFormation does with a resource. */
export type Phase = "create" | "read" | "update" | "delete";

const handler = z.object({ permissions: z.array(z.string()).default([]) });

const schemaShape = z.object({
  handlers: z.partialRecord(z.enum(["create", "read", "update", "delete", "list"]), handler).default({}),
});

/** By type, the actions that AWS says its handler of each phase needs. */
export type HandlerPermissions = (type: string, phase: Phase) => readonly string[];

/**
 * Reads AWS's resource schemas as cfn-lint carries them in the project's Python environment: an index a region, which names
 * a file a type. Throws a `Problem` when set-up has not run.
 */
export function readHandlerPermissions(region: string): HandlerPermissions {
  const environment = dirname(dirname(readTools().python));
  const [home] = globSync(
    join(environment, "lib", "python3*", "site-packages", "cfnlint", "data", "schemas"),
  );
  if (home === undefined) throw new Error(`reading AWS's resource schemas: ${environment} has no cfn-lint`);
  const read = (...path: readonly string[]): unknown => JSON.parse(readFileSync(join(home, ...path), "utf8"));
  const index = z.record(z.string(), z.string()).parse(read("providers", `${region}.json`));
  const known = new Map<string, z.output<typeof schemaShape>>();
  return (type, phase) => {
    const schema = known.get(type) ?? schemaShape.parse(read("resources", `${index[type]}.json`));
    known.set(type, schema);
    return schema.handlers[phase]?.permissions ?? [];
  };
}
