import type { Discount, Shop } from "../world/types.ts";
import { connection, type PageArgs } from "./connection.ts";
import { dateTime, node, type Context, type Resolvers } from "./context.ts";
import type { StoredInput } from "./discount-fields.ts";
import { failure } from "./failures.ts";

type BasicInput = StoredInput & { code?: string | null; title?: string | null; customerSelection?: unknown };
type UserError = { field: string[]; message: string; code: string; extraInfo: null };

const MAX_CODES = 250;

function error(field: string[], message: string, code: string): UserError {
  return { field, message, code, extraInfo: null };
}

function isTaken(shop: Shop, code: string): boolean {
  const wanted = code.toLowerCase();
  return [...shop.discounts.values()].some(({ codes }) => codes.some((entry) => entry.code.toLowerCase() === wanted));
}

function codeProblem(shop: Shop, code: string | null | undefined): { message: string; code: string } | null {
  if (code == null) return { message: "Code can't be blank", code: "BLANK" };
  if (code === "") return { message: "Code is too short (minimum is 1 character)", code: "TOO_SHORT" };
  if (/[\r\n]/.test(code)) return { message: "Code cannot contain newline characters.", code: "INVALID" };
  if (code.length > 255) return { message: "Code is too long (maximum is 255 characters)", code: "TOO_LONG" };
  if (isTaken(shop, code)) return { message: "Code must be unique. Please try a different code.", code: "TAKEN" };
  return null;
}

function checkBasic(shop: Shop, input: BasicInput): UserError[] {
  const at = (...path: string[]) => ["basicCodeDiscount", ...path];
  const errors: UserError[] = [];
  const code = codeProblem(shop, input.code);
  if (code !== null) errors.push(error(at("code"), code.message, code.code));
  if (input.title == null || input.title === "") errors.push(error(at("title"), "Title can't be blank", "BLANK"));
  if (input.startsAt === undefined) errors.push(error(at("startsAt"), "Starts at can't be blank", "BLANK"));
  if (input.endsAt != null && input.startsAt !== undefined && new Date(input.endsAt) <= new Date(input.startsAt)) {
    errors.push(error(at("endsAt"), "Ends at needs to be after starts_at", "INVALID"));
  }
  const percentage = input.customerGets?.value?.percentage;
  if (percentage !== undefined && (percentage <= 0 || percentage > 1)) {
    errors.push(error(at("customerGets", "value", "percentage"), "Value must be between 0.0 and 1.0", "VALUE_OUTSIDE_RANGE"));
  }
  if (input.customerGets === undefined) errors.push(error(at("customerGets"), "Customer gets can't be blank", "BLANK"));
  if (input.context != null && input.customerSelection != null) {
    errors.push(error(at("context"), "Only one of context or customerSelection can be provided.", "CONFLICT"));
  }
  return errors;
}

function newCode(context: Context, code: string) {
  return { id: `gid://shopify/DiscountRedeemCode/${context.world.nextId()}`, code, usageCount: 0 };
}

export const discountMutations: Resolvers = {
  discountCodeBasicCreate: (_root, { basicCodeDiscount: input }: { basicCodeDiscount: BasicInput }, context) => {
    const userErrors = checkBasic(context.shop, input);
    if (userErrors.length > 0) return { codeDiscountNode: null, userErrors };
    const now = context.world.clock.now();
    const discount: Discount = {
      id: `gid://shopify/DiscountCodeNode/${context.world.nextId()}`,
      title: input.title ?? "",
      kind: "DiscountCodeBasic",
      input: structuredClone(input),
      codes: [newCode(context, input.code ?? "")],
      createdAt: now,
      updatedAt: now,
    };
    context.shop.discounts.set(discount.id, discount);
    return { codeDiscountNode: node("DiscountCodeNode", discount), userErrors: [] };
  },
  discountRedeemCodeBulkAdd: (_root, args: { discountId: string; codes: { code: string }[] }, context) => {
    if (args.codes.length > MAX_CODES) {
      const message = `The input array size of ${args.codes.length} is greater than the maximum allowed of ${MAX_CODES}.`;
      throw failure(message, "MAX_INPUT_SIZE_EXCEEDED");
    }
    const discount = context.shop.discounts.get(args.discountId);
    if (discount === undefined)
      return { bulkCreation: null, userErrors: [error(["discountId"], "Code discount does not exist.", "INVALID")] };
    if (args.codes.length === 0) return { bulkCreation: null, userErrors: [error(["codes"], "Codes can't be blank", "BLANK")] };
    const results = args.codes.map(({ code }) => {
      const problem = codeProblem(context.shop, code);
      if (problem !== null) return { code, added: null, problem };
      const added = newCode(context, code);
      discount.codes.push(added);
      return { code, added, problem: null };
    });
    discount.updatedAt = context.world.clock.now();
    return { bulkCreation: creationView(context, discount, results), userErrors: [] };
  },
  discountCodeDeactivate: (_root, args: { id: string }, context) => {
    const discount = context.shop.discounts.get(args.id);
    if (discount === undefined)
      return { codeDiscountNode: null, userErrors: [error(["id"], "Code discount does not exist.", "INVALID")] };
    discount.updatedAt = context.world.clock.now();
    discount.input = { ...discount.input, endsAt: dateTime(discount.updatedAt) };
    return { codeDiscountNode: node("DiscountCodeNode", discount), userErrors: [] };
  },
};

type Result = { code: string; added: Discount["codes"][number] | null; problem: { message: string } | null };

/** Shopify works in the background and answers `done: false` first; here the codes are there at once. */
function creationView(context: Context, discount: Discount, results: Result[]) {
  const failed = results.filter((result) => result.problem !== null).length;
  return {
    __typename: "DiscountRedeemCodeBulkCreation",
    id: `gid://shopify/DiscountRedeemCodeBulkCreation/${context.world.nextId()}`,
    done: true,
    codesCount: results.length,
    importedCount: results.length - failed,
    failedCount: failed,
    createdAt: dateTime(context.now),
    discountCode: node("DiscountCodeNode", discount),
    codes: (args: PageArgs) =>
      connection(context, results, args, {
        key: (result) => ({ value: BigInt(results.indexOf(result)), id: 0n }),
        view: (result) => ({
          code: result.code,
          discountRedeemCode: result.added === null ? null : { ...result.added, asyncUsageCount: 0, createdBy: null },
          errors:
            result.problem === null ? [] : [{ field: ["code"], message: result.problem.message, code: null, extraInfo: null }],
        }),
      }),
  };
}
