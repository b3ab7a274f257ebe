import { dayIn } from "../lib/days.ts";
import { DAY_MS } from "../lib/time.ts";
import type { Customer, Metafield, Shop, World } from "../world/types.ts";
import { emit } from "../world/world.ts";
import { statisticsOf } from "./customer-statistics.ts";
import type { Context } from "./context.ts";

/** What somebody in the shop's admin can ask of customers, as far as apps cannot work it out themselves. Everything else holds nobody here. */
type Around = Pick<Context, "shop" | "now" | "config" | "world" | "bulk" | "startBulk">;
type Test = (customer: Customer) => boolean;

const NOBODY: Test = () => false;

/** Where the places of the sandbox's customers lie. */
const PLACES: Record<string, readonly [latitude: number, longitude: number]> = {
  ...{ Berlin: [52.52, 13.405], Hamburg: [53.551, 9.994], Leipzig: [51.34, 12.375], Wien: [48.208, 16.373] },
  ...{ "New York": [40.713, -74.006], Portland: [45.515, -122.679], London: [51.507, -0.128] },
};
const EARTH_KM = 6_371;
const KM_PER_MILE = 1.609344;

/** Who meets a query of Shopify's language. It is read word by word, on its own: nothing of it is shared with any app. */
export function segmentMembers(around: Around, query: string): Customer[] {
  const meets = alternatives(query, around);
  return [...around.shop.customers.values()].filter(meets).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** OR binds less than AND; brackets around whole clauses are not read. */
function alternatives(query: string, around: Around): Test {
  const any = splitBy(query, "OR").map((part) => splitBy(part, "AND").map((clause) => testOf(clause.trim(), around)));
  return (customer) => any.some((all) => all.every((test) => test(customer)));
}

/** At words that stand neither in a text, nor in brackets, nor between the ends of a range. */
function splitBy(query: string, word: "AND" | "OR"): string[] {
  const parts: string[] = [];
  let [from, depth, quoted, between] = [0, 0, false, false];
  for (let at = 0; at < query.length; at += 1) {
    const letter = query[at];
    if (letter === "\\" && quoted) at += 1;
    else if (letter === "'") quoted = !quoted;
    else if (quoted) continue;
    else if (letter === "(") depth += 1;
    else if (letter === ")") depth -= 1;
    else if (depth === 0 && / between $/i.test(query.slice(at - 8, at + 1))) between = true;
    else if (depth === 0 && query.slice(at, at + word.length + 2).toUpperCase() === ` ${word} `) {
      if (word === "AND" && between) between = false;
      else {
        parts.push(query.slice(from, at));
        from = at + word.length + 2;
      }
    }
  }
  return [...parts, query.slice(from)];
}

function testOf(clause: string, around: Around): Test {
  const [, name = "", rest = ""] = /^((?:anniversary\s*\('[^']*'\))|[\w.-]+)\s*(.*)$/s.exec(clause) ?? [];
  const yearly = /^anniversary\s*\('(?:customer\.)?metafields\.([^']+)'\)$/.exec(name)?.[1];
  if (yearly !== undefined) return ofDayOfYear(yearly, rest, around);
  const path = /^(?:customer\.)?metafields\.(.+)$/.exec(name)?.[1];
  if (path !== undefined) return ofMetafield(path, rest, around);
  switch (name) {
    case "rfm_group":
      return ofText((customer) => statisticsOf(around, customer).rfmGroup, rest);
    case "predicted_spend_tier":
      return ofText((customer) => statisticsOf(around, customer).predictedSpendTier, rest);
    case "customer_cities":
      return ofList(
        ({ countryCode, provinceCode, city }) => (city === null ? [] : [cityName(countryCode, provinceCode, city)]),
        rest,
      );
    case "customer_tags":
      return ofList(({ tags }) => tags, rest);
    case "store_credit_accounts":
      return ofCredit(rest, around);
    case "customer_within_distance":
      return ofDistance(rest);
    default:
      return NOBODY;
  }
}

function cityName(country: string, province: string | null, city: string): string {
  return [country, province ?? "", city.replaceAll(" ", "")].join("-");
}

const textIn = (written: string) => /^'((?:\\.|[^'\\])*)'$/s.exec(written.trim())?.[1]?.replace(/\\(.)/gs, "$1") ?? null;

