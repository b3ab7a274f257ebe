import { addCode, removeCode } from "../world/discounts.ts";
import type { CodeCreation, Shop, World } from "../world/types.ts";
import { codeProblem } from "./discount-input.ts";

/** Shopify answers first and works then. At once where the delay is 0. */
export function later(delayMs: number, work: () => void): void {
  if (delayMs <= 0) work();
  else setTimeout(work, delayMs);
}

/** Adds the codes of a bulk creation to their discount, and notes which could not be added. */
export function finishCreation(world: World, shop: Shop, creation: CodeCreation): void {
  if (creation.done) return;
  creation.done = true;
  const discount = shop.discounts.get(creation.discountId);
  for (const result of creation.results) {
    result.problem =
      discount === undefined ? { message: "Discount does not exist", code: "INVALID" } : codeProblem(shop, result.code);
    if (discount !== undefined && result.problem === null) result.codeId = addCode(world, shop, discount, result.code).id;
  }
}

export function deleteCodes(world: World, shop: Shop, discountId: string, codeIds: readonly string[]): void {
  const discount = shop.discounts.get(discountId);
  if (discount !== undefined) for (const codeId of codeIds) removeCode(world, shop, discount, codeId);
}
