import { render as renderLetter, type Rendered, type Variables } from "../../app/messages/mails/render.ts";
import type { Letter } from "../../app/messages/mails/mail-data.ts";
import { linksOf, type Storefront } from "../../app/shops/storefront/storefront-links.ts";
import type { MailLocale } from "../../app/messages/mails/templates.ts";
import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";

export const storefront = {
  ...{ domain: "morgenrot.myshopify.com", primaryUrl: null, primaryLocale: "de", publishedLocales: [], rewardsPath: null },
};

export const variables: Variables & { storefront: Storefront } = {
  shopName: "Morgenrot",
  storefront,
  links: linksOf(storefront, "de"),
  firstName: "Jürgen",
  imprint: "Morgenrot GmbH\nMusterstraße 1\n10115 Berlin",
  unsubscribeUrl: "https://reprise.example/unsubscribe?t=e1-2-abc",
  canReply: true,
  currency: "EUR",
  timeZone: "Europe/Berlin",
  shopLocale: "de",
  rules: DEFAULT_RULES,
  cheapest: { points: 500n, title: { en: "€5 off", de: "5 € Rabatt" } },
  account: { available: 1_240n, pending: 0n, expiring: null },
};

/** Facts for every template, as callers hand them over. */
export const letters: readonly Letter[] = [
  { template: "win-back", data: {} },
  {
    template: "reward-issued",
    data: {
      ...{ redemptionId: 7n, title: { en: "€5 off", de: "5 € Rabatt" }, points: 500n, code: "DANKE-7K2M9P", kind: "amount" },
      expiresAt: new Date("2026-12-31T22:59:59Z"),
    },
  },
  {
    template: "reward-expiring",
    data: { redemptionId: "7", title: "5 € Rabatt", code: "DANKE-7K2M9P", kind: "amount", expiresAt: "2026-12-31T22:59:59Z" },
  },
  { template: "reward-released", data: { redemptionId: 7, title: { de: "5 € Rabatt" }, points: 500, reason: "expired" } },
  { template: "points-expiring", data: { points: 800, expiresAt: "2026-12-31T22:59:59Z", days: 30 } },
  { template: "points-digest", data: { month: "2026-05", earned: 320, spent: 0 } },
  {
    template: "tier-reached",
    data: { tierKey: "gold", tier: { en: "Gold", de: "Gold" }, benefits: "Früher stöbern\n\nGeschenk", perMille: 1_250 },
  },
  {
    template: "tier-at-risk",
    data: { tierKey: "gold", tier: "Gold", keepUntil: "2026-12-31T22:59:59Z", missing: 120, basis: "points" },
  },
];

export function renderMail(letter: Letter, locale: MailLocale, changes: Partial<Variables> = {}): Rendered {
  return renderLetter(letter, locale, { ...variables, ...changes });
}

/** The one mail that has no facts. */
export function winBack(locale: MailLocale, changes: Partial<Variables> = {}): Rendered {
  return renderMail({ template: "win-back", data: {} }, locale, changes);
}
