import { z } from "zod";

import type { Basket, BasketLine } from "../../points/per-order/basket.ts";
import { fromHundredths } from "../../sync/theme/theme-values.ts";

const hundredths = z.string().regex(/^\d{1,12}$/);
const MOST_LINES = 500;

/** Texts, as all bodies here. Money is in hundredths of the currency unit, whatever the currency. */
export const basketSchema = z.object({
  /** Each line as `product:amount:discount`, after and of its own discounts; a product that is none is 0. */
  lines: z
    .string()
    .regex(/^(?:\d{1,18}:\d{1,12}:\d{1,12})(?:,\d{1,18}:\d{1,12}:\d{1,12})*$/)
    .transform((text) => text.split(","))
    .refine((lines) => lines.length <= MOST_LINES),
  discount: hundredths,
  shipping: hundredths,
  /** Empty: not known yet. */
  tax: z.union([hundredths, z.literal("")]),
  currency: z.string().regex(/^[A-Z]{3}$/),
  /** Whose taxes prices contain; empty: not known. */
  country: z.string().regex(/^(?:[A-Z]{2})?$/),
  /** Several discounts at once may be shared out to a cent otherwise. */
  several: z.literal("1").optional(),
  /** Bought for a company. */
  company: z.literal("1").optional(),
});

/** What was sent as the app counts it, in minor units. Which products are gift cards, the app knows itself. */
export function basketIn(
  fields: z.output<typeof basketSchema>,
  currency: string,
): Omit<Basket, "lines"> & { lines: Omit<BasketLine, "giftCard">[] } {
  const minor = (text: string) => fromHundredths(BigInt(text), currency);
  return {
    lines: fields.lines.map((line) => {
      const [product = "0", amount = "0", discount = "0"] = line.split(":");
      return {
        ...{ productId: product === "0" ? null : BigInt(product) },
        ...{ amountMinor: minor(amount), discountMinor: minor(discount) },
      };
    }),
    ...{ discountMinor: minor(fields.discount), shippingMinor: minor(fields.shipping) },
    taxMinor: fields.tax === "" ? null : minor(fields.tax),
    company: fields.company !== undefined,
  };
}
