import type { ArrivalProblem } from "../../affiliates/exchange/arrivals.server.ts";
import type { System } from "../../affiliates/exchange/columns.ts";
import type { RowProblemCode } from "../../affiliates/exchange/read-file.ts";

/** Names of programs are the same in all languages. */
export const systemNames: Record<System, string> = {
  "post-affiliate-pro": "Post Affiliate Pro",
  uppromote: "UpPromote",
  referralcandy: "ReferralCandy",
};

export const arrivalWords = {
  taken: "affiliateImport.codeInShopify",
  refused: "affiliateImport.codeRefused",
  plan: "affiliateImport.planGone",
} as const satisfies Record<ArrivalProblem, string>;

export const rowWords = {
  "no-email": "affiliateImport.noEmail",
  "bad-email": "affiliateImport.badEmail",
  twice: "affiliateImport.twice",
  deleted: "affiliateImport.deleted",
  "bad-state": "affiliateImport.badState",
  "bad-amount": "affiliateImport.badAmount",
  negative: "affiliateImport.negative",
  "too-much": "affiliateImport.tooMuch",
  "bad-date": "affiliateImport.badDate",
  "bad-paypal": "affiliateImport.badPaypal",
  "bad-code": "affiliateImport.badCode",
  "code-taken": "affiliateImport.codeTaken",
  "no-plan": "affiliateImport.noPlan",
  "no-customer": "affiliateImport.noCustomer",
} as const satisfies Record<RowProblemCode, string>;
