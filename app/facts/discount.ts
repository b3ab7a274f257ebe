/** What is said about discounts and their codes. */
export type DiscountFact =
  /** `active`: its codes can be used, now or later. */
  | { kind: "discount-changed"; discountGid: string; active: boolean }
  | { kind: "discount-deleted"; discountGid: string }
  | { kind: "code-removed"; discountGid: string; code: string };
