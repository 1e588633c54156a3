import { publicParameters } from "../ssm.ts";
import { invalid } from "./intrinsics.ts";
import type { ParameterDeclaration, Template } from "./template.ts";

/** A parameter's value as the caller gave it or by default. */
export interface SettledParameter {
  readonly value: string;
  /** What an SSM parameter holds; functions see this one. */
  readonly resolved?: string;
}

/** One parameter of a request. */
export interface GivenParameter {
  readonly key: string;
  readonly value?: string | undefined;
  readonly usePrevious?: boolean;
}

/**
 * Joins the given values with the defaults and checks each against its constraints. Throws `ValidationError` in AWS's
 * words, with the template's ConstraintDescription where it has one.
 */
export function settleParameters(
  declared: Template["Parameters"],
  given: readonly GivenParameter[],
  previous: Readonly<Record<string, SettledParameter>> = {},
): Record<string, SettledParameter> {
  const surplus = given.filter(({ key }) => !(key in declared)).map(({ key }) => key);
  if (surplus.length > 0) {
    throw invalid(`Parameters: [${surplus.join(", ")}] do not exist in the template`);
  }
  const values = Object.entries(declared).map(([name, declaration]) => {
    const asked = given.find(({ key }) => key === name);
    return [
      name,
      asked?.usePrevious === true ? previous[name]?.value : (asked?.value ?? declaration.Default),
    ] as const;
  });
  const missing = values.filter(([, value]) => value === undefined).map(([name]) => name);
  if (missing.length > 0) throw invalid(`Parameters: [${missing.join(", ")}] must have values`);
  return Object.fromEntries(
    Object.entries(declared).map(([name, declaration], index) => {
      const value = values[index]?.[1] ?? "";
      check(name, declaration, value);
      return [name, settle(declaration.Type, value)];
    }),
  );
}

/** What `Ref` answers: lists come as lists. */
export function parameterValue(
  type: string,
  { value, resolved }: SettledParameter,
): string | readonly string[] {
  const text = resolved ?? value;
  return type === "CommaDelimitedList" || /^(AWS::SSM::Parameter::Value<)?List</.test(type)
    ? text.split(",").map((item) => item.trim())
    : text;
}

function settle(type: string, value: string): SettledParameter {
  if (!type.startsWith("AWS::SSM::Parameter::Value<")) return { value };
  const resolved = publicParameters[value];
  if (resolved === undefined) {
    throw invalid(`Unable to fetch parameters [${value}] from parameter store for this account.`);
  }
  return { value, resolved };
}

function check(name: string, declaration: ParameterDeclaration, value: string): void {
  const { AllowedValues, AllowedPattern, ConstraintDescription } = declaration;
  const refuse = (plain: string) =>
    invalid(
      ConstraintDescription === undefined
        ? plain
        : `Parameter ${name} failed to satisfy constraint: ${ConstraintDescription}`,
    );
  const items = declaration.Type === "CommaDelimitedList" ? value.split(",") : [value];
  if (AllowedValues !== undefined && !items.every((item) => AllowedValues.includes(item.trim()))) {
    throw refuse(`Parameter '${name}' must be one of AllowedValues`);
  }
  if (AllowedPattern !== undefined && !new RegExp(`^(?:${AllowedPattern})$`).test(value)) {
    throw refuse(`Parameter ${name} failed to satisfy constraint: must match pattern ${AllowedPattern}`);
  }
  const { MinLength, MaxLength, MinValue, MaxValue } = declaration;
  if (MinLength !== undefined && value.length < MinLength) {
    throw refuse(`Parameter '${name}' must contain at least ${MinLength} characters`);
  }
  if (MaxLength !== undefined && value.length > MaxLength) {
    throw refuse(`Parameter '${name}' must contain at most ${MaxLength} characters`);
  }
  if (declaration.Type !== "Number") return;
  if (value.trim() === "" || Number.isNaN(Number(value)))
    throw invalid(`Parameter '${name}' must be a number`);
  if (MinValue !== undefined && Number(value) < MinValue) {
    throw refuse(`Parameter '${name}' must be a number not less than ${MinValue}`);
  }
  if (MaxValue !== undefined && Number(value) > MaxValue) {
    throw refuse(`Parameter '${name}' must be a number not greater than ${MaxValue}`);
  }
}
