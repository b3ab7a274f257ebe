import { metafieldProblem } from "../admin-api/metafield-values.ts";
import { gidOf } from "../lib/gid.ts";
import { updateCustomer } from "./commerce.ts";
import type { Customer, Metafield, Shop, World } from "./types.ts";

/** What a merchant writes into a customer's metafield. The type is the one that it has already, else the one that is given. */
export type MetafieldInput = { namespace: string; key: string; type?: string | undefined; value: string };

/** Sets a customer's metafield as a merchant does in the admin; an empty value takes it away. @throws Error where Shopify would refuse it */
export function setCustomerMetafield(world: World, shop: Shop, customer: Customer, input: MetafieldInput): void {
  const { namespace, key, value } = input;
  const owner = gidOf("Customer", customer.id);
  const fields = shop.metafields.get(owner) ?? new Map<string, Metafield>();
  shop.metafields.set(owner, fields);
  const path = `${namespace}.${key}`;
  if (!/^[\w-]{3,255}$/.test(namespace) || !/^[\w-]{2,64}$/.test(key)) throw new Error("Namespace or key is too short");
  const existing = fields.get(path);
  const type = existing?.type ?? input.type ?? "single_line_text_field";
  const problem = value === "" ? null : metafieldProblem(type, value);
  if (problem !== null) throw new Error(problem.message);
  if (value === "") fields.delete(path);
  else {
    const id = existing?.id ?? world.nextId();
    fields.set(path, { id, namespace, key, type, value, updatedAt: world.clock.now() });
  }
  updateCustomer(world, shop, customer, { note: customer.note });
}
