import { expect, test } from "vitest";

import { differenceWords } from "../../app/components/flows/words/difference-words.ts";
import { stepWords } from "../../app/components/flows/words/step-words.ts";
import { differences } from "../../app/flows/editing/differences.ts";
import { draftSchema, type DraftGoal, type DraftWait } from "../../app/flows/editing/draft.ts";
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

const drafted = (goal: Partial<DraftGoal>, days = 0) => {
  const wait = days === 0 ? [] : [{ kind: "wait", id: "w", wait: { days } }];
  return draftSchema.parse({ trigger: { kind: "lapsed", days: 90 }, steps: wait, goal: { kind: "order", ...goal } });
};

test.each<[Partial<DraftGoal>, number, string, string]>([
  [{ afterDays: 1 }, 0, "An order, within 1 day of entering", "Bestellung, innerhalb von 1 Tag ab dem Eintritt"],
  [{}, 45, "An order, within 75 days of entering", "Bestellung, innerhalb von 75 Tagen ab dem Eintritt"],
  [
    { kind: "segment-entered", segmentId: 7, afterDays: 5 },
    2,
    "Entering a segment: VIP, within 7 days of entering",
    "Segment betreten: VIP, innerhalb von 7 Tagen ab dem Eintritt",
  ],
  [
    { kind: "products", products: [{ productId: "1", title: "Tea" }], afterDays: 5 },
    0,
    "An order of certain products: Tea, within 5 days of entering",
    "Bestellung bestimmter Produkte: Tea, innerhalb von 5 Tagen ab dem Eintritt",
  ],
])("a goal says what it is and for how long it counts in all: %j (issue 9, goal)", (goal, days, en, de) => {
  expect([words("en").part("goal", drafted(goal, days)), words("de").part("goal", drafted(goal, days))]).toEqual([en, de]);
});

test("two versions with different goals say so in words (issue 9, goal)", () => {
  const [before, after] = [drafted({}), drafted({ kind: "review-written", afterDays: 14 })];
  const said = (locale: Locale) =>
    differences(before, after).map((one) => differenceWords(one, translator(locale), words(locale)));
  expect(said("en")).toEqual(["Goal: An order, within 30 days of entering → A product review, within 14 days of entering"]);
  expect(said("de")).toEqual([
    "Ziel: Bestellung, innerhalb von 30 Tagen ab dem Eintritt → Produktbewertung, innerhalb von 14 Tagen ab dem Eintritt",
  ]);
});
