import { formatMoney } from "../../lib/money.ts";
import { startOfDay } from "../../lib/time.ts";
import { lastMomentBefore } from "../../points/expiry/expiry.ts";
import { worthMinor, type ProgramRules } from "../../program/rules/rules.ts";
import type { ShopLinks } from "../../shops/storefront/storefront-links.ts";
import { textIn } from "../../program/rules/texts.ts";
import { mailDataSchemas, type ReadMailData, type TemplateKey } from "./mail-data.ts";
import { oneLine } from "./wording.ts";
import type { MailLocale } from "./wordings/wording.ts";

/** What the facts of a mail are put into words with, as of the moment of sending. */
export type MailContext = {
  locale: MailLocale;
  /** The language of merchants' words where the mail's is not among them. */
  shopLocale: string | null;
  links: ShopLinks;
  currency: string;
  timeZone: string;
  /** The programme in force; null where none could be read, then nothing is said of worth. */
  rules: ProgramRules | null;
  account: { available: bigint; pending: bigint; expiring: { points: bigint; at: Date } | null } | null;
  /** Null: none is open to the customer, or it is not known. */
  cheapest: CheapestReward | null;
};

/** What the fewest points buy. */
export type CheapestReward = { points: bigint; title: string | Record<string, string> };

export type MailValues = {
  /** Of the template's own variables: all of them, empty where there is nothing to say. */
  values: Record<string, string | boolean>;
  /** Lines of the merchant's, listed after the paragraphs. */
  items: string[];
  code: string;
  /** Where the button leads. */
  url: string;
};

/** @throws ZodError for facts that are not the template's */
export function mailValues(template: TemplateKey, data: unknown, context: MailContext): MailValues {
  switch (template) {
    case "win-back":
      return plain({}, context.links.home);
    case "reward-issued":
      return reward(mailDataSchemas[template].parse(data), context);
    case "reward-expiring":
      return reward(mailDataSchemas[template].parse(data), context);
    case "reward-released": {
      const { title, points, reason } = mailDataSchemas[template].parse(data);
      const values = { title: words(title, context), points: pointsWords(points, context.locale), reason };
      // An invitation to the shop would make advertising of it.
      return plain(values, context.links.account);
    }
    case "points-expiring":
      return pointsExpiring(mailDataSchemas[template].parse(data), context);
    case "points-digest":
      return pointsDigest(mailDataSchemas[template].parse(data), context);
    case "tier-reached": {
      const { tier, benefits, perMille } = mailDataSchemas[template].parse(data);
      const items = lines(benefits ?? "", context);
      const factor =
        perMille === undefined || perMille === null || perMille <= 1_000 ? "" : decimal(perMille / 1_000, context.locale);
      return { ...plain({ tier: words(tier, context), factor, has_benefits: items.length > 0 }, context.links.rewards), items };
    }
    case "tier-at-risk": {
      const { tier, keepUntil, missing, basis } = mailDataSchemas[template].parse(data);
      const values = { tier: words(tier, context), keep_until: dateWords(keepUntil, context), basis };
      return plain({ ...values, missing: missingWords(missing, basis, context) }, context.links.rewards);
    }
  }
}

function plain(values: MailValues["values"], url: string): MailValues {
  return { values, items: [], code: "", url };
}

type Issued = ReadMailData<"reward-issued">;

function reward({ title, points, code: given, kind, expiresAt }: Issued, context: MailContext): MailValues {
  const code = kind === "store-credit" ? "" : oneLine(given ?? "");
  const way = kind === "store-credit" ? "store-credit" : code === "" ? "none" : kind === "gift-card" ? "gift-card" : "link";
  const values = {
    title: words(title, context),
    points: points === undefined || points === null ? "" : pointsWords(points, context.locale),
    expires_on: expiresAt === undefined || expiresAt === null ? "" : dateWords(endOf(expiresAt, way, context), context),
  };
  // Shopify keeps the code for the visit and takes it off at checkout.
  const url = way === "link" ? context.links.withCode(code) : context.links.home;
  return { ...plain({ ...values, code, way }, url), code };
}

