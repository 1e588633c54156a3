import { z } from "zod";
import { AwsError } from "./service.ts";

/** A number that the Query protocol and CloudFormation parameters carry as text. */
export const numeric = z.coerce.number();

/** A boolean that the Query protocol and CloudFormation parameters carry as text. */
export const truth = z.union([z.boolean(), z.stringbool({ truthy: ["true"], falsy: ["false"] })]);

/** The members of a request (or a resource's properties) as the schema has them; throws `AwsError` with the code for what does not fit. */
export function readRequest<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  code = "ValidationException",
): z.infer<Schema> {
  const read = schema.safeParse(input);
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new AwsError(code, `${problems.length} validation error(s) detected: ${problems.join("; ")}`);
}
