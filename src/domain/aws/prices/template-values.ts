import type { StackParameters } from "../stack-parameters.ts";

/** A value of a template: plain, or a function as `{ Ref: "Name" }` and `{ "Fn::If": [condition, one, other] }`. */
export type TemplateValue =
  | string
  | number
  | boolean
  | null
  | readonly TemplateValue[]
  | { readonly [name: string]: TemplateValue };

/** A template of CloudFormation, as far as its price goes by it. */
export interface Template {
  /** The defaults of its parameters; of one without a default there is none. */
  readonly defaults: StackParameters;
  readonly conditions: Readonly<Record<string, TemplateValue>>;
  readonly resources: readonly TemplateResource[];
}

/** A resource that a template declares. */
export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  /** `null`: it is always made. */
  readonly condition: string | null;
  readonly properties: TemplateValue;
}

/** Reads the values of a template as they are with these parameters. */
export class TemplateValues {
  readonly #template: Template;
  readonly #parameters: StackParameters;

  constructor(template: Template, parameters: StackParameters) {
    this.#template = template;
    this.#parameters = { ...template.defaults, ...parameters };
  }

  /** Those that are made. */
  get resources(): readonly TemplateResource[] {
    return this.#template.resources.filter(
      ({ condition }) => condition === null || this.#holds({ Condition: condition }),
    );
  }

  /** The value at a path of names and numbers; `null`: there is none. */
  at(value: TemplateValue, ...path: readonly (string | number)[]): TemplateValue {
    let found: TemplateValue = this.#resolved(value);
    for (const name of path) {
      if (typeof found !== "object" || found === null) return null;
      found = this.#resolved((found as Readonly<Record<string | number, TemplateValue>>)[name] ?? null);
    }
    return found;
  }

  /** The same as a number; `fallback` where there is none. */
  number(value: TemplateValue, path: readonly (string | number)[], fallback: number): number {
    const found = this.at(value, ...path);
    return found === null || Number.isNaN(Number(found)) ? fallback : Number(found);
  }

  list(value: TemplateValue, ...path: readonly (string | number)[]): readonly TemplateValue[] {
    const found = this.at(value, ...path);
    return Array.isArray(found) ? found : [];
  }

  #resolved(value: TemplateValue): TemplateValue {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const { Ref: ref, "Fn::If": choice } = value as Readonly<Record<string, TemplateValue>>;
    if (typeof ref === "string") return this.#parameters[ref] ?? value;
    if (!Array.isArray(choice)) return value;
    const [condition = null, one = null, other = null] = choice as readonly TemplateValue[];
    return this.#resolved(this.#holds({ Condition: String(condition) }) ? one : other);
  }

  #holds(condition: TemplateValue): boolean {
    if (typeof condition !== "object" || condition === null) return condition === true;
    const {
      Condition: name,
      "Fn::Equals": equal,
      "Fn::Not": not,
    } = condition as Readonly<Record<string, TemplateValue>>;
    if (typeof name === "string") return this.#holds(this.#template.conditions[name] ?? false);
    if (Array.isArray(not)) return !this.#holds((not[0] as TemplateValue | undefined) ?? false);
    if (!Array.isArray(equal)) return false;
    const [one = null, other = null] = equal as readonly TemplateValue[];
    return String(this.#resolved(one)) === String(this.#resolved(other));
  }
}
