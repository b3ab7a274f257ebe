import type { NextAction } from "../../insights/next-action/next-action.ts";
import type { Format } from "../../i18n/format.ts";
import type { Locale, Translate } from "../../i18n/translate.ts";
import { textIn, type Texts } from "../../program/rules/texts.ts";

export type LevelNames = readonly { key: string; name: Texts }[];

/** A reader's language. */
export type Speaking = { t: Translate; format: Format; locale: Locale };

/** What to do, and why, in words. */
export function actionWords(
  { t, format, locale }: Speaking,
  levels: LevelNames,
): (action: NextAction) => { title: string; reason: string } {
  const said = (...sentences: (string | null)[]) => sentences.filter((sentence) => sentence !== null).join(" ");
  return (action) => {
    switch (action.key) {
      case "consent-untold":
        return { title: t("nextAction.untold"), reason: t("nextAction.untoldWhy") };
      case "no-address":
        return { title: t("nextAction.noAddress"), reason: t("nextAction.noAddressWhy") };
      case "undelivered":
        return {
          title: t("nextAction.undelivered"),
          reason:
            action.at === null ? t("nextAction.bouncedWhy") : t("nextAction.undeliveredWhy", { date: format.date(action.at) }),
        };
      case "unwanted":
        return { title: t("nextAction.unwanted"), reason: t("nextAction.unwantedWhy") };
      case "no-consent":
        return {
          title: t("nextAction.noConsent"),
          reason: t(action.consent === "unsubscribed" ? "nextAction.unsubscribedWhy" : "nextAction.noConsentWhy"),
        };
      case "refill-due":
        return {
          title: t("nextAction.refill", { product: action.product }),
          reason:
            action.inDays >= 0
              ? t("nextAction.refillWhy", { count: action.inDays })
              : t("nextAction.refillLateWhy", { count: -action.inDays }),
        };
      case "win-back": {
        const { silentDays, medianGapDays, alive } = action;
        return {
          title: t("nextAction.winBack"),
          reason: said(
            medianGapDays === null ? null : t("customer.rhythm", { count: Math.round(medianGapDays) }),
            t("customer.silent", { count: silentDays }),
            alive === null ? null : t("customer.alive", { chance: format.percent(alive) }),
          ),
        };
      }
      case "never-redeemed":
        return {
          title: t("nextAction.redeem", { reward: textIn(action.title, locale) }),
          reason: t("nextAction.redeemWhy", { count: action.available, cost: format.number(action.points) }),
        };
      case "second-purchase":
        return { title: t("nextAction.second"), reason: t("nextAction.secondWhy", { count: action.silentDays }) };
      case "birthday":
        return {
          title: t("nextAction.birthday"),
          reason: action.inDays === 0 ? t("nextAction.birthdayToday") : t("nextAction.birthdayWhy", { count: action.inDays }),
        };
      case "tier-near": {
        const level = levels.find(({ key }) => key === action.tier);
        const tier = level === undefined ? action.tier : textIn(level.name, locale);
        const missing =
          action.basis === "spend"
            ? format.money(action.missing)
            : t(action.basis === "points" ? "customer.tierPoints" : "customer.tierOrders", { count: action.missing });
        return { title: t("nextAction.tier", { tier }), reason: t("customer.tierMissing", { missing, tier }) };
      }
      case "birthday-unknown":
        return { title: t("nextAction.askBirthday"), reason: t("nextAction.askBirthdayWhy") };
    }
  };
}
