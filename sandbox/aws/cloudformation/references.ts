import { attributePath, call, substitution, substitutions } from "./intrinsics.ts";

/** One use of another part of the template. */
export interface Reference {
  readonly name: string;
  /** Of `Fn::GetAtt` and `${A.B}` only. */
  readonly attribute?: string;
}

/**
 * Every parameter, pseudo parameter and resource that the value uses. With `holds`, the branch of `Fn::If` that is not
 * taken is left out; without, both count.
 */
export function* references(value: unknown, holds?: (condition: string) => boolean): Generator<Reference> {
  if (Array.isArray(value)) {
    for (const item of value) yield* references(item, holds);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const called = call(value);
  if (called === undefined) {
    for (const item of Object.values(value)) yield* references(item, holds);
    return;
  }
  const { name, argument } = called;
  switch (name) {
    case "Ref":
      yield { name: String(argument) };
      return;
    case "Fn::GetAtt":
      yield attributeReference(argument);
      return;
    case "Fn::Sub": {
      const [text, own] = substitution(argument);
      for (const used of substitutions(text)) {
        if (!(used in own)) yield used.includes(".") ? attributeReference(used) : { name: used };
      }
      yield* references(own, holds);
      return;
    }
    case "Fn::If": {
      const [condition, yes, no] = Array.isArray(argument) ? argument : [];
      if (holds === undefined) yield* references([yes, no]);
      else yield* references(holds(String(condition)) ? yes : no, holds);
      return;
    }
    default:
      yield* references(argument, holds);
  }
}

/** Every condition that the value's `Fn::If` ask for. */
export function* conditionsAsked(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  const called = call(value);
  if (called?.name === "Fn::If" && Array.isArray(called.argument)) yield String(called.argument[0]);
  for (const item of Object.values(value)) yield* conditionsAsked(item);
}

function attributeReference(path: unknown): Reference {
  const [name, attribute] = attributePath(path);
  return { name, attribute };
}