/** Store credit ends some time in its last day (rewards/shopify/paid-out.server.ts): only the days before are whole. */
function endOf(expiresAt: Date, way: string, { timeZone }: MailContext): Date {
  return way === "store-credit" ? startOfDay(expiresAt, timeZone) : expiresAt;
}

/** Says only what is possible: that the points buy something, or how many are missing for it. */
function pointsExpiring({ points: then, expiresAt }: ReadMailData<"points-expiring">, context: MailContext): MailValues {
  const { account, cheapest, locale } = context;
  const expiring = account?.expiring ?? { points: then, at: expiresAt };
  const missing = cheapest === null || account === null ? null : cheapest.points - account.available;
  return plain(
    {
      points: pointsWords(expiring.points, locale),
      one_point: expiring.points === 1n,
      worth: worthWords(expiring.points, context),
      expires_on: dateWords(expiring.at, context),
      inactivity: context.rules?.expiry.mode === "inactivity",
      reward: cheapest === null ? "" : words(cheapest.title, context),
      affordable: missing !== null && missing <= 0n,
      missing: missing !== null && missing > 0n ? pointsWords(missing, locale) : "",
      one_missing: missing === 1n,
    },
    context.links.rewards,
  );
}

function pointsDigest({ month, earned, spent }: ReadMailData<"points-digest">, context: MailContext): MailValues {
  const { available, pending } = context.account ?? { available: 0n, pending: 0n };
  const some = (points: bigint) => (points > 0n ? pointsWords(points, context.locale) : "");
  return plain(
    {
      month: monthWords(month, context.locale),
      ...{ earned: some(earned), spent: some(spent), pending: some(pending) },
      balance: pointsWords(available, context.locale),
      worth: worthWords(available, context),
    },
    context.links.rewards,
  );
}

function words(texts: string | Record<string, string>, { locale, shopLocale }: MailContext): string {
  return oneLine(typeof texts === "string" ? texts : textIn(texts, locale, shopLocale));
}

function lines(texts: string | Record<string, string>, { locale, shopLocale }: MailContext): string[] {
  const text = typeof texts === "string" ? texts : textIn(texts, locale, shopLocale);
  return text
    .split(/\r\n|\r|\n/)
    .map(oneLine)
    .filter((line) => line !== "");
}

const pointNames: Record<MailLocale, { one: string; other: string }> = {
  en: { one: "point", other: "points" },
  de: { one: "Punkt", other: "Punkte" },
};
const orderNames: Record<MailLocale, { one: string; other: string }> = {
  en: { one: "order", other: "orders" },
  de: { one: "Bestellung", other: "Bestellungen" },
};

function counted(count: bigint, names: { one: string; other: string }, locale: MailLocale): string {
  return `${new Intl.NumberFormat(locale).format(count)} ${count === 1n || count === -1n ? names.one : names.other}`;
}

function pointsWords(points: bigint, locale: MailLocale): string {
  return counted(points, pointNames[locale], locale);
}

function missingWords(missing: bigint, basis: "points" | "spend" | "orders", { locale, currency }: MailContext): string {
  if (basis === "points") return pointsWords(missing, locale);
  return basis === "spend" ? formatMoney(missing, currency, locale) : counted(missing, orderNames[locale], locale);
}

/** Empty where it is worth nothing. */
function worthWords(points: bigint, { rules, currency, locale }: MailContext): string {
  const minor = rules === null ? 0n : worthMinor(points, rules, currency);
  return minor > 0n ? formatMoney(minor, currency, locale) : "";
}

function decimal(value: number, locale: MailLocale): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value);
}

/** The last day before an end: what ends as a day begins is good until the day before. */
function dateWords(end: Date, { locale, timeZone }: MailContext): string {
  const instant = lastMomentBefore(end);
  return new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, { timeZone, dateStyle: "long" }).format(instant);
}

function monthWords(month: string, locale: MailLocale): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const format = new Intl.DateTimeFormat(locale, { timeZone: "UTC", year: "numeric", month: "long" });
  return format.format(new Date(Date.UTC(year, number - 1, 15)));
}