function ofText(value: (customer: Customer) => string | null, rest: string): Test {
  const [, sign, written = ""] = /^(=|!=)\s*(.+)$/s.exec(rest) ?? [];
  const wanted = textIn(written);
  return (customer) => (value(customer) === wanted) === (sign === "=");
}

function ofList(values: (customer: Customer) => string[], rest: string): Test {
  if (/^is\s+not\s+null$/i.test(rest)) return (customer) => values(customer).length > 0;
  if (/^is\s+null$/i.test(rest)) return (customer) => values(customer).length === 0;
  const [, not, written = ""] = /^(not\s+)?contains\s+(.+)$/is.exec(rest) ?? [];
  const wanted = textIn(written)?.toLowerCase();
  return (customer) => values(customer).some((value) => value.toLowerCase() === wanted) === (not === undefined);
}

const SIGNS: Record<string, (difference: number) => boolean> = {
  ...{ "=": (difference) => difference === 0, "!=": (difference) => difference !== 0 },
  ...{ "<": (difference) => difference < 0, "<=": (difference) => difference <= 0 },
  ...{ ">": (difference) => difference > 0, ">=": (difference) => difference >= 0 },
};

/** By the type that the metafield itself has; what is written as another type meets nobody. */
function ofMetafield(path: string, rest: string, around: Around): Test {
  const field = (customer: Customer): Metafield | undefined => metafieldOf(around.shop, customer, path);
  if (/^is\s+not\s+null$/i.test(rest)) return (customer) => field(customer) !== undefined;
  if (/^is\s+null$/i.test(rest)) return (customer) => field(customer) === undefined;
  const [, low, high] = /^between\s+(\S+)\s+and\s+(\S+)$/i.exec(rest) ?? [];
  const [, sign = "", written = ""] = /^(!=|<=|>=|=|<|>)\s*(.+)$/s.exec(rest) ?? [];
  const compared = (found: Metafield, to: string) => compare(found, to, around);
  return (customer) => {
    const found = field(customer);
    if (found === undefined) return sign === "!=";
    if (low !== undefined && high !== undefined) {
      const [from, until] = [compared(found, low), compared(found, high)];
      return from !== null && until !== null && from >= 0 && until <= 0;
    }
    const difference = compared(found, written);
    return difference === null ? sign === "!=" : (SIGNS[sign]?.(difference) ?? false);
  };
}

function metafieldOf(shop: Shop, { id }: Customer, path: string): Metafield | undefined {
  return shop.metafields.get(`gid://shopify/Customer/${id}`)?.get(path);
}

/** Below zero: the metafield's value is before the one that is written. Null: they are of different types. */
function compare({ type, value }: Metafield, written: string, around: Around): number | null {
  const text = textIn(written);
  if (type === "single_line_text_field" || type === "multi_line_text_field")
    return text === null ? null : value === text ? 0 : value < text ? -1 : 1;
  if (type === "boolean")
    return /^(?:true|false)$/i.test(written) ? Number(value === "true") - Number(/^true$/i.test(written)) : null;
  if (type.startsWith("number_")) return /^[+-]?\d+(?:\.\d+)?$/.test(written) ? Math.sign(Number(value) - Number(written)) : null;
  if (type !== "date" && type !== "date_time") return null;
  const day = dayOf(written, around);
  const own =
    type === "date" ? value : dayIn(new Date(/[Z+]|-\d\d:\d\d$/.test(value) ? value : `${value}Z`), around.shop.timeZone);
  return day === null ? null : own === day ? 0 : own < day ? -1 : 1;
}

/** A day as the language writes it, by the shop's calendar. */
function dayOf(written: string, { now, shop }: Around): string | null {
  const today = dayIn(now, shop.timeZone);
  if (/^\d{4}-\d\d-\d\d(?:T.*)?$/.test(written)) return written.slice(0, 10);
  if (/^today$/i.test(written)) return today;
  if (/^yesterday$/i.test(written)) return moved(today, -1, "d");
  const [, amount, unit = ""] = /^([+-]\d+)([dwmy])$/i.exec(written) ?? [];
  return amount === undefined ? null : moved(today, Number(amount), unit.toLowerCase());
}

