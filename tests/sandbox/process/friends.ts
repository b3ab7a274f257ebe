import type pg from "pg";

import { DAY_MS } from "../lib/time.ts";
import { createCustomer, findCustomerByEmail, placeOrder, refundOrder } from "../world/commerce.ts";
import { CodeRefused } from "../world/discount-use.ts";
import type { Customer, Order, Shop, World } from "../world/types.ts";
import type { Embedded } from "./embedded.ts";

/** Members who recommend the shop, and friends who order by it. */
export type Friends = {
  /** The merchant begins once the time has come. On each further day friends of the day before order, and the next are told. */
  readonly come: (members: readonly Customer[], cookieOf: (customer: Customer) => string) => Promise<void>;
};

type Around = {
  world: World;
  shop: Shop;
  storefront: string;
  embedded: Embedded;
  pool: pg.Pool;
  now: () => Date;
  /** When the year ends. */ end: Date;
};

/** So long before the end the merchant switches it on. */
const BEFORE_MS = 160 * DAY_MS;
const TIMEOUT_MS = 60_000;
/** Of whose first order something comes back, from so long after it on: what was paid for it follows. */
const REFUNDED = 1;
const REFUNDED_AFTER_MS = 40 * DAY_MS;
/** What is worth a look: an address that is almost that of who recommends. */
const ALIKE = 10;
const NAMES = [
  ...["Mara Lindner", "Jonas Seidel", "Greta Pohl", "Tilda Brandt", "Emil Hartwig", "Clara Jansen", "Oskar Behrens"],
  ...["Ida Wolff", "Anton Krüger", "Frieda Maurer", "Paul Winter", "Ella Sommer"],
];

const DRAFT = {
  ...{ enabled: true, friendKind: "percentage", friendValue: "10", minSpend: "", validDays: "30" },
  ...{ advocateKind: "points", points: "500", rewardId: "", waitDays: "30", minOrder: "", limitTimes: "10", limitPer: "year" },
  ...{ titleEn: "", titleDe: "", textEn: "", textDe: "" },
};

type Told = { place: number; name: string; email: string; code: string; locale: string };

export function createFriends({ world, shop, storefront, embedded, pool, now, end }: Around): Friends {
  const orders = new Map<number, Order>();
  let begun = false;
  let told: Told | null = null;
  let next = 0;

  async function come(members: readonly Customer[], cookieOf: (customer: Customer) => string): Promise<void> {
    if (now().getTime() < end.getTime() - BEFORE_MS) return;
    if (!begun) await begin();
    begun = true;
    if (told !== null) buy(told);
    told = null;
    giveBack();
    const [advocate] = members.filter(({ email }) => email !== null);
    if (advocate !== undefined && next < NAMES.length) told = await tell(advocate, cookieOf(advocate));
  }

  async function begin(): Promise<void> {
    await embedded.submit(shop.domain, "/app/program/referrals", { draft: JSON.stringify(DRAFT) });
    const { rows } = await pool.query(
      "select 1 from referral_programs p join shops s using (shop_id) where s.domain = $1 and p.enabled",
      [shop.domain],
    );
    if (rows.length === 0) throw new Error(`The app did not switch referrals of ${shop.domain} on`);
  }

  /** A member asks for the link, and a friend on its page for a code. */
  async function tell(advocate: Customer, cookie: string): Promise<Told | null> {
    const place = next;
    next += 1;
    const name = NAMES[place] ?? "";
    const [local = "", domain = ""] = (advocate.email ?? "").split("@");
    const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(" ", ".");
    const email = place === ALIKE ? `${local}2@${domain}` : `${plain}@example.com`;
    if (findCustomerByEmail(shop, email) !== undefined) return null;
    const { locale } = advocate;
    await ask("refer", cookie, { locale });
    const { rows } = await pool.query<{ code: string }>(
      "select l.code from referral_codes l join shops s using (shop_id) where s.domain = $1 and l.customer_id = $2",
      [shop.domain, advocate.id.toString()],
    );
    const link = rows[0]?.code;
    // Who is kept out of the program has none.
    if (link === undefined) return null;
    const page = await ask(`refer/${link}`, null, { l: locale, email });
    const code = /<code[^>]*>\s*([^<\s]+)\s*<\/code>/.exec(page)?.[1];
    if (code === undefined) throw new Error(`The app gave a friend no code: ${page.slice(0, 400)}`);
    return { place, name, email, code, locale };
  }

  function buy({ place, name, email, code, locale }: Told): void {
    const [firstName = "", lastName = ""] = name.split(" ");
    const product = [...shop.products.values()].find(({ giftCard, status }) => !giftCard && status === "active");
    const variantId = product?.variants[0]?.id;
    if (variantId === undefined) throw new Error(`${shop.domain} sells nothing`);
    const friend = createCustomer(world, shop, { email, firstName, lastName, locale, countryCode: "DE", state: "enabled" });
    const bought = { customerId: friend.id, lines: [{ variantId, quantity: 2 + (place % 3) }], customerLocale: locale };
    try {
      orders.set(place, placeOrder(world, shop, { ...bought, discountCodes: [code], countryCode: "DE" }));
    } catch (error) {
      if (!(error instanceof CodeRefused)) throw error;
    }
  }

  /** One of the items comes back, long after the reward was paid. */
  function giveBack(): void {
    const order = orders.get(REFUNDED);
    const [line] = order?.lines ?? [];
    if (order === undefined || line === undefined || order.refunds.length > 0) return;
    if (now().getTime() < order.createdAt.getTime() + REFUNDED_AFTER_MS) return;
    refundOrder(world, shop, order, { lines: [{ lineId: line.id, quantity: 1 }] });
  }

  async function ask(path: string, cookie: string | null, fields: Record<string, string>): Promise<string> {
    const answer = await fetch(`${storefront}/apps/reprise/${path}`, {
      ...{ method: "POST", body: new URLSearchParams(fields), signal: AbortSignal.timeout(TIMEOUT_MS), redirect: "manual" },
      headers: cookie === null ? {} : { Cookie: cookie },
    });
    const text = await answer.text();
    if (answer.status >= 400) throw new Error(`The app answered ${answer.status} to ${path}: ${text.slice(0, 400)}`);
    return text;
  }

  return { come };
}
