import { parseDocument } from "yaml";
import { z } from "zod";
import { invalid } from "./intrinsics.ts";
import { references } from "./references.ts";
import { resourceTypes } from "./resource-types.ts";
import { refuseUnsound } from "./template-checks.ts";

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const parameterDeclaration = z.object({
  Type: z.string(),
  Description: z.string().optional(),
  Default: scalar.optional(),
  NoEcho: scalar.optional(),
  AllowedValues: z.array(scalar).optional(),
  AllowedPattern: z.string().optional(),
  ConstraintDescription: z.string().optional(),
  MinLength: z.coerce.number().optional(),
  MaxLength: z.coerce.number().optional(),
  MinValue: z.coerce.number().optional(),
  MaxValue: z.coerce.number().optional(),
});

const resourceDeclaration = z.object({
  Type: z.string(),
  Condition: z.string().optional(),
  DependsOn: z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]),
  DeletionPolicy: z.enum(["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"]).default("Delete"),
  UpdateReplacePolicy: z.enum(["Delete", "Retain", "Snapshot"]).default("Delete"),
  Metadata: z.unknown().optional(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});

const section = <Item extends z.ZodType>(item: Item) => z.record(z.string(), item).default({});

const templateShape = z.object({
  AWSTemplateFormatVersion: z.string().optional(),
  Description: z.string().optional(),
  Metadata: z.unknown().optional(),
  Parameters: section(parameterDeclaration),
  Mappings: section(z.record(z.string(), z.record(z.string(), z.unknown()))),
  Conditions: section(z.unknown()),
  Resources: z.record(z.string(), resourceDeclaration),
  Outputs: section(
    z.object({
      Description: z.string().optional(),
      Condition: z.string().optional(),
      Value: z.unknown().optional(),
      Export: z.unknown().optional(),
    }),
  ),
});

/** A template that is well formed: sections, types, references and order are sound; values are not looked at yet. */
export type Template = z.output<typeof templateShape>;
export type ParameterDeclaration = z.output<typeof parameterDeclaration>;
export type ResourceDeclaration = z.output<typeof resourceDeclaration>;

const FUNCTIONS =
  "And Base64 Cidr Equals FindInMap GetAZs GetAtt If ImportValue Join Not Or Select Split Sub Transform";

/** `!Sub x` is `{ "Fn::Sub": x }`, but `Ref` and `Condition` stand without the prefix. */
const shortForms = [...FUNCTIONS.split(" ").map((name) => `Fn::${name}`), "Ref", "Condition"].flatMap(
  (name) => {
    const tag = `!${name.replace("Fn::", "")}`;
    const collection = (node: { toJSON(): unknown }) => ({ [name]: node.toJSON() });
    return [
      { tag, resolve: (text: string) => ({ [name]: text }) },
      { tag, collection: "seq" as const, resolve: collection },
      { tag, collection: "map" as const, resolve: collection },
    ];
  },
);

/** Templates read before, since every look at a stack needs its template: reading one takes tens of milliseconds. */
const readBefore = new Map<string, Template>();
const REMEMBERED = 8;

/** Reads a template. Throws `ValidationError` in AWS's words for what CloudFormation refuses before any value is known. */
export function readTemplate(body: string): Template {
  const known = readBefore.get(body);
  if (known !== undefined) return known;
  const template = readAfresh(body);
  const [oldest] = readBefore.keys();
  if (readBefore.size >= REMEMBERED && oldest !== undefined) readBefore.delete(oldest);
  readBefore.set(body, template);
  return template;
}

function readAfresh(body: string): Template {
  const bytes = Buffer.byteLength(body);
  if (bytes > 51_200) {
    throw invalid(
      "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: " +
        "Member must have length less than or equal to 51200",
    );
  }
  const document = parseDocument(body, { customTags: shortForms, schema: "core", logLevel: "silent" });
  const [wrong] = [...document.errors, ...document.warnings];
  if (wrong !== undefined) {
    const [{ line, col } = { line: 0, col: 0 }] = wrong.linePos ?? [];
    throw invalid(`Template format error: YAML not well-formed. (line ${line}, column ${col})`);
  }
  const template = shape(document.toJS());
  refuseUnsound(template);
  return template;
}

function shape(raw: unknown): Template {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    throw invalid("Template format error: unsupported structure.");
  }
  const unknown = Object.keys(raw).filter((key) => !(key in templateShape.shape));
  if (unknown.length > 0) {
    throw invalid(`Invalid template property or properties [${unknown.join(", ")}]`);
  }
  if (!("Resources" in raw) || Object.keys(raw.Resources ?? {}).length === 0) {
    throw invalid("Template format error: At least one Resources member must be defined.");
  }
  const read = templateShape.safeParse(raw);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw invalid(`Template format error: [/${(issue?.path ?? []).join("/")}] ${issue?.message ?? ""}`);
  }
  return read.data;
}

/** What a resource waits for: names of resources, and of parameters too. */
export function dependencies(
  resource: ResourceDeclaration,
  holds?: (condition: string) => boolean,
): ReadonlySet<string> {
  return new Set([
    ...[...references(resource.Properties, holds)].map(({ name }) => name),
    ...resource.DependsOn,
  ]);
}

/** What the caller must acknowledge: IAM resources, and by another word those with names of their own. */
export function capabilitiesNeeded({ Resources }: Template): {
  readonly capability: "CAPABILITY_IAM" | "CAPABILITY_NAMED_IAM" | undefined;
  readonly types: readonly string[];
} {
  const iam = Object.values(Resources).filter(({ Type }) => resourceTypes[Type]?.namedBy !== undefined);
  if (iam.length === 0) return { capability: undefined, types: [] };
  const isNamed = iam.some(({ Type, Properties }) => (resourceTypes[Type]?.namedBy ?? "") in Properties);
  return {
    capability: isNamed ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM",
    types: [...new Set(iam.map(({ Type }) => Type))],
  };
}
