import { prisma } from "../db.server.ts";
import { findLocale } from "../i18n/translate.ts";
import type { ShopSettings } from "./settings.ts";

/** A shop's settings; those of a shop that has not saved any yet are empty. */
export async function readSettings(shopId: number): Promise<ShopSettings> {
  const row = await prisma().shop_settings.findUnique({ where: { shop_id: shopId } });
  return {
    senderName: row?.sender_name ?? null,
    senderEmail: row?.sender_email ?? null,
    replyTo: row?.reply_to ?? null,
    imprint: row?.imprint ?? "",
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
  const values = { sender_name, sender_email, reply_to, imprint, default_locale, updated_at: now };
  await prisma().shop_settings.upsert({ where: { shop_id: shopId }, create: { shop_id: shopId, ...values }, update: values });
}

/** The merchant's word that the theme shows the points block: Shopify tells an app nothing about it without leave to read themes. */
export async function confirmTheme(shopId: number, confirmed: boolean, now: Date): Promise<void> {
  const values = { theme_confirmed_at: confirmed ? now : null, updated_at: now };
  await prisma().shop_settings.upsert({ where: { shop_id: shopId }, create: { shop_id: shopId, ...values }, update: values });
}
