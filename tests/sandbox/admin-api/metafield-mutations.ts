import { digestOf, findOwner, resolveNamespace } from "./metafield-fields.ts";
import { metafieldProblem } from "./metafield-values.ts";
import type { Metafield } from "../world/types.ts";
import { node, type Context, type Resolvers } from "./context.ts";
import { requireWrite } from "./write-access.ts";

type SetInput = {
  ownerId: string;
  namespace?: string | null;
  key: string;
  type?: string | null;
  value: string;
  compareDigest?: string | null;
};
type UserError = { field: string[]; message: string; code: string | null; elementIndex: null };

const MAX_METAFIELDS = 25;

function checkOne(context: Context, input: SetInput, index: number): UserError[] {
  const at = (name: string | null, message: string, code: string | null): UserError => {
    const field = name === null ? ["metafields", String(index)] : ["metafields", String(index), name];
    return { field, message, code, elementIndex: null };
  };
  const owner = findOwner(context, input.ownerId);
  if (owner === null) return [at("ownerId", "Owner does not exist.", "INVALID_VALUE")];
  requireWrite(context, owner, "metafieldsSet");
  const namespace = resolveNamespace(context, input.namespace);
  const existing = context.shop.metafields.get(input.ownerId)?.get(`${namespace}.${input.key}`);
  if (namespace.length < 3) return [at("namespace", "Namespace is too short (minimum is 3 characters)", "TOO_SHORT")];
  if (namespace.length > 255) return [at("namespace", "Namespace is too long (maximum is 255 characters)", "TOO_LONG")];
  if (input.key.length < 2) return [at("key", "Key is too short (minimum is 2 characters)", "TOO_SHORT")];
  if (input.key.length > 64) return [at("key", "Key is too long (maximum is 64 characters)", "TOO_LONG")];
  const type = input.type ?? existing?.type;
  if (type === undefined) return [at("type", "Type can't be blank", "BLANK")];
  if (existing !== undefined && existing.type !== type) {
    return [at("type", `Type must be consistent with the definition's type: '${existing.type}'.`, "INVALID_TYPE")];
  }
  const problem = metafieldProblem(type, input.value);
  if (problem !== null) return [at(problem.field, problem.message, problem.code)];
  if (input.compareDigest !== undefined && (existing === undefined ? null : digestOf(existing)) !== input.compareDigest) {
    const message = "The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.";
    return [at(null, message, "STALE_OBJECT")];
  }
  return [];
}

export const metafieldMutations: Resolvers = {
  metafieldsSet: (_root, args: { metafields: SetInput[] }, context) => {
    const { shop, world } = context;
    if (args.metafields.length > MAX_METAFIELDS) {
      const message = `Exceeded the maximum metafields input limit of ${MAX_METAFIELDS}.`;
      return {
        metafields: null,
        userErrors: [{ field: ["metafields"], message, code: "LESS_THAN_OR_EQUAL_TO", elementIndex: null }],
      };
    }
    const userErrors = args.metafields.flatMap((input, index) => checkOne(context, input, index));
    if (userErrors.length > 0) return { metafields: null, userErrors };
    const written = args.metafields.map((input) => {
      const namespace = resolveNamespace(context, input.namespace);
      const fields = shop.metafields.get(input.ownerId) ?? new Map<string, Metafield>();
      shop.metafields.set(input.ownerId, fields);
      const existing = fields.get(`${namespace}.${input.key}`);
      const field: Metafield = {
        id: existing?.id ?? world.nextId(),
        ...{ namespace, key: input.key, type: input.type ?? existing?.type ?? "single_line_text_field" },
        ...{ value: input.value, updatedAt: world.clock.now() },
      };
      fields.set(`${namespace}.${input.key}`, field);
      return node("Metafield", { field, ownerId: input.ownerId });
    });
    return { metafields: written, userErrors: [] };
  },
  metafieldsDelete: (_root, args: { metafields: { ownerId: string; namespace: string; key: string }[] }, context) => {
    const deleted = args.metafields.map(({ ownerId, namespace, key }) => {
      const owner = findOwner(context, ownerId);
      if (owner !== null) requireWrite(context, owner, "metafieldsDelete");
      const resolved = resolveNamespace(context, namespace);
      const existed = context.shop.metafields.get(ownerId)?.delete(`${resolved}.${key}`) ?? false;
      return existed ? { ownerId, namespace: resolved, key } : null;
    });
    return { deletedMetafields: deleted, userErrors: [] };
  },
};
