import { z } from "zod";

/** The pieces that questions and answers are made of. */

/** Shopify's number of a customer or an order, or one of ours: text, because they go beyond what numbers hold exactly. */
export const idText = z.string().regex(/^[1-9]\d{0,17}$/);
export const asId = idText.transform((digits) => BigInt(digits));
export const instant = z.iso.datetime();
export const points = z.int();
export const money = z.object({
  minor: z.int().meta({ description: "In the smallest unit of the currency: 500 is 5.00 EUR" }),
  currency: z.string(),
});

export const MOST_ITEMS = 250;
/** How a list is read: so many, and from where the page before ended. */
export const paging = {
  limit: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.number().min(1).max(MOST_ITEMS))
    .default(100)
    .meta({ description: `1 to ${MOST_ITEMS}; 100 unless told otherwise` }),
  cursor: z.string().max(200).optional().meta({ description: "nextCursor of the page before" }),
};

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().meta({ description: "null: this was the last page" }),
  });
}

export const iso = (at: Date) => at.toISOString();
export const isoOrNull = (at: Date | null) => at?.toISOString() ?? null;
