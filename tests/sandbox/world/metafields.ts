import { metafieldProblem } from "../admin-api/metafield-values.ts";
import { gidOf } from "../lib/gid.ts";
import { updateCustomer } from "./commerce.ts";
import { updateProduct } from "./products.ts";
import type { Customer, Metafield, Product, Shop, World } from "./types.ts";

/** What a merchant writes into a metafield. The type is the one that it has already, else the one that is given. */
export type MetafieldInput = { namespace: string; key: string; type?: string | undefined; value: string };

/** Writes a field as a merchant does in the admin; an empty value takes it away. @throws Error where Shopify would refuse it */
function writeField(world: World, shop: Shop, owner: string, { namespace, key, value, type: wanted }: MetafieldInput): void {
  const fields = shop.metafields.get(owner) ?? new Map<string, Metafield>();
  shop.metafields.set(owner, fields);
  const path = `${namespace}.${key}`;
  if (!/^[\w-]{3,255}$/.test(namespace) || !/^[\w-]{2,64}$/.test(key)) throw new Error("Namespace or key is too short");
  const existing = fields.get(path);
  const type = existing?.type ?? wanted ?? "single_line_text_field";
  const problem = value === "" ? null : metafieldProblem(type, value);
  if (problem !== null) throw new Error(problem.message);
  if (value === "") fields.delete(path);
  else {
    const id = existing?.id ?? world.nextId();
    fields.set(path, { id, namespace, key, type, value, updatedAt: world.clock.now() });
  }
}

/** Sets the metafield of a product, or of one of its variants, and tells of the product, as Shopify does. @throws Error where Shopify would refuse it */
export function setProductMetafield(
  world: World,
  shop: Shop,
  { product, variantId }: { product: Product; variantId: bigint | null },
  input: MetafieldInput,
): void {
  writeField(world, shop, variantId === null ? gidOf("Product", product.id) : gidOf("ProductVariant", variantId), input);
  updateProduct(world, shop, product, {});
}

/** Sets a customer's metafield as a merchant does in the admin; an empty value takes it away. @throws Error where Shopify would refuse it */
export function setCustomerMetafield(world: World, shop: Shop, customer: Customer, input: MetafieldInput): void {
  writeField(world, shop, gidOf("Customer", customer.id), input);
  updateCustomer(world, shop, customer, { note: customer.note });
}
