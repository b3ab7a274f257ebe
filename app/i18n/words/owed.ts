import type { Same, Words } from "../words.ts";

/** Rewards that customers were promised and have not got. */
export const owed = {
  title: "Owed rewards",
  intro:
    "Rewards from prize draws, badges, challenges and referrals, and store credit for affiliates, that couldn’t be given yet.",
  count: { one: "{count} reward couldn’t be given", other: "{count} rewards couldn’t be given" },
  text: "Make it possible to give them, and try again. What isn’t possible yet is tried again every day.",
  again: "Give them now",
  given: { one: "{count} reward is on its way", other: "{count} rewards are on their way" },
  none: "That’s still not possible.",
  line: "{reward}, since {date}",
  referral: "for a referral",
  payout: "payout to an affiliate",
  missing: "It’s no longer available: archived, or its product is no longer sold in your shop.",
  refused: "Shopify refused to make it. The redemption on the customer’s page says why.",
  emptyTitle: "Nothing is owed",
  emptyText: "Everybody has got what they were promised.",
} as const satisfies Words;

export const owedGerman: Same<typeof owed> = {
  title: "Offene Prämien",
  intro:
    "Prämien aus Gewinnspielen, Abzeichen, Challenges und Empfehlungen und Shop-Guthaben für Affiliates, die noch nicht gegeben werden konnten.",
  count: { one: "{count} Prämie konnte nicht gegeben werden", other: "{count} Prämien konnten nicht gegeben werden" },
  text: "Schaffen Sie die Voraussetzung dafür und versuchen Sie es erneut. Was noch nicht geht, wird täglich wieder versucht.",
  again: "Jetzt geben",
  given: { one: "{count} Prämie ist unterwegs", other: "{count} Prämien sind unterwegs" },
  none: "Das geht noch immer nicht.",
  line: "{reward}, seit {date}",
  referral: "für eine Empfehlung",
  payout: "Auszahlung an einen Affiliate",
  missing: "Es gibt sie nicht mehr: Sie ist archiviert, oder das Produkt wird in Ihrem Shop nicht mehr verkauft.",
  refused: "Shopify hat sie abgelehnt. Warum, steht bei der Einlösung auf der Seite der Kundin oder des Kunden.",
  emptyTitle: "Nichts ist offen",
  emptyText: "Alle haben bekommen, was ihnen zusteht.",
};
