import { prisma } from "../../db.server.ts";
import { findLocale } from "../../i18n/translate.ts";
import type { ShopSettings } from "./settings.ts";

/** Where courts want the sender to prove each consent, which only a confirmed opt-in does: the column's default. */
const CONFIRMED_OPT_IN_COUNTRIES = ["DE", "AT"];

/** A shop's settings; those of a shop that has not saved any yet are empty. */
export async function readSettings(shopId: number): Promise<ShopSettings> {
  const row = await prisma().shop_settings.findUnique({ where: { shop_id: shopId } });
  return {
    senderName: row?.sender_name ?? null,
    senderEmail: row?.sender_email ?? null,
    replyTo: row?.reply_to ?? null,
    imprint: row?.imprint ?? "",
    confirmedOptIn: (row?.confirmed_opt_in_countries ?? CONFIRMED_OPT_IN_COUNTRIES).length > 0,
    defaultLocale: findLocale(row?.default_locale) ?? "en",
  };
}

export async function saveSettings(shopId: number, settings: ShopSettings, now: Date): Promise<void> {
  const {
    senderName: sender_name,
    senderEmail: sender_email,
    replyTo: reply_to,
    imprint,
    defaultLocale: default_locale,
  } = settings;
  const known = await prisma().shop_settings.findUnique({
    where: { shop_id: shopId },
    select: { confirmed_opt_in_countries: true },
  });
  // The list may be longer than what the page tells of: leaving the rule on leaves the list alone.
  const strict = known?.confirmed_opt_in_countries.length ? known.confirmed_opt_in_countries : CONFIRMED_OPT_IN_COUNTRIES;
  const confirmed_opt_in_countries = settings.confirmedOptIn ? strict : [];
  const values = { sender_name, sender_email, reply_to, imprint, default_locale, confirmed_opt_in_countries, updated_at: now };
  await prisma().shop_settings.upsert({ where: { shop_id: shopId }, create: { shop_id: shopId, ...values }, update: values });
}

/** Which mails about points are on, where that differs from their default; null for a shop that has not saved anything. */
export async function readPointsMails(shopId: number): Promise<unknown> {
  const row = await prisma().shop_settings.findUnique({ where: { shop_id: shopId }, select: { points_mails: true } });
  return row?.points_mails ?? null;
}

export async function savePointsMails(shopId: number, switches: Record<string, boolean>, now: Date): Promise<void> {
  const values = { points_mails: switches, updated_at: now };
  await prisma().shop_settings.upsert({ where: { shop_id: shopId }, create: { shop_id: shopId, ...values }, update: values });
}

/** The merchant's word that the theme shows the points block: Shopify tells an app nothing about it without leave to read themes. */
export async function confirmTheme(shopId: number, confirmed: boolean, now: Date): Promise<void> {
  const values = { theme_confirmed_at: confirmed ? now : null, updated_at: now };
  await prisma().shop_settings.upsert({ where: { shop_id: shopId }, create: { shop_id: shopId, ...values }, update: values });
}
