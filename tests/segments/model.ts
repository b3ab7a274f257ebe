import type { Condition, DayValue, Query } from "../../app/segments/language/query.ts";
import type { CustomerRow } from "./support.ts";

/** A second opinion on what a query means: plain arithmetic on day texts and scaled integers, sharing nothing with the compiler. */
export type World = { now: Date; timeZone: string; digits: number };
export type Subject = Required<Omit<CustomerRow, "next_eval_at">> & { points: bigint | null; tier: string | null };

export function holds(query: Query, customer: Subject, world: World): boolean {
  if (customer.deleted_at !== null || customer.redacted_at !== null || customer.merged_into !== null) return false;
  return meets(query, customer, world);
}

function meets(query: Query, customer: Subject, world: World): boolean {
  if (query.kind === "and") return query.items.every((item) => meets(item, customer, world));
  if (query.kind === "or") return query.items.some((item) => meets(item, customer, world));
  const { operator } = query.test;
  if (query.kind === "list") {
    const list = values(query.attribute, customer, world) as string[];
    if (operator === "IS NULL") return list.length === 0;
    if (operator === "IS NOT NULL") return list.length > 0;
    const found = list.some((item) => ascii(item) === ascii((query.test as { value: string }).value));
    return operator === "CONTAINS" ? found : !found;
  }
  const actual = values(query.attribute, customer, world) as string | bigint | null;
  if (operator === "IS NULL") return actual === null;
  if (operator === "IS NOT NULL") return actual !== null;
  if (actual === null) return operator === "!=" || operator === "NOT IN";
  return compares(query, actual, world);
}

function compares(condition: Condition, actual: string | bigint, world: World): boolean {
  const test = condition.test as {
    operator: string;
    value: string | DayValue;
    low: string | DayValue;
    high: string | DayValue;
    values: string[];
  };
  const read = (value: string | DayValue): string | bigint => {
    if (typeof value === "object") return dayText(value, world);
    if (condition.kind === "number")
      return scaled(
        value,
        condition.attribute === "amount_spent" || condition.attribute === "average_order_value" ? world.digits : 0,
      );
    return condition.kind === "text" && condition.attribute === "customer_language"
      ? ascii(value).replace("_", "-")
      : ascii(value);
  };
  const same = (value: string | bigint) =>
    actual === value ||
    (condition.attribute === "customer_language" && !String(value).includes("-") && String(actual).split("-")[0] === value);
  switch (test.operator) {
    case "=":
      return same(read(test.value));
    case "!=":
      return !same(read(test.value));
    case "<":
      return actual < read(test.value);
    case "<=":
      return actual <= read(test.value);
    case ">":
      return actual > read(test.value);
    case ">=":
      return actual >= read(test.value);
    case "BETWEEN":
      return actual >= read(test.low) && actual <= read(test.high);
    case "IN":
      return test.values.map(read).some(same);
    case "NOT IN":
      return !test.values.map(read).some(same);
    default:
      throw new Error(`no such operator: ${test.operator}`);
  }
}

const SCALE = 10n ** 8n;

function values(attribute: Condition["attribute"], customer: Subject, { timeZone }: World): string | bigint | string[] | null {
  const day = (instant: Date | null) => (instant === null ? null : localDay(instant, timeZone));
  switch (attribute) {
    case "number_of_orders":
      return BigInt(customer.orders_count) * SCALE;
    case "amount_spent":
      return customer.net_spend_minor * SCALE;
    case "average_order_value":
      return customer.orders_count === 0 ? null : customer.aov_minor * SCALE;
    case "points_balance":
      return (customer.points ?? 0n) * SCALE;
    case "first_order_date":
      return day(customer.first_order_at);
    case "last_order_date":
      return day(customer.last_order_at);
    case "customer_added_date":
      return day(customer.created_at);
    case "email_subscription_status":
      return customer.email === null ? null : customer.email_consent;
    case "sms_subscription_status":
      return customer.phone === null ? null : customer.sms_consent;
    case "customer_tags":
      return customer.tags ?? [];
    case "customer_countries":
      return customer.country_code === null ? [] : [customer.country_code];
    case "customer_language":
      return customer.locale === null ? null : ascii(customer.locale).replace("_", "-");
    case "loyalty_tier":
      return customer.tier === null ? null : ascii(customer.tier);
    case "customer_email_domain":
      return customer.email?.includes("@") ? ascii(customer.email.slice(customer.email.lastIndexOf("@") + 1)) : null;
  }
}

/** The database folds the case of ASCII only (it sorts by code point), and so do we. */
function ascii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function scaled(decimal: string, digits: number): bigint {
  const [whole = "0", fraction = ""] = decimal.replace("-", "").split(".");
  const size = BigInt(whole + fraction.padEnd(8, "0")) * 10n ** BigInt(digits);
  return decimal.startsWith("-") ? -size : size;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function localDay(instant: Date, timeZone: string): string {
  const format =
    formats.get(timeZone) ?? new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  formats.set(timeZone, format);
  return format.format(instant);
}

function dayText(value: DayValue, { now, timeZone }: World): string {
  if (value.type === "day")
    return [value.day.year, value.day.month, value.day.day].map((part) => String(part).padStart(2, "0")).join("-");
  const [year = 0, month = 0, day = 0] = localDay(now, timeZone).split("-").map(Number);
  if (value.unit === "d" || value.unit === "w") {
    return new Date(Date.UTC(year, month - 1, day + value.amount * (value.unit === "w" ? 7 : 1))).toISOString().slice(0, 10);
  }
  const months = year * 12 + (month - 1) + value.amount * (value.unit === "y" ? 12 : 1);
  const [toYear, toMonth] = [Math.floor(months / 12), (months % 12) + 1];
  const lengths = [31, new Date(Date.UTC(toYear, 2, 0)).getUTCDate(), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return [toYear, toMonth, Math.min(day, lengths[toMonth - 1] ?? 0)].map((part) => String(part).padStart(2, "0")).join("-");
}
