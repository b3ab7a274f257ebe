import type { ArrivalProblem } from "../../affiliates/exchange/arrivals.server.ts";
import type { System } from "../../affiliates/exchange/columns.ts";
import type { RowProblemCode } from "../../affiliates/exchange/read-file.ts";
import type { PlainKey } from "../../i18n/translate.ts";

export const systemWords = {
  "post-affiliate-pro": "affiliateImport.postAffiliatePro",
  uppromote: "affiliateImport.upPromote",
  referralcandy: "affiliateImport.referralCandy",
} as const satisfies Record<System, PlainKey>;

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
