import { prisma } from "../../db.server.ts";
import { shopperLocale } from "../../i18n/shopper/say.ts";
import type { SetupMark, ShopSettings, StoredSettings } from "./settings.ts";

/** Where courts want the sender to prove each consent, which only a confirmed opt-in does: the column's default. */
const CONFIRMED_OPT_IN_COUNTRIES = ["DE", "AT"];

/** A shop's settings; those of a shop that has not saved any yet are empty. */
export async function readSettings(shopId: number): Promise<StoredSettings> {
  const row = await prisma().shop_settings.findUnique({ where: { shop_id: shopId } });
  return {
    senderName: row?.sender_name ?? null,
    senderEmail: row?.sender_email ?? null,
    senderProved: row?.sender_proved ?? null,
    replyTo: row?.reply_to ?? null,
    imprint: row?.imprint ?? "",
    rewardsPage: row?.rewards_path ?? null,
    confirmedOptIn: (row?.confirmed_opt_in_countries ?? CONFIRMED_OPT_IN_COUNTRIES).length > 0,
    defaultLocale: shopperLocale(row?.default_locale ?? null),
    monthlySummary: row?.monthly_summary ?? false,
  };
}

/**
 * Keeps what the merchant says. A sender address that is new is not used before it is proved (`proveSender`); until then the one before stays in use,
 * unless the field was emptied.
 */
export async function saveSettings(shopId: number, settings: ShopSettings, now: Date): Promise<void> {
  const {
    senderName: sender_name,
    senderEmail: sender_email,
    replyTo: reply_to,
    imprint,
    rewardsPage: rewards_path,
    defaultLocale: default_locale,
    monthlySummary: monthly_summary,
  } = settings;
  const known = await prisma().shop_settings.findUnique({
    where: { shop_id: shopId },
    select: { confirmed_opt_in_countries: true, sender_email: true },
  });
  // The list may be longer than what the page tells of: leaving the rule on leaves the list alone.
  const strict = known?.confirmed_opt_in_countries.length ? known.confirmed_opt_in_countries : CONFIRMED_OPT_IN_COUNTRIES;
  const confirmed_opt_in_countries = settings.confirmedOptIn ? strict : [];
  const sender = {
    sender_name,
    sender_email,
    ...(sender_email === (known?.sender_email ?? null) ? {} : { sender_since: now }),
    ...(sender_email === null ? { sender_proved: null } : {}),
  };
  const texts = { reply_to, imprint, rewards_path, default_locale };
  const values = { ...sender, ...texts, confirmed_opt_in_countries, monthly_summary, updated_at: now };
  await prisma().shop_settings.upsert({ where: { shop_id: shopId }, create: { shop_id: shopId, ...values }, update: values });
}

/** Since when which sender address has waited for its proof, and when links to prove it were sent. Null: there is none to prove. */
export async function readUnprovedSender(shopId: number): Promise<{ address: string; since: Date | null; asks: Date[] } | null> {
  const row = await prisma().shop_settings.findUnique({
    where: { shop_id: shopId },
    select: { sender_email: true, sender_proved: true, sender_since: true, sender_asks: true },
  });
  if (row === null || row.sender_email === null || row.sender_email === row.sender_proved) return null;
  return { address: row.sender_email, since: row.sender_since, asks: row.sender_asks };
}

/** @returns false when another has asked meanwhile: then it is theirs to send the link */
export async function noteSenderAsk(shopId: number, before: readonly Date[], after: readonly Date[]): Promise<boolean> {
  const { count } = await prisma().shop_settings.updateMany({
    where: { shop_id: shopId, sender_asks: { equals: [...before] } },
    data: { sender_asks: [...after] },
  });
  return count === 1;
}

/** Has emails come from an address, if it is still the one that the merchant wants. One statement, so that a change at the same moment wins or loses whole. */
export async function proveSender(shopId: number, address: string, now: Date): Promise<boolean> {
  const { count } = await prisma().shop_settings.updateMany({
    where: { shop_id: shopId, sender_email: address },
    data: { sender_proved: address, updated_at: now },
  });
  return count === 1;
}

/** Which emails about points are on, where that differs from their default; null for a shop that has not saved anything. */
export async function readPointsEmails(shopId: number): Promise<unknown> {
  const row = await prisma().shop_settings.findUnique({ where: { shop_id: shopId }, select: { points_mails: true } });
  return row?.points_mails ?? null;
}

export async function savePointsEmails(shopId: number, switches: Record<string, boolean>, now: Date): Promise<void> {
  const values = { points_mails: switches, updated_at: now };
  await prisma().shop_settings.upsert({ where: { shop_id: shopId }, create: { shop_id: shopId, ...values }, update: values });
}

/** As `savePointsEmails`, for one of them. */
export async function switchPointsEmail(shopId: number, email: string, is: boolean, now: Date): Promise<void> {
  await prisma().$executeRaw`
    insert into shop_settings (shop_id, points_mails, updated_at) values (${shopId}, jsonb_build_object(${email}::text, ${is}::boolean), ${now})
    on conflict (shop_id) do update set points_mails = shop_settings.points_mails || excluded.points_mails, updated_at = excluded.updated_at
  `;
}

/** Shops that want last month's figures by email. */
export async function listWithSummary(): Promise<number[]> {
  const rows = await prisma().shop_settings.findMany({ where: { monthly_summary: true }, select: { shop_id: true } });
  return rows.map(({ shop_id: shopId }) => shopId);
}

export async function switchSummaryOff(shopId: number, now: Date): Promise<void> {
  await prisma().shop_settings.updateMany({
    where: { shop_id: shopId, monthly_summary: true },
    data: { monthly_summary: false, updated_at: now },
  });
}

const setupColumns = {
  earnRate: "earn_rate_confirmed_at",
  theme: "theme_confirmed_at",
  accounts: "accounts_confirmed_at",
  pastOrders: "past_orders_decided_at",
  guide: "guide_dismissed_at",
} as const satisfies Record<SetupMark, string>;

/** The merchant's word on a step of setting up, or takes it back. */
export async function markSetup(shopId: number, mark: SetupMark, is: boolean, now: Date): Promise<void> {
  const values = { [setupColumns[mark]]: is ? now : null, updated_at: now };
  await prisma().shop_settings.upsert({ where: { shop_id: shopId }, create: { shop_id: shopId, ...values }, update: values });
}
