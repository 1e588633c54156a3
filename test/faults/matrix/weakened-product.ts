import { join } from "node:path";
import type { Product, ProductOptions } from "../../support/product.ts";
import { startProduct } from "../../support/product.ts";

/** Starts the product as `startProduct` does, without the safeguard that `weakened` names; `null`: as it is. */
export async function startWeakened(
  env: Readonly<Record<string, string>>,
  { weakened, ...options }: ProductOptions & { readonly weakened: string | null },
): Promise<Product> {
  if (weakened === null) return await startProduct(env, options);
  const entry = join(import.meta.dirname, "weakened-app.ts");
  return await startProduct({ ...env, WEAKENED: weakened }, { ...options, entry });
}
