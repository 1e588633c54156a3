import { AwsError } from "../service.ts";

/** What a template's functions are answered from. */
export interface Scope {
  /** The value of a parameter, a pseudo parameter or a resource's physical id; `NO_VALUE` for `AWS::NoValue`. */
  ref(name: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  /** Whether the named condition holds. */
  holds(condition: string): boolean;
  mapping(map: string, top: string, second: string): unknown;
  zones(region: string): readonly string[];
}

/** `AWS::NoValue`: the property that has it is left out. */
export const NO_VALUE: unique symbol = Symbol("AWS::NoValue");

/** The refusal of a template that cannot be evaluated; CloudFormation has this one code for all of them. */
export function invalid(message: string): AwsError {
  return new AwsError("ValidationError", message);
}

/** A template's call of a function, or `undefined` for a plain value. */
export function call(value: unknown): { readonly name: string; readonly argument: unknown } | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined || others.length > 0) return undefined;
  const [name, argument] = entry;
  return name === "Ref" || name.startsWith("Fn::") ? { name, argument } : undefined;
}

/** `A.B.C` is attribute `B.C` of resource `A`: AWS splits at the first dot, and takes a list of two as well. */
export function attributePath(argument: unknown): readonly [logicalId: string, attribute: string] {
  const path = Array.isArray(argument) ? argument.map(String).join(".") : String(argument);
  const dot = path.indexOf(".");
  if (dot < 1) {
    throw invalid("Template error: every Fn::GetAtt object requires two non-empty parameters");
  }
  return [path.slice(0, dot), path.slice(dot + 1)];
}

/** The names in a `Fn::Sub` text; `${!Literal}` is none. */
export function substitutions(text: string): readonly string[] {
  return [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name = ""]) => name.trim());
}

/** `Fn::Sub` as text and own variables: it is written as a text or as a list of both. */
export function substitution(argument: unknown): readonly [text: string, own: Record<string, unknown>] {
  if (typeof argument === "string") return [argument, {}];
  const [text, own] = list(argument, "Fn::Sub", 2);
  if (typeof text !== "string" || typeof own !== "object" || own === null) {
    throw invalid(
      "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. " +
        "Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
    );
  }
  return [text, { ...own }];
}

/** Evaluates every function in the value. Throws `ValidationError` in AWS's words. */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => evaluate(item, scope)).filter((item) => item !== NO_VALUE);
  }
  if (typeof value !== "object" || value === null) return value;
  const called = call(value);
  if (called !== undefined) return apply(called.name, called.argument, scope);
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, evaluate(item, scope)])
      .filter(([, item]) => item !== NO_VALUE),
  );
}

/** Whether a condition's expression holds. Throws `ValidationError` for what is no condition. */
export function evaluateCondition(expression: unknown, scope: Scope): boolean {
  const [[name, argument] = ["", undefined]] = Object.entries(
    typeof expression === "object" && expression !== null ? expression : {},
  );
  switch (name) {
    case "Condition":
      return scope.holds(String(argument));
    case "Fn::Equals": {
      const [left, right] = list(argument, name, 2).map((side) => evaluate(side, scope));
      return String(left) === String(right);
    }
    case "Fn::Not":
      return !evaluateCondition(list(argument, name, 1)[0], scope);
    case "Fn::And":
      return list(argument, name).every((item) => evaluateCondition(item, scope));
    case "Fn::Or":
      return list(argument, name).some((item) => evaluateCondition(item, scope));
    default:
      throw invalid(
        "Template format error: Every Condition member must be a string or one of the condition functions.",
      );
  }
}

function apply(name: string, argument: unknown, scope: Scope): unknown {
  switch (name) {
    case "Ref":
      return scope.ref(String(argument));
    case "Fn::GetAtt":
      return scope.attribute(...attributePath(argument));
    case "Fn::Sub":
      return substitute(argument, scope);
    case "Fn::Join": {
      const [separator, items] = list(argument, name, 2);
      return list(evaluate(items, scope), name).map(String).join(String(separator));
    }
    case "Fn::Split": {
      const [separator, text] = list(argument, name, 2);
      return String(evaluate(text, scope)).split(String(separator));
    }
    case "Fn::Select": {
      const [index, items] = list(argument, name, 2).map((item) => evaluate(item, scope));
      const chosen = list(items, name)[Number(index)];
      if (chosen === undefined) {
        throw invalid(`Template error: Fn::Select cannot select nonexistent value at index ${String(index)}`);
      }
      return chosen;
    }
    case "Fn::GetAZs": {
      const region = String(evaluate(argument, scope) ?? "");
      return scope.zones(region === "" ? String(scope.ref("AWS::Region")) : region);
    }
    case "Fn::If": {
      const [condition, yes, no] = list(argument, name, 3);
      return evaluate(scope.holds(String(condition)) ? yes : no, scope);
    }
    case "Fn::Base64":
      return Buffer.from(String(evaluate(argument, scope))).toString("base64");
    case "Fn::FindInMap": {
      const [map, top, second] = list(argument, name, 3).map((item) => String(evaluate(item, scope)));
      return scope.mapping(map ?? "", top ?? "", second ?? "");
    }
    default:
      throw new AwsError("NotImplemented", `The sandbox's CloudFormation has no ${name}.`, 501);
  }
}

function substitute(argument: unknown, scope: Scope): string {
  const [text, own] = substitution(argument);
  return text.replace(/\$\{(!?)([^}]*)\}/g, (_whole, literal: string, rawName: string) => {
    if (literal !== "") return `\${${rawName}}`;
    const name = rawName.trim();
    if (name in own) return String(evaluate(own[name], scope));
    return String(name.includes(".") ? scope.attribute(...attributePath(name)) : scope.ref(name));
  });
}

function list(argument: unknown, name: string, length?: number): readonly unknown[] {
  if (!Array.isArray(argument) || (length !== undefined && argument.length !== length)) {
    throw invalid(
      `Template error: every ${name} object requires ${length === undefined ? "a list" : `${length} parameters`}`,
    );
  }
  return argument;
}
