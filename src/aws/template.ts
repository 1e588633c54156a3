import { parseDocument } from "yaml";
import { z } from "zod";
import type { Template, TemplateValue } from "../domain/aws/prices/template-values.ts";

/** The short forms of CloudFormation's functions in YAML; the long ones are maps already. */
const functions = [
  ...["Base64", "Cidr", "Equals", "FindInMap", "GetAZs", "GetAtt", "If", "Join", "Not", "Or", "And"],
  ...["Select", "Split", "Sub"],
];

const customTags = [...functions, "Ref", "Condition"].flatMap((name) => {
  const tag = `!${name}`;
  const long = functions.includes(name) ? `Fn::${name}` : name;
  const resolve = (value: unknown) => ({ [long]: plainOf(value) });
  return [
    { tag, resolve },
    { tag, collection: "seq" as const, resolve },
    { tag, collection: "map" as const, resolve },
  ];
});

function plainOf(value: unknown): unknown {
  return typeof value === "object" &&
    value !== null &&
    "toJSON" in value &&
    typeof value.toJSON === "function"
    ? (value.toJSON() as unknown)
    : value;
}

const shape = z.object({
  Parameters: z
    .record(z.string(), z.object({ Default: z.union([z.string(), z.number()]).optional() }))
    .default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Condition: z.string().optional(), Properties: z.unknown() }),
  ),
});

/** Reads a template of CloudFormation, whose text is ours; throws where it is none. */
export function readTemplate(text: string): Template {
  const { Parameters, Conditions, Resources } = shape.parse(parseDocument(text, { customTags }).toJSON());
  return {
    defaults: Object.fromEntries(
      Object.entries(Parameters).flatMap(([name, { Default }]) =>
        Default === undefined ? [] : [[name, String(Default)]],
      ),
    ),
    conditions: Conditions as Readonly<Record<string, TemplateValue>>,
    resources: Object.entries(Resources).map(([logicalId, { Type, Condition, Properties }]) => ({
      ...{ logicalId, type: Type, condition: Condition ?? null },
      properties: (Properties ?? null) as TemplateValue,
    })),
  };
}
