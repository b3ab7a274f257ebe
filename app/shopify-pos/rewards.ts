import { createFormat } from "../i18n/format.ts";
import type { PlainKey } from "../i18n/translate.ts";
import { textIn } from "../program/rules/texts.ts";
import type { RewardKind } from "../rewards/reward.ts";
import type { Asking } from "../shopify-admin/call.server.ts";
import type { AccountView } from "../storefront/api/account.server.ts";
import { fromHundredths } from "../sync/theme/theme-values.ts";
import type { TillCode, TillReward } from "./views.ts";

type Reward = AccountView["program"]["rewards"][number];

/** Handed out by Shopify itself, so that nothing comes off a sale. */
const PAID_OUT = new Set<string>(["gift-card", "store-credit"] satisfies RewardKind[]);

export function codesOf({ loyalty }: AccountView, { shop, t, locale }: Asking): TillCode[] {
  const days = createFormat(locale, { ...shop, timeZone: "UTC" });
  return loyalty.rewards.map(({ id, code, title, kind, expires_on }) => ({
    ...{ id, code, title: textIn(title, locale, shop.primaryLocale) },
    note: expires_on === null ? null : t("till.expires", { date: days.date(new Date(expires_on)) }),
    applies: !PAID_OUT.has(kind),
  }));
}

/** What the customer may have, each with what it costs or why it cannot be redeemed now. */
export function rewardsOf(view: AccountView, asking: Asking): TillReward[] {
  return view.program.rewards.map((reward) => rewardOf(reward, view, asking));
}

function rewardOf(reward: Reward, view: AccountView, asking: Asking): TillReward {
  const { shop, t, format, locale } = asking;
  const { available, loyalty } = view;
  const isSlider = reward.kind === "slider";
  const cost = isSlider ? (reward.min_points ?? reward.points) : (reward.steps[0]?.points ?? reward.points);
  const isChoice = isSlider || reward.steps.length > 0;
  const money = (hundredths: number) => format.money(fromHundredths(hundredths, shop.currency));
  const prices = reward.steps.filter(({ points }) => points <= available);
  return {
    id: reward.id,
    title: textIn(reward.title, locale, shop.primaryLocale),
    cost: isChoice ? t("till.from", { count: cost }) : t("customer.tierPoints", { count: cost }),
    notes: [
      ...(reward.min_spend_minor > 0 ? [t("till.minSpend", { amount: money(reward.min_spend_minor) })] : []),
      ...(reward.valid_days !== null && reward.valid_days > 0 ? [t("till.valid", { count: reward.valid_days })] : []),
    ],
    missing: missingFor(reward, cost, view, asking),
    prices: prices.map(({ points, value_minor }) => ({
      points,
      label: t("till.price", { count: points, amount: money(value_minor) }),
    })),
    range: isSlider ? rangeOf(reward, available) : null,
    fields: {
      ...{ reward: String(reward.id), price: String(cost), offer: reward.offer },
      intent: `${view.customer}-${reward.id}-${loyalty.redemption_count}`,
    },
  };
}

function missingFor(reward: Reward, cost: number, { available, loyalty, program }: AccountView, asking: Asking): string | null {
  const { shop, t, locale } = asking;
  if (reward.kind === "free-shipping") return t("till.shipped");
  if (reward.sold_out) return t("till.soldOut");
  if (reward.tiers.length > 0 && !reward.tiers.includes(loyalty.tier?.key ?? "")) {
    const levels = program.tiers?.levels ?? [];
    const names = levels
      .filter(({ key }) => reward.tiers.includes(key))
      .map(({ name }) => textIn(name, locale, shop.primaryLocale));
    return t("till.tiers", { tiers: names.join(", ") });
  }
  return cost > available ? t("till.missing", { count: cost - available }) : null;
}

/** In whole steps up from the least. */
function rangeOf({ min_points, max_points, step_points, points }: Reward, available: number): TillReward["range"] {
  const [min, step] = [min_points ?? points, step_points ?? 1];
  const most = Math.min(max_points ?? available, available);
  return { min, step, max: most - ((most - min) % step) };
}

/** Why a program gives nothing to this customer now; null: it runs. */
export function notRunning({ running, loyalty }: AccountView): PlainKey | null {
  if (running === "yes") return null;
  if (loyalty.excluded) return "till.excluded";
  return running === "paused" ? "till.paused" : "till.notYet";
}
