import type { PlainKey } from "../../../i18n/translate.ts";
import type { FilterName, TagName } from "../../../messages/content/document/placeholders.ts";

/** What a filter does to a value. */
export const filterWords: Record<FilterName, PlainKey> = {
  default: "emailOffers.default",
  capitalize: "emailOffers.capitalize",
  upcase: "emailOffers.upcase",
  downcase: "emailOffers.downcase",
  truncate: "emailOffers.truncate",
};

/** What a tag does with what follows it. */
export const tagWords: Record<TagName, PlainKey> = {
  if: "emailOffers.if",
  unless: "emailOffers.unless",
  elsif: "emailOffers.elsif",
  else: "emailOffers.else",
  endif: "emailOffers.endif",
  endunless: "emailOffers.endunless",
};
