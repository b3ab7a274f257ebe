import { DAY_MS, plusMs } from "../../lib/time.ts";
import { linksOf, type Storefront } from "../../shops/storefront/storefront-links.ts";
import type { Letter, TemplateKey } from "./mail-data.ts";
import { render, type Rendered, type Variables } from "./render.ts";
import type { MailLocale } from "./templates.ts";

const firstNames: Record<MailLocale, string> = { en: "Emma", de: "Anna" };
const title = { en: "Free shipping", de: "Kostenloser Versand" };
const tier = { en: "Gold", de: "Gold" };

/** Facts of an invented customer, for the merchant's eyes. */
function sampleOf(template: TemplateKey, now: Date): Letter {
  const later = plusMs(now, 30 * DAY_MS);
  switch (template) {
    case "win-back":
      return { template, data: {} };
    case "reward-issued":
      return {
        template,
        data: { redemptionId: 1, title, points: 500, code: "DANKE-7K2M9P", kind: "free-shipping", expiresAt: later },
      };
    case "reward-expiring":
      return { template, data: { redemptionId: 1, title, code: "DANKE-7K2M9P", kind: "free-shipping", expiresAt: later } };
    case "reward-released":
      return { template, data: { redemptionId: 1, title, points: 500, reason: "expired" } };
    case "points-expiring":
      return { template, data: { points: 800, expiresAt: later, days: 30 } };
    case "points-digest":
      return {
        template,
        data: {
          month: plusMs(now, -30 * DAY_MS)
            .toISOString()
            .slice(0, 7),
          earned: 320,
          spent: 0,
        },
      };
    case "tier-reached":
      return {
        template,
        data: {
          tierKey: "gold",
          tier,
          benefits: {
            en: "Early access to new products\nA gift on your birthday",
            de: "Neues früher entdecken\nEin Geschenk zum Geburtstag",
          },
          perMille: 1_500,
        },
      };
    case "tier-at-risk":
      return { template, data: { tierKey: "gold", tier, keepUntil: later, missing: 120, basis: "points" } };
  }
}

/** The mail as an invented customer would get it; its unsubscribe link leads nowhere. */
export function preview(
  template: TemplateKey,
  locale: MailLocale,
  shop: Omit<Variables, "firstName" | "unsubscribeUrl" | "account" | "links" | "cheapest"> & { storefront: Storefront },
  now: Date,
): Rendered {
  const account = { available: 1_240n, pending: 0n, expiring: null };
  const links = linksOf(shop.storefront, locale);
  return render(sampleOf(template, now), locale, {
    ...shop,
    account,
    links,
    cheapest: { points: 500n, title },
    firstName: firstNames[locale],
    unsubscribeUrl: "#",
  });
}
