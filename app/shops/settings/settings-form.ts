import { z } from "zod";

import { shopperLocales } from "../../i18n/shopper/say.ts";
import { LIMITS, type SettingsErrors, type SettingsIssue, type ShopSettings } from "./settings.ts";

const text = z.string({ error: "required" }).transform((value) => value.replaceAll("\0", "").trim());
const email = text
  .pipe(z.union([z.literal(""), z.string().max(LIMITS.email, "too-long").pipe(z.email("email"))], { error: "email" }))
  .transform((value) => (value === "" ? null : value));

/** A path of the shop, or an address of which the path is taken: what a merchant copies from the browser. The host is always the shop's own. */
const page = text
  .transform((value) => (URL.canParse(value) && /^https?:/i.test(value) ? new URL(value).pathname : value))
  .pipe(
    z.union(
      [
        z.literal(""),
        z
          .string()
          .max(LIMITS.rewardsPage, "too-long")
          .regex(/^\/(?![/\\])[^\s\\?#]*$/, "path"),
      ],
      { error: "path" },
    ),
  )
  .transform((value) => (value === "" || value === "/" ? null : value));

/**
 * What a merchant may say about their emails, as a form sends it. Sender name and address belong together; empty ones mean the shop's name and
 * the operator's address. Issues are codes (`SettingsIssue`).
 */
const settingsSchema = z.object({
  senderName: text
    .pipe(
      z
        .string()
        .max(LIMITS.senderName, "too-long")
        .regex(/^[^\r\n]*$/, "line-break"),
    )
    .transform((value) => (value === "" ? null : value)),
  senderEmail: email,
  replyTo: email,
  imprint: text.transform((value) => value.replace(/\r\n?/g, "\n")).pipe(z.string().max(LIMITS.imprint, "too-long")),
  rewardsPage: page.default(null),
  // A form that does not say keeps the stricter rule.
  confirmedOptIn: z
    .enum(["on", "off"], { error: "required" })
    .default("on")
    .transform((value) => value === "on"),
  defaultLocale: z.enum(shopperLocales, { error: "language" }),
  monthlySummary: z
    .enum(["on", "off"], { error: "required" })
    .default("off")
    .transform((value) => value === "on"),
});

export type ParsedSettings = { ok: true; settings: ShopSettings } | { ok: false; errors: SettingsErrors };

const issues: readonly SettingsIssue[] = ["required", "email", "too-long", "line-break", "path", "language"];

export function parseSettings(form: FormData): ParsedSettings {
  const parsed = settingsSchema.safeParse(Object.fromEntries(form));
  if (parsed.success) return { ok: true, settings: parsed.data };
  const errors: SettingsErrors = {};
  for (const { path, message } of parsed.error.issues) {
    const field = settingsSchema.keyof().safeParse(path[0]).data;
    if (field !== undefined) errors[field] ??= issues.find((issue) => issue === message) ?? "required";
  }
  return { ok: false, errors };
}
