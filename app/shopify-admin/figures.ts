import type { CustomerDetail } from "../customers/views/detail.server.ts";
import type { Account } from "../points/accounts.server.ts";
import { lastMomentBefore } from "../points/expiry/expiry.ts";
import { worthMinor, type ProgramRules } from "../program/rules/rules.ts";
import { textIn } from "../program/rules/texts.ts";
import type { Standing } from "../tiers/tiers.server.ts";
import type { CustomerBlock } from "./blocks.ts";
import type { Asking } from "./call.server.ts";

type Known = { account: Account; rules: ProgramRules; standing: Standing | null };

/** Balance with its worth, pending points, and the tier where there are tiers: on a customer's page in the admin, and at the till. */
export function figuresOf({ account, rules, standing }: Known, asking: Asking): CustomerBlock["figures"] {
  const { shop, t, format } = asking;
  const levels = rules.tiers?.levels ?? [];
  const worth = format.money(worthMinor(account.available, rules, shop.currency));
  return [
    { label: t("customer.available"), value: format.number(account.available), note: t("customer.worth", { amount: worth }) },
    { label: t("customer.pending"), value: format.number(account.pending), note: null },
    ...(levels.length === 0 ? [] : [tierFigure(standing, levels, asking)]),
  ];
}

type Level = { key: string; name: Parameters<typeof textIn>[0] };

function tierFigure(standing: Standing | null, levels: readonly Level[], { t, format, locale }: Asking) {
  const nameOf = (key: string) => {
    const level = levels.find((one) => one.key === key);
    return level === undefined ? key : textIn(level.name, locale);
  };
  const tier = standing?.tier ?? null;
  const next = standing?.next ?? null;
  const amount = (value: bigint) =>
    standing?.basis === "spend"
      ? format.money(value)
      : t(standing?.basis === "orders" ? "customer.tierOrders" : "customer.tierPoints", { count: value });
  return {
    label: t("customer.tier"),
    value: tier === null ? t("customer.tierNone") : nameOf(tier),
    note: next === null ? null : t("customer.tierMissing", { missing: amount(next.missing), tier: nameOf(next.key) }),
  };
}

/** What becomes of the points. */
export function linesOf(
  { nextRelease }: Pick<CustomerDetail, "nextRelease">,
  { expiring, available }: Account,
  { t, format }: Asking,
): string[] {
  const lines: string[] = [];
  if (nextRelease !== null) {
    const date = format.date(nextRelease.at);
    lines.push(
      nextRelease.points < 0n
        ? t("customer.deduction", { count: -nextRelease.points, date })
        : t("customer.release", { count: nextRelease.points, date }),
    );
  }
  if (expiring !== null)
    lines.push(t("customer.expiring", { count: expiring.points, date: format.date(lastMomentBefore(expiring.at)) }));
  if (available < 0n) lines.push(t("customer.debt"));
  return lines;
}
