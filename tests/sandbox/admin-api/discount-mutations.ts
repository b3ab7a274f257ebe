import { activateDiscount, createDiscount, deactivateDiscount, deleteDiscount, updateDiscount } from "../world/discounts.ts";
import type { CodeCreation, Discount } from "../world/types.ts";
import { deleteCodes, finishCreation, later } from "./code-work.ts";
import { connection, type PageArgs } from "./connection.ts";
import { dateTime, node, nodeOrNull, type Context, type Resolvers } from "./context.ts";
import { checkCreate, checkRoom, checkRules, error, type DiscountInput } from "./discount-input.ts";
import { failure } from "./failures.ts";

const MAX_CODES = 250;

const noDiscount = (field: string) => error([field], "Code discount does not exist.", "INVALID");

function create(context: Context, kind: Discount["kind"], input: DiscountInput, name: string) {
  const userErrors = checkCreate(context.shop, kind, input, name);
  if (userErrors.length > 0) return { codeDiscountNode: null, userErrors };
  const discount = createDiscount(context.world, context.shop, kind, input.title ?? "", structuredClone(input), input.code ?? "");
  return { codeDiscountNode: node("DiscountCodeNode", discount), userErrors: [] };
}

function update(context: Context, kind: Discount["kind"], id: string, input: DiscountInput, name: string) {
  const discount = context.shop.discounts.get(id);
  if (discount?.kind !== kind)
    return { codeDiscountNode: null, userErrors: [error(["id"], "Discount does not exist", "INVALID")] };
  const userErrors = [...checkRules(context.shop, kind, input, name), ...checkRoom(discount, input, name, context.config.faults)];
  if (userErrors.length > 0) return { codeDiscountNode: null, userErrors };
  const { title, ...rules } = structuredClone(input);
  updateDiscount(context.world, context.shop, discount, title ?? null, rules);
  return { codeDiscountNode: node("DiscountCodeNode", discount), userErrors: [] };
}

function change(context: Context, id: string, work: (discount: Discount) => void) {
  const discount = context.shop.discounts.get(id);
  if (discount === undefined) return { codeDiscountNode: null, userErrors: [noDiscount("id")] };
  work(discount);
  return { codeDiscountNode: node("DiscountCodeNode", discount), userErrors: [] };
}

export const discountMutations: Resolvers = {
  discountCodeBasicCreate: (_root, { basicCodeDiscount: input }: { basicCodeDiscount: DiscountInput }, context) =>
    create(context, "DiscountCodeBasic", input, "basicCodeDiscount"),
  discountCodeFreeShippingCreate: (
    _root,
    { freeShippingCodeDiscount: input }: { freeShippingCodeDiscount: DiscountInput },
    context,
  ) => create(context, "DiscountCodeFreeShipping", input, "freeShippingCodeDiscount"),
  discountCodeBasicUpdate: (_root, args: { id: string; basicCodeDiscount: DiscountInput }, context) =>
    update(context, "DiscountCodeBasic", args.id, args.basicCodeDiscount, "basicCodeDiscount"),
  discountCodeFreeShippingUpdate: (_root, args: { id: string; freeShippingCodeDiscount: DiscountInput }, context) =>
    update(context, "DiscountCodeFreeShipping", args.id, args.freeShippingCodeDiscount, "freeShippingCodeDiscount"),
  discountRedeemCodeBulkAdd: (_root, args: { discountId: string; codes: { code: string }[] }, context) => {
    if (args.codes.length > MAX_CODES) {
      const message = `The input array size of ${args.codes.length} is greater than the maximum allowed of ${MAX_CODES}.`;
      throw failure(message, "MAX_INPUT_SIZE_EXCEEDED");
    }
    if (!context.shop.discounts.has(args.discountId)) return { bulkCreation: null, userErrors: [noDiscount("discountId")] };
    if (args.codes.length === 0) return { bulkCreation: null, userErrors: [error(["codes"], "Codes can't be blank", "BLANK")] };
    const creation: CodeCreation = {
      id: `gid://shopify/DiscountRedeemCodeBulkCreation/${context.world.nextId()}`,
      discountId: args.discountId,
      createdAt: context.now,
      done: false,
      results: args.codes.map(({ code }) => ({ code, codeId: null, problem: null })),
    };
    const { world, shop } = context;
    shop.codeCreations.set(creation.id, creation);
    later(context.config.faults.codesDelayMs, () => finishCreation(world, shop, creation));
    return { bulkCreation: creationView(context, creation), userErrors: [] };
  },
  discountCodeRedeemCodeBulkDelete: (
    _root,
    args: { discountId: string; ids?: string[] | null; search?: string | null },
    context,
  ) => {
    const { world, shop } = context;
    if (args.ids == null) throw failure("The sandbox deletes codes by ids only", "SANDBOX_NOT_IMPLEMENTED");
    if (!shop.discounts.has(args.discountId)) return { job: null, userErrors: [noDiscount("discountId")] };
    const ids = args.ids;
    const { lastCode } = context.config.faults;
    const emptied = context.shop.discounts.get(args.discountId)?.codes.every(({ id }) => ids.includes(id)) === true;
    if (emptied && lastCode === "refused")
      return { job: null, userErrors: [error(["ids"], "A discount must have at least one code.", "INVALID")] };
    if (emptied && lastCode === "stays")
      return { job: { __typename: "Job", id: `gid://shopify/Job/${world.nextId()}`, done: true }, userErrors: [] };
    const delayMs = context.config.faults.codesDelayMs;
    later(delayMs, () => deleteCodes(world, shop, args.discountId, ids));
    return { job: { __typename: "Job", id: `gid://shopify/Job/${world.nextId()}`, done: delayMs <= 0 }, userErrors: [] };
  },
  discountCodeDeactivate: (_root, args: { id: string }, context) =>
    change(context, args.id, (discount) => deactivateDiscount(context.world, context.shop, discount)),
  discountCodeActivate: (_root, args: { id: string }, context) =>
    change(context, args.id, (discount) => activateDiscount(context.world, context.shop, discount)),
  discountCodeDelete: (_root, args: { id: string }, context) => {
    const discount = context.shop.discounts.get(args.id);
    if (discount === undefined) return { deletedCodeDiscountId: null, userErrors: [noDiscount("id")] };
    deleteDiscount(context.world, context.shop, discount);
    return { deletedCodeDiscountId: args.id, userErrors: [] };
  },
};

/** How far adding codes has come; nothing is known of a code before it is done. */
export function creationView(context: Context, creation: CodeCreation) {
  const { results, done } = creation;
  const failed = results.filter(({ problem }) => problem !== null).length;
  const discount = context.shop.discounts.get(creation.discountId);
  return {
    __typename: "DiscountRedeemCodeBulkCreation",
    ...{ id: creation.id, done, codesCount: results.length },
    importedCount: done ? results.length - failed : 0,
    failedCount: failed,
    createdAt: dateTime(creation.createdAt),
    discountCode: nodeOrNull("DiscountCodeNode", discount),
    codes: (args: PageArgs) =>
      connection(context, results, args, {
        key: (result) => ({ value: BigInt(results.indexOf(result)), id: 0n }),
        view: ({ code, codeId, problem }) => ({
          code,
          discountRedeemCode: codeId === null ? null : { id: codeId, code, asyncUsageCount: 0, createdBy: null },
          errors: problem === null ? [] : [{ field: ["code"], ...problem, extraInfo: null }],
        }),
      }),
  };
}
