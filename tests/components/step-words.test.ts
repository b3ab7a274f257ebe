import { expect, test } from "vitest";

import { stepWords } from "../../app/components/flows/words/step-words.ts";
import type { DraftWait } from "../../app/flows/editing/draft.ts";
import { createFormat } from "../../app/i18n/format.ts";
import { translator, type Locale } from "../../app/i18n/translate.ts";

const SHOP = {
  emails: [],
  rewards: [],
  segments: [{ segmentId: 7, key: "vip", name: "VIP", awaiting: false }],
  tiers: [],
  existingCustomers: false,
};

function words(locale: Locale) {
  const language = {
    t: translator(locale),
    format: createFormat(locale, { currency: "EUR", timeZone: "Europe/Berlin" }),
    locale,
  };
  return stepWords(language, SHOP, ({ name }) => name, 10);
}
const said = (locale: Locale, wait: DraftWait) => words(locale).step({ kind: "wait", id: "w", wait });

test.each<[DraftWait, string, string]>([
  // A day is until an hour of the next day; 24 hours are 24 hours, also when the clocks change.
  [{ days: 1 }, "1 day, then 10 a.m. on the recipient’s clock", "1 Tag, dann 10 Uhr Ortszeit"],
  [{ hours: 24 }, "24 hours", "24 Stunden"],
  [{ days: 1, hour: 15 }, "1 day, then 3 p.m. on the recipient’s clock", "1 Tag, dann 15 Uhr Ortszeit"],
])("a wait says what it waits for: %j (flows 10, flows 11)", (wait, en, de) => {
  expect([said("en", wait), said("de", wait)]).toEqual([en, de]);
});

test.each([
  ["segment_member = 'VIP'", "In the segment VIP", "Im Segment VIP"],
  ["segment_member != 'vip'", "Not in the segment VIP", "Nicht im Segment VIP"],
  ["segment_member = 'lost'", "A segment that is no longer there", "Ein Segment, das es nicht mehr gibt"],
  ["number_of_orders > 3", "number_of_orders > 3", "number_of_orders > 3"],
])("a branch on %s says so by the segment's name (saved segments in flows)", (condition, en, de) => {
  const branch = { kind: "branch" as const, id: "b", condition, yes: [], no: [] };
  expect([words("en").step(branch), words("de").step(branch)]).toEqual([en, de]);
});
