import type { Db } from "../../db.server.ts";
import { createFormat } from "../../i18n/format.ts";
import type { Locale } from "../../i18n/translate.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import { oneLine } from "../../messages/content/text.ts";
import { textIn } from "../../program/rules/texts.ts";
import type { Shop } from "../../shops/shop.ts";
import { readStorefront } from "../../shops/shops.server.ts";
import { accountLinkOf, partnerLink } from "../../shops/storefront/storefront-links.ts";
import { ACCOUNT_LINK_DAYS, accountToken } from "../account-link.server.ts";
import { getAffiliate } from "../people/affiliates.server.ts";
import { noteLines } from "../payouts/note-page.ts";
import { readNote } from "../payouts/read.server.ts";
import type { Note } from "../payouts/note.ts";
import { listPlans } from "../setup/plans.server.ts";
import { percentOf } from "../setup/plan-form.ts";
import type { Rate } from "../setup/plan.ts";
import { readAffiliateProgram } from "../setup/settings.server.ts";
import { emailWords, type EmailKind, type Told } from "./words.ts";
import type { Letter } from "./write.ts";

/** An email that was claimed. */
export type Due = {
  shopId: number;
  affiliateId: bigint;
  key: string;
  kind: EmailKind;
  payoutId: bigint | null;
  createdAt: Date;
  attempts: number;
};

/** What an affiliate is told, as things are now; null where it is no longer so, or nobody is left to tell. */
export async function tell(
  db: Db,
  shop: Shop,
  { kind, affiliateId, payoutId }: Due,
  now: Date,
): Promise<(Letter & { to: string }) | null> {
  const { shopId } = shop;
  const affiliate = await getAffiliate(db, shopId, affiliateId);
  if (affiliate?.email == null) return null;
  const [storefront, { settings }, plans] = await Promise.all([
    readStorefront(db, shop),
    readAffiliateProgram(db, shopId),
    listPlans(db, shopId),
  ]);
  const { locale, code, customerId, state, decidedAt } = affiliate;
  const format = createFormat(locale, shop);
  const plan = plans.find(({ planId }) => planId === affiliate.planId);
  const found = payoutId === null ? null : await readNote(db, shopId, payoutId);
  const note = found === null || found.cancelledAt !== null || found.affiliateId !== affiliateId ? null : found.note;
  const terms = settings.terms === null ? null : textIn(settings.terms, locale);
  const isMember = state === "approved" || state === "ended";
  const isSo = {
    received: state === "applied",
    approved: state === "approved",
    declined: state === "declined",
    paid: note !== null,
    terms: state === "approved" && terms !== null,
    plan: state === "approved" && plan !== undefined,
  };
  if (!isSo[kind]) return null;
  const told: Told = {
    // What a stranger has typed goes to nobody's mailbox before the shop has looked at it.
    name: kind === "received" ? "" : oneLine(affiliate.name ?? ""),
    ...{ shop: oneLine(shop.name), code: code ?? "", link: code === null ? "" : partnerLink(storefront, code) },
    percent: format.number(affiliate.discountPercent ?? 0),
    ...{ unbound: customerId === null, linkDays: format.number(ACCOUNT_LINK_DAYS) },
    reason: oneLine(affiliate.reason ?? ""),
    againFrom: decidedAt === null ? "" : format.date(plusMs(decidedAt, settings.reapplyDays * DAY_MS)),
    ...{ number: note?.number ?? "", amount: note === null ? "" : format.money(note.netMinor + note.taxMinor) },
    paid: note === null ? "" : paidHow(note, locale),
    rate: plan === undefined ? "" : rateIn(plan.terms.rate, locale, format.money),
    waitDays: format.number(plan?.terms.waitDays ?? 0),
  };
  const page = partnerLink(storefront);
  const opens = isMember && customerId === null ? accountLinkOf(storefront, accountToken(shopId, affiliateId, now)) : page;
  const items = note === null ? [] : noteLines(note).map(oneLine);
  const letter =
    kind === "terms" && terms !== null
      ? terms
          .split("\n")
          .map(oneLine)
          .filter((line) => line !== "")
      : [];
  return { ...{ kind, locale, told, letter, items, url: opens, shopUrl: page }, to: affiliate.email };
}

function paidHow({ paidIn, points }: Note, locale: Locale): string {
  const words = emailWords[locale];
  if (paidIn === "points") return words.points(new Intl.NumberFormat(locale).format(points ?? 0n));
  return paidIn === "credit" ? words.credit : words.money;
}

function rateIn(rate: Rate, locale: Locale, money: (minor: bigint) => string): string {
  const words = emailWords[locale];
  return rate.kind === "percent" ? words.percentRate(percentOf(rate.bp, locale)) : words.amountRate(money(BigInt(rate.minor)));
}
