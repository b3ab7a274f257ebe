import { expect, test } from "vitest";

import { stepWords } from "../../app/components/flows/words/step-words.ts";
import type { DraftWait } from "../../app/flows/editing/draft.ts";
import { createFormat } from "../../app/i18n/format.ts";
import { translator, type Locale } from "../../app/i18n/translate.ts";

function said(locale: Locale, wait: DraftWait): string {
  const language = {
    t: translator(locale),
    format: createFormat(locale, { currency: "EUR", timeZone: "Europe/Berlin" }),
    locale,
  };
  const shop = { emails: [], rewards: [], segments: [], tiers: [] };
  return stepWords(language, shop, () => "", 10).step({ kind: "wait", id: "w", wait });
}

test.each<[DraftWait, string, string]>([
  // A day is until an hour of the next day; 24 hours are 24 hours, also when the clocks change.
  [{ days: 1 }, "1 day, then 10 a.m. on the recipient’s clock", "1 Tag, dann 10 Uhr Ortszeit"],
  [{ hours: 24 }, "24 hours", "24 Stunden"],
  [{ days: 1, hour: 15 }, "1 day, then 3 p.m. on the recipient’s clock", "1 Tag, dann 15 Uhr Ortszeit"],
])("a wait says what it waits for: %j (flows 10, flows 11)", (wait, en, de) => {
  expect([said("en", wait), said("de", wait)]).toEqual([en, de]);
});
