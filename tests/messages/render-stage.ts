import { DEFAULT_BRAND } from "../../app/messages/content/brand/brand.ts";
import type { ShopperLocale } from "../../app/i18n/shopper/say.ts";
import type { Rendered } from "../../app/messages/content/into-layout.ts";
import { render, type Variables } from "../../app/messages/content/render.ts";
import type { Facts } from "../../app/messages/templates/facts.ts";
import type { WordedTelling } from "../../app/messages/templates/registry.ts";
import type { ProgramRules } from "../../app/program/rules/rules.ts";
import { linksOf, type Storefront } from "../../app/shops/storefront/storefront-links.ts";
import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";

const storefront = {
  ...{ domain: "morgenrot.myshopify.com", primaryUrl: null, primaryLocale: "de", publishedLocales: [], rewardsPath: null },
  proxyPath: null,
};

type Known = Omit<Variables, "facts"> & { storefront: Storefront; rules: ProgramRules } & Pick<Facts, "cheapest"> & {
    account: Facts["points"]["account"];
  };

export const variables: Known = {
  shopName: "Morgenrot",
  storefront,
  links: linksOf(storefront, "de"),
  firstName: "Jürgen",
  imprint: "Morgenrot GmbH\nMusterstraße 1\n10115 Berlin",
  link: (target) => (target.to === "url" ? target.url : `https://reprise.example/${target.to}?t=e1-2-abc`),
  canReply: true,
  brand: DEFAULT_BRAND,
  currency: "EUR",
  timeZone: "Europe/Berlin",
  pointsNames: {},
  shopLocale: "de",
  rules: DEFAULT_RULES,
  cheapest: { points: 500n, title: { en: "€5 off", de: "5 € Rabatt" } },
  account: { available: 1_240n, pending: 0n, expiring: null },
};

export const GATHERING: Facts["gathering"] = {
  ...{
    handle: "tasting",
    title: { en: "Coffee tasting", de: "Kaffeeverkostung" },
    timeZone: "Europe/Berlin",
    url: null,
    token: "",
  },
  ...{ startsAt: new Date("2026-06-12T16:00:00Z"), endsAt: new Date("2026-06-12T18:00:00Z"), place: { de: "Rösterei" } },
  ...{ isOpen: true, isCalledOff: false, registration: "registered" },
};

/** What every template is told, as callers hand it over. */
export const tellings: readonly WordedTelling[] = [
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
  { template: "survey-reply", data: { said: "Es kam zu spät.", reply: "Das tut uns leid.\nDie nächste Lieferung ist frei." } },
  {
    template: "survey-change",
    data: {
      title: { en: "Faster parcels", de: "Schnellere Pakete" },
      text: { en: "They leave the same day.", de: "Sie gehen am selben Tag los.\nVersprochen." },
    },
  },
  { template: "photo-permission", data: { reviewId: 12, productId: 900, product: "Kaffee Größe L" } },
  { template: "event-news", data: { gatheringId: 3, said: "registered" } },
  { template: "points-adjusted", data: { points: -50, reason: "Doppelt gutgeschrieben" } },
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

export function renderEmail(telling: WordedTelling, locale: ShopperLocale, changes: Partial<Known> = {}): Rendered {
  const { account, rules, cheapest, ...rest } = { ...variables, ...changes };
  return render(telling, locale, { ...rest, facts: { points: { account, rules }, cheapest, gathering: GATHERING } });
}

/** The one email that is told nothing. */
export function winBack(locale: ShopperLocale, changes: Partial<Known> = {}): Rendered {
  return renderEmail({ template: "win-back", data: {} }, locale, changes);
}
