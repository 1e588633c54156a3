import { randomBytes } from "node:crypto";
import type { Order } from "../resource-types.ts";

/** An id as EC2 writes them: `vpc-` and 17 hexadecimal digits. */
export function ec2Id(prefix: string): string {
  return `${prefix}-${randomBytes(9).toString("hex").slice(0, 17)}`;
}

/**
 * The name CloudFormation gives to what the template leaves unnamed: stack, logical id, 12 random letters and digits. The
 * handlers of some types leave the stack's name out (`IdentifierUtils.generateResourceIdentifier` without a stack's id).
 */
export function generatedName(
  { stackName, logicalId, suffix = nameSuffix() }: Order,
  longest: number,
  { withStack = true }: { readonly withStack?: boolean } = {},
): string {
  const name = withStack ? `${stackName}-${logicalId}` : logicalId;
  return `${name.slice(0, longest - suffix.length - 1)}-${suffix}`;
}

/** Twelve random letters and digits. */
export function nameSuffix(): string {
  return Array.from(randomBytes(12), (byte) => (byte % 36).toString(36)).join("");
}

/** A property that must be a text by now; the empty text where the template has none. */
export function text(order: Order, property: string): string {
  const value = order.properties[property];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** The resource's tags as a record. */
export function tagsOf({ properties }: Order): Record<string, string> {
  const tags: readonly unknown[] = Array.isArray(properties["Tags"]) ? properties["Tags"] : [];
  return Object.fromEntries(tags.map(fields).map((tag) => [String(tag["Key"]), String(tag["Value"])]));
}

/** An ARN in the sandbox's account and region. */
export function arn({ setting }: Order, service: string, resource: string): string {
  return `arn:aws:${service}:${setting.region}:${setting.account}:${resource}`;
}

/** A map of the template, or an empty one where it has none. */
export function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
