import type { Context, Liquid } from "liquidjs";

import { fromNumeric, roundTo, toNumeric } from "./number.ts";

export type MoneyFormats = { money_format: string; money_with_currency_format: string };

/** Shopify has one format for a shop; here the page's language chooses, so that both languages of the demo shop read naturally. */
export function moneyFormats(currency: string, locale: string): MoneyFormats {
  const symbol = currencySymbol(currency);
  const plain = locale === "de" ? `{{amount_with_comma_separator}} ${symbol}` : `${symbol}{{amount}}`;
  return { money_format: plain, money_with_currency_format: `${plain} ${currency}` };
}

function currencySymbol(currency: string): string {
  const parts = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "narrowSymbol" }).formatToParts(0);
  return parts.find((part) => part.type === "currency")?.value ?? currency;
}

const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/;

/** A price in hundredths of the currency unit under one of Shopify's money formats. @throws Error for a placeholder that Shopify does not have */
function formatMoney(hundredths: bigint, format: string, trailingZeros = true): string {
  return format.replace(PLACEHOLDER, (_all, name: string) => amount(hundredths, name, trailingZeros));
}

function amount(hundredths: bigint, placeholder: string, trailingZeros: boolean): string {
  switch (placeholder) {
    case "amount":
      return group(hundredths, ",", ".", trailingZeros);
    case "amount_no_decimals":
      return group(hundredths, ",", "", trailingZeros);
    case "amount_with_comma_separator":
      return group(hundredths, ".", ",", trailingZeros);
    case "amount_no_decimals_with_comma_separator":
      return group(hundredths, ".", "", trailingZeros);
    case "amount_with_apostrophe_separator":
      return group(hundredths, "'", ".", trailingZeros);
    case "amount_with_space_separator":
      return group(hundredths, " ", ",", trailingZeros);
    default:
      throw new Error(`Unknown placeholder in a money format: ${placeholder}`);
  }
}

function group(hundredths: bigint, thousands: string, point: string, trailingZeros: boolean): string {
  const magnitude = hundredths < 0n ? -hundredths : hundredths;
  const rounded = point === "" ? (magnitude + 50n) / 100n : magnitude / 100n;
  const whole = rounded.toString().replace(/\B(?=(\d{3})+$)/g, thousands);
  const fraction = (magnitude % 100n).toString().padStart(2, "0");
  const decimals = point === "" || (!trailingZeros && fraction === "00") ? "" : point + fraction;
  return `${hundredths < 0n ? "-" : ""}${whole}${decimals}`;
}

function hundredths(value: unknown): bigint {
  return BigInt(fromNumeric(roundTo(toNumeric(value), 0)) as number | bigint);
}

/** The shop's formats come from the `shop` object of the page, as on Shopify. */
export function registerMoney(engine: Liquid): void {
  const filter = (pick: (formats: MoneyFormats) => string, trailingZeros = true) =>
    function (this: { context: Context }, value: unknown) {
      const shop = this.context.getSync(["shop"]) as MoneyFormats | undefined;
      if (shop?.money_format === undefined) throw new Error("A money filter needs the shop object");
      return formatMoney(hundredths(value), pick(shop), trailingZeros);
    };
  const bare = (formats: MoneyFormats) => PLACEHOLDER.exec(formats.money_format)?.[0] ?? "{{amount}}";
  engine.registerFilter(
    "money",
    filter((formats) => formats.money_format),
  );
  engine.registerFilter(
    "money_with_currency",
    filter((formats) => formats.money_with_currency_format),
  );
  engine.registerFilter("money_without_currency", filter(bare));
  engine.registerFilter(
    "money_without_trailing_zeros",
    filter((formats) => formats.money_format, false),
  );
}
