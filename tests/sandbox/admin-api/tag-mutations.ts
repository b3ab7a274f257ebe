import { addTags, removeTags } from "../world/customers.ts";
import type { Customer } from "../world/types.ts";
import { idOf } from "../lib/gid.ts";
import { node, type Context, type Resolvers } from "./context.ts";
import { failure } from "./failures.ts";
import { requireWrite } from "./write-access.ts";

type Arguments = { id: string; tags: string[] };
type Change = (context: Context, customer: Customer, tags: string[]) => void;

const LONGEST = 255;

/** Shopify takes customers, orders, products, articles and draft orders; the world has tags on customers. */
function change({ id, tags }: Arguments, context: Context, field: "tagsAdd" | "tagsRemove", apply: Change) {
  const customerId = idOf(id, "Customer");
  if (customerId === null) throw failure(`The sandbox does not implement tags of ${id}`, "SANDBOX_NOT_IMPLEMENTED");
  const customer = context.shop.customers.get(customerId);
  if (customer === undefined) return { node: null, userErrors: [{ field: ["id"], message: "Customer does not exist" }] };
  requireWrite(context, node("Customer", customer), field);
  if (tags.some((tag) => tag.length > LONGEST)) {
    return { node: null, userErrors: [{ field: ["tags"], message: `Tag is too long (maximum is ${LONGEST} characters)` }] };
  }
  // A tag with a comma is several tags.
  apply(
    context,
    customer,
    tags.flatMap((tag) => tag.split(",")),
  );
  return { node: node("Customer", customer), userErrors: [] };
}

export const tagMutations: Resolvers = {
  tagsAdd: (_root, input: Arguments, context) =>
    change(input, context, "tagsAdd", ({ world, shop }, customer, tags) => void addTags(world, shop, customer, tags)),
  tagsRemove: (_root, input: Arguments, context) =>
    change(input, context, "tagsRemove", ({ world, shop }, customer, tags) => void removeTags(world, shop, customer, tags)),
};
