import type { PlainKey, Translate } from "../../i18n/translate.ts";

/** What the parsers say (app/lib/fields.ts and zod), by how it begins. */
const known: readonly [beginning: RegExp, words: PlainKey][] = [
  [/^is missing$|received undefined$/, "webhooks.issueMissing"],
  [/^is not an? .*\bid$/, "webhooks.issueId"],
  [/^is not a date/, "webhooks.issueDate"],
  [/^is not an amount/, "webhooks.issueAmount"],
  [/^is not a currency/, "webhooks.issueCurrency"],
  [/out of range$/, "webhooks.issueRange"],
  [/^Invalid input: expected/, "webhooks.issueType"],
];

/** An issue in the reader's language; what has no words of ours stays as the parser said it. */
export function issueWords(t: Translate, message: string): string {
  const found = known.find(([beginning]) => beginning.test(message));
  return found === undefined ? message : t(found[1]);
}
