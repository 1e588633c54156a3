import type { StackPrice } from "../domain/aws/prices/stack-price.ts";
import { stackPrice } from "../domain/aws/prices/stack-price.ts";
import type { Template } from "../domain/aws/prices/template-values.ts";
import type { StackParameters } from "../domain/aws/stack-parameters.ts";
import { readTemplate } from "./template.ts";

/** What a stack of the template costs with these parameters. */
export type StackPricer = (parameters: StackParameters) => StackPrice;

/**
 * Prices stacks of a template, whose text it reads once, when the first is priced: that takes some 40 ms of the processor, in which
 * nobody is answered. `npm run bench -- --only acknowledgment` told 160 ms instead of 3 when each `/loans status` read it anew.
 */
export function stackPricer(text: string, region: string): StackPricer {
  let template: Template | undefined;
  return (parameters) => {
    template ??= readTemplate(text);
    return stackPrice({ template, parameters, region });
  };
}