function moved(day: string, amount: number, unit: string): string {
  if (unit === "d" || unit === "w")
    return new Date(Date.parse(`${day}T12:00:00Z`) + amount * (unit === "w" ? 7 : 1) * DAY_MS).toISOString().slice(0, 10);
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const months = year * 12 + month - 1 + amount * (unit === "y" ? 12 : 1);
  const last = new Date(Date.UTC(Math.floor(months / 12), (months % 12) + 1, 0)).getUTCDate();
  return new Date(Date.UTC(Math.floor(months / 12), months % 12, Math.min(date, last))).toISOString().slice(0, 10);
}

function ofDayOfYear(path: string, rest: string, around: Around): Test {
  const [, low, high] = /^between\s+(\S+)\s+and\s+(\S+)$/i.exec(rest) ?? [];
  const [, sign = "=", written = ""] = /^(!=|=)\s*(.+)$/s.exec(rest) ?? [];
  const [from, until] = [dayOf(low ?? written, around), dayOf(high ?? written, around)].map((day) => day?.slice(5) ?? "");
  return (customer) => {
    const value = metafieldOf(around.shop, customer, path)?.value.slice(5, 10);
    if (value === undefined || from === undefined || until === undefined) return sign === "!=";
    const within = from <= until ? value >= from && value <= until : value >= from || value <= until;
    return within === (sign !== "!=");
  };
}

function ofCredit(rest: string, { shop }: Around): Test {
  const [, not, inner = ""] = /^(not\s+)?matches\s*\((.*)\)$/is.exec(rest) ?? [];
  const [, sign = "", amount = ""] = /^balance\s*(!=|<=|>=|=|<|>)\s*([\d.]+)$/i.exec(inner.trim()) ?? [];
  return (customer) => {
    const balance = shop.storeCredits.get(customer.id)?.transactions.at(-1)?.balanceAfterMinor;
    const passes =
      balance !== undefined && (inner.trim() === "" || (SIGNS[sign]?.(Number(balance) / 100 - Number(amount)) ?? false));
    return passes === (not === undefined);
  };
}

function ofDistance(rest: string): Test {
  const [, latitude, longitude] = /coordinates\s*=\s*\(\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*\)/i.exec(rest) ?? [];
  const [, unit = "km", far] = /distance_(km|mi)\s*(?:<=|<|=)\s*([\d.]+)/i.exec(rest) ?? [];
  const limit = Number(far) * (unit.toLowerCase() === "mi" ? KM_PER_MILE : 1);
  return ({ city }) => {
    const place = PLACES[city ?? ""];
    return place !== undefined && kilometers(place, [Number(latitude), Number(longitude)]) <= limit;
  };
}

function kilometers([a, b]: readonly [number, number], [c, d]: readonly [number, number]): number {
  const [from, to, across] = [a, c, d - b].map((degrees) => (degrees * Math.PI) / 180) as [number, number, number];
  return EARTH_KM * Math.acos(Math.min(1, Math.sin(from) * Math.sin(to) + Math.cos(from) * Math.cos(to) * Math.cos(across)));
}

const told = new WeakMap<object, Set<bigint>>();

/**
 * Tells the app who has come to a segment of the shop or has left it since the last look, as Shopify does of all its segments where the app has subscribed to that. Who
 * is in a segment when it is made is told of nobody.
 */
export function tellSegmentMoves(world: World, around: (shop: Shop) => Around): void {
  for (const shop of world.shops.values()) {
    if (!shop.subscriptions.some((topic) => /^customer\.(?:joined|left)_segment$/.test(topic))) continue;
    for (const segment of shop.segments.values()) {
      const now = new Set(segmentMembers(around(shop), segment.query).map(({ id }) => id));
      const before = told.get(segment) ?? now;
      told.set(segment, now);
      const tell = (topic: string, customerId: bigint) =>
        emit(world, shop, [topic], () => ({
          ...{ shop_id: `gid://shopify/Shop/${shop.id}`, customer_id: `gid://shopify/Customer/${customerId}` },
          segment_id: segment.id,
        }));
      for (const id of now) if (!before.has(id)) tell("customer.joined_segment", id);
      for (const id of before) if (!now.has(id)) tell("customer.left_segment", id);
    }
  }
}
