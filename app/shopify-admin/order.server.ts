import { listNames } from "../achievements/achievements.server.ts";
import { bonusName } from "../components/words/bonus-name.ts";
import { db } from "../db.server.ts";
import type { PlainKey } from "../i18n/translate.ts";
import { currencyDigits } from "../lib/money.ts";
import { to } from "../pages.ts";
import { awaited } from "../points/per-order/awaited.ts";
import { explain, type Explained, type Nothing } from "../points/per-order/explained.ts";
import { readPointsOfOrder, type PointsOfOrder } from "../points/per-order/per-order.server.ts";
import { ONE } from "../program/rules/multiplier.ts";
import { textIn } from "../program/rules/texts.ts";
import { listPrograms } from "../program/versions.server.ts";
import type { OrderBlock } from "./blocks.ts";
import type { Asking } from "./call.server.ts";
import { inApp } from "./in-app.ts";

export async function readOrderBlock(asking: Asking, orderId: bigint, now: Date): Promise<OrderBlock> {
  const { shop, t } = asking;
  const found = await readPointsOfOrder(db(), shop, orderId, now);
  if (found === null) return { headline: t("blocks.unknownOrder"), lines: [], calculation: null, open: null };
  const { order, program, earning, customerId, left, posted } = found;
  const total = posted.reduce((sum, { points }) => sum + points, 0n);
  const explained = explain(order, program, earning);
  const isWorkedOut = customerId !== null && left === null;
  return {
    headline: t("blocks.earned", { count: total }),
    lines: [...(await linesOf(found, asking)), ...whyNothing(found, explained, asking, now)],
    calculation: isWorkedOut && explained.points > 0n ? calculationOf(explained, found, asking) : null,
    open: customerId === null ? null : { label: t("blocks.openCustomer"), href: inApp(to("customer", { customerId })) },
  };
}

async function linesOf({ posted }: PointsOfOrder, { shop, t, format, locale }: Asking): Promise<string[]> {
  const programs = await listPrograms(db(), shop.shopId);
  const bonuses = posted.filter(({ kind }) => kind === "bonus");
  const others = bonuses.length === 0 ? [] : await listNames(db(), shop.shopId);
  const named = bonuses.map(({ rule, points }) => {
    const known = [...others, ...programs.flatMap(({ rules }) => rules.bonuses)].findLast(({ key }) => key === rule);
    const title = known === undefined ? (rule ?? "–") : bonusName(known, t, locale);
    return t("blocks.ofThat", { what: title, points: format.signed(points) });
  });
  const pending = posted.filter((entry) => entry.pending > 0n);
  const waiting = pending.reduce((sum, entry) => sum + entry.pending, 0n);
  const until = pending.map(({ availableAt }) => availableAt).toSorted((a, b) => b.getTime() - a.getTime())[0];
  return [...named, ...(until === undefined ? [] : [t("customer.release", { count: waiting, date: format.date(until) })])];
}

const REASONS: Record<Nothing, PlainKey> = {
  test: "blocks.nothingTest",
  withdrawn: "blocks.nothingWithdrawn",
  company: "blocks.nothingCompany",
  dispute: "blocks.nothingDispute",
  unpaid: "blocks.nothingUnpaid",
  unshipped: "blocks.nothingUnshipped",
  returned: "blocks.nothingReturned",
};

function whyNothing(found: PointsOfOrder, { nothing }: Explained, { t }: Asking, now: Date): string[] {
  const { order, program, earning, customerId, left } = found;
  if (customerId === null) return [t("blocks.guest")];
  if (left !== null) return [t(left === "excluded" ? "account.nothingExcluded" : "blocks.notRunning")];
  const later = awaited(order, program, earning, now);
  if (later !== null) return [t(later.awaits === "payment" ? "blocks.whenPaid" : "blocks.whenShipped", { count: later.points })];
  return nothing === null ? [] : [t(REASONS[nothing])];
}

function calculationOf(explained: Explained, { program }: PointsOfOrder, asking: Asking): OrderBlock["calculation"] {
  const { shop, t, format, locale } = asking;
  const once = BigInt(ONE);
  const { lines, shippingMinor, otherWeighted, weighted, tierPerMille, points } = explained;
  const rows = lines.map(({ title, quantity, countedMinor, perMille, counts }): [string, string, string] => [
    quantity === 1 ? title : `${title} × ${format.number(quantity)}`,
    counts ? format.money(countedMinor) : t("blocks.notCounted"),
    counts ? factor(perMille, asking) : "",
  ]);
  if (shippingMinor > 0n) rows.push([t("blocks.shipping"), format.money(shippingMinor), factor(ONE, asking)]);
  if (otherWeighted !== 0n) rows.push([t("blocks.other"), format.money(otherWeighted / once), factor(ONE, asking)]);
  const level = program.rules.tiers?.levels.find(({ key }) => key === explained.tier);
  const { points: rate, units } = program.rules.earn;
  const values = {
    ...{ counted: format.money(weighted / once), rate: format.number(Number(rate)) },
    units: format.money(BigInt(Math.round(Number(units) * 10 ** currencyDigits(shop.currency)))),
    ...{ total: format.number(points), version: program.version },
  };
  const sum =
    tierPerMille === ONE || level === undefined
      ? t("blocks.sum", values)
      : t("blocks.sumOfTier", { ...values, factor: factor(tierPerMille, asking), tier: textIn(level.name, locale) });
  return { heading: t("blocks.why"), columns: [t("blocks.product"), t("blocks.counts"), t("blocks.factor")], rows, sum };
}

/** 1,500 per mille is "× 1.5". */
function factor(perMille: number, { format }: Asking): string {
  return `× ${format.number(perMille / ONE)}`;
}
