import type { ShopperLocale } from "../../i18n/shopper/say.ts";
import { DAY_MS, HOUR_MS, plusMs } from "../../lib/time.ts";
import type { ProgramRules } from "../../program/rules/rules.ts";
import { linksOf, type Storefront } from "../../shops/storefront/storefront-links.ts";
import type { Rendered } from "../content/into-layout.ts";
import { render, type Variables } from "../content/render.ts";
import { sampleLinks } from "../links/link-maker.ts";
import type { Facts } from "./facts.ts";
import { templates, type TemplateKey } from "./registry.ts";
import { sampleReward } from "./sample-words.ts";

const firstNames: Record<ShopperLocale, string> = {
  en: "Emma",
  de: "Anna",
  fr: "Camille",
  es: "Lucía",
  it: "Giulia",
  nl: "Sanne",
};

type Shop = Omit<Variables, "firstName" | "link" | "links" | "facts"> & {
  storefront: Storefront;
  /** Null: nothing is said of what points are worth. */
  rules: ProgramRules | null;
};

/** The email as an invented customer would get it; its links to stop or change what is sent lead nowhere. */
export function preview(template: TemplateKey, locale: ShopperLocale, shop: Shop, now: Date): Rendered {
  const facts: Facts = {
    redemption: { state: "issued" },
    tier: { key: "gold", graceUntil: plusMs(now, 30 * DAY_MS) },
    points: { account: { available: 1_240n, pending: 0n, expiring: null }, rules: shop.rules },
    cheapest: { points: 500n, title: sampleReward },
    friend: null,
    survey: "open",
    photos: "wanted",
    gathering: {
      ...{
        handle: "tasting",
        title: { en: "Coffee tasting", de: "Kaffeeverkostung" },
        timeZone: shop.timeZone,
        url: null,
        token: "",
      },
      ...{ startsAt: plusMs(now, 14 * DAY_MS), endsAt: plusMs(now, 14 * DAY_MS + 2 * HOUR_MS) },
      place: { en: "Our roastery", de: "Unsere Rösterei" },
      ...{ isOpen: true, isCalledOff: false, registration: "registered" },
    },
    gift: null,
    edited: null,
  };
  const invented = { firstName: firstNames[locale], link: sampleLinks, links: linksOf(shop.storefront, locale) };
  return render({ template, data: templates[template].sample(now) }, locale, { ...shop, ...invented, facts });
}
