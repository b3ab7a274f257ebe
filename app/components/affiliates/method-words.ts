import type { Method } from "../../affiliates/people/payee.ts";
import type { PlainKey } from "../../i18n/translate.ts";

/** What affiliates have chosen to be paid in. */
export const methodWords: Record<Method, PlainKey> = {
  bank: "affiliatePayouts.bank",
  paypal: "affiliatePayouts.paypal",
  credit: "affiliatePayouts.credit",
  points: "affiliatePayouts.points",
};
