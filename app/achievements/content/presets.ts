import type { Icon, Terms } from "./terms.ts";

export const presets = [
  ...(["first-order", "regular", "explorer", "one-year"] as const),
  ...(["two-in-a-month", "spend", "first-fifty", "three-months"] as const),
] as const;
export type Preset = (typeof presets)[number];

export function isPreset(text: unknown): text is Preset {
  return presets.some((preset) => preset === text);
}

/** In the shop's money, for a challenge to spend: so many units of it. */
const SPEND_UNITS = 150;
const DAYS = { "two-in-a-month": 30, spend: 60, "first-fifty": 14 } as const;

type Own = Partial<Terms> & Pick<Terms, "kind" | "goal" | "target">;
type Worded = { de: [title: string, description: string]; en: [title: string, description: string]; icon: Icon };

/** Shoppers are addressed as in the theme's blocks ("du"). */
const worded: Record<Preset, Worded> = {
  "first-order": {
    icon: "star",
    de: ["Willkommen!", "Für deine erste Bestellung bei uns."],
    en: ["Welcome!", "For your first order with us."],
  },
  regular: {
    icon: "medal",
    de: ["Stammgast", "Für fünf Bestellungen innerhalb eines Jahres."],
    en: ["Regular", "For five orders within one year."],
  },
  explorer: {
    icon: "bag",
    de: ["Entdeckergeist", "Für zehn verschiedene Produkte, die du ausprobiert hast."],
    en: ["Explorer", "For trying ten different products."],
  },
  "one-year": {
    icon: "cake",
    de: ["Ein Jahr dabei", "Deine erste Bestellung ist ein Jahr her. Schön, dass du da bist!"],
    en: ["One year together", "Your first order was a year ago. Great to have you!"],
  },
  "two-in-a-month": {
    icon: "clock",
    de: ["Doppelt hält besser", "Bestell im Zeitraum zweimal."],
    en: ["Two is better", "Place two orders while the challenge runs."],
  },
  spend: {
    icon: "tag",
    de: ["Vorratskammer", "Bestell im Zeitraum für den Betrag, der unten steht. Versand und Retouren zählen nicht."],
    en: ["Stock up", "Spend the amount below while the challenge runs. Shipping and returns don’t count."],
  },
  "first-fifty": {
    icon: "check",
    de: ["Drei auf einen Streich", "Probier im Zeitraum drei verschiedene Produkte. Wer zuerst bestellt, gewinnt."],
    en: ["Three of a kind", "Try three different products while the challenge runs. The earliest orders win."],
  },
  "three-months": {
    icon: "share",
    de: ["Dreimal in Folge", "Bestell drei Monate hintereinander. Ein Monat Pause ist erlaubt."],
    en: ["Three in a row", "Order three months in a row. One month off is fine."],
  },
};

/** Terms to begin with. @param days `iso(n)`: the shop's day in so many days, as ISO 8601 @param unit minor units in one unit of the shop's money */
export function presetTerms(preset: Preset, iso: (days: number) => string, unit: number): Terms {
  const { de, en, icon } = worded[preset];
  return {
    ...{
      title: { en: en[0], de: de[0] },
      description: { en: en[1], de: de[1] },
      icon,
      picture: null,
      only: null,
      segmentId: null,
    },
    ...{ points: 0, rewardId: null, challenge: null, streak: null },
    ...own(preset, iso, unit),
  };
}

function own(preset: Preset, iso: (days: number) => string, unit: number): Own {
  switch (preset) {
    case "first-order":
      return { kind: "badge", goal: "orders", target: 1 };
    case "regular":
      return { kind: "badge", goal: "orders-in-year", target: 5, points: 100 };
    case "explorer":
      return { kind: "badge", goal: "products", target: 10, points: 100 };
    case "one-year":
      return { kind: "badge", goal: "years", target: 1, points: 100 };
    case "two-in-a-month":
      return { kind: "challenge", goal: "orders", target: 2, points: 150, challenge: within(preset, iso) };
    case "spend":
      return { kind: "challenge", goal: "spend", target: SPEND_UNITS * unit, points: 300, challenge: within(preset, iso) };
    case "first-fifty":
      return { kind: "challenge", goal: "products", target: 3, points: 200, challenge: { ...within(preset, iso), winners: 50 } };
    case "three-months":
      return { kind: "streak", goal: "periods", target: 3, points: 150, streak: { every: "month", misses: 1 } };
  }
}

function within(preset: keyof typeof DAYS, iso: (days: number) => string): NonNullable<Terms["challenge"]> {
  return { from: iso(1), until: iso(DAYS[preset]), tier: null, segmentId: null, winners: null };
}
