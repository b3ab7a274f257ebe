import type pg from "pg";

import { DAY_MS } from "../lib/time.ts";
import type { Customer, Shop } from "../world/types.ts";
import type { Embedded } from "./embedded.ts";

type Around = { shop: Shop; storefront: string; embedded: Embedded; pool: pg.Pool; now: () => Date; end: Date };

/** An event that the merchant invites to, as its form holds it. `onDay`: how many days after the year's end it is. */
type Invitation = { handle: string; onDay: number; titles: Texts; abouts: Texts; whereTexts: Texts; url: string; places: string };
type Texts = { en: string; de: string };

/** So long before the end of the year the first of those who come are invited to each. */
const AHEAD_MS = 30 * DAY_MS;
/** So many of those who come on a day want to be there. */
const MOST_A_DAY = 3;
const TIMEOUT_MS = 60_000;

/** One that is over, for which more come than there are places, and one that is ahead, online. */
const INVITATIONS: readonly Invitation[] = [
  {
    ...{ handle: "tasting", onDay: -40, places: "4", url: "" },
    titles: { en: "Coffee tasting", de: "Kaffeeverkostung" },
    abouts: {
      en: "Five coffees, two hours, and somebody from the roastery who answers everything.",
      de: "Fünf Kaffees, zwei Stunden und jemand aus der Rösterei, der alles beantwortet.",
    },
    whereTexts: { en: "Our roastery, Kastanienallee 12, Berlin", de: "Unsere Rösterei, Kastanienallee 12, Berlin" },
  },
  {
    ...{ handle: "webinar", onDay: 20, places: "", url: "https://meet.example.com/morgenrot" },
    titles: { en: "Webinar: better espresso at home", de: "Webinar: Besserer Espresso zu Hause" },
    abouts: { en: "Grind, dose, time: what makes the difference.", de: "Mahlgrad, Menge, Zeit: was den Unterschied macht." },
    whereTexts: { en: "", de: "" },
  },
];

/** Events of the last months, to which members come. */
export function createEvents({ shop, storefront, embedded, pool, now, end }: Around) {
  const invited = new Set<string>();
  const over = new Set<string>();

  async function come(members: readonly Customer[], cookieOf: (customer: Customer) => string): Promise<void> {
    for (const one of INVITATIONS) {
      const at = end.getTime() + one.onDay * DAY_MS;
      const today = now().getTime();
      if (today >= at) await count(one.handle);
      else if (today >= at - AHEAD_MS - 20 * DAY_MS) {
        if (!invited.has(one.handle)) await invite(one, new Date(at));
        for (const customer of members.slice(0, MOST_A_DAY)) await register(one.handle, cookieOf(customer));
      }
    }
  }

  async function invite({ handle, titles, abouts, whereTexts, url, places }: Invitation, at: Date): Promise<void> {
    invited.add(handle);
    await embedded.submit(shop.domain, "/app/program/events", {});
    const { rows } = await pool.query<{ id: number; seen: number }>(
      `select g.gathering_id as id, g.version as seen from gatherings g join shops s using (shop_id) where s.domain = $1 order by 1 desc limit 1`,
      [shop.domain],
    );
    const [made] = rows;
    if (made === undefined) throw new Error(`The app made no event for ${shop.domain}`);
    const path = `/app/program/events/${made.id}`;
    const day = at.toISOString().slice(0, "2026-12-01".length);
    const draft = {
      ...{ titles, abouts, whereTexts, url, places, startsAt: `${day}T18:00`, endsAt: `${day}T20:00`, remindHours: "24" },
      ...{ audience: "all", tier: "", segmentId: "" },
    };
    const seen = String(made.seen);
    await embedded.submit(shop.domain, path, { intent: "save", draft: JSON.stringify(draft), handle, seen });
    await embedded.submit(shop.domain, path, { intent: "open", seen: String(made.seen + 1) });
    const { rowCount } = await pool.query(
      `select 1 from gatherings g join shops s using (shop_id) where s.domain = $1 and g.handle = $2 and g.state = 'open'`,
      [shop.domain, handle],
    );
    if (rowCount !== 1) throw new Error(`The app did not open the event ${handle} of ${shop.domain}`);
  }

  async function register(handle: string, cookie: string): Promise<void> {
    const address = `${storefront}/apps/reprise/event/${handle}`;
    const headers = { Cookie: cookie };
    const page = await fetch(address, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const hidden = [...(await page.text()).matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)];
    const form = Object.fromEntries(hidden.map(([, name = "", value = ""]) => [name, value]));
    // Who has a place could only give it back.
    if (form["intent"] !== "join") return;
    const body = new URLSearchParams(form);
    const answer = await fetch(address, { method: "POST", headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok)
      throw new Error(`The app answered ${answer.status} to a registration: ${(await answer.text()).slice(0, 400)}`);
  }

  /** The merchant says who was there: all but the last who had a place. */
  async function count(handle: string): Promise<void> {
    if (over.has(handle)) return;
    over.add(handle);
    const { rows } = await pool.query<{ id: number; customer: string }>(
      `select gathering_id as id, r.customer_id::text as customer from gathering_registrations r join gatherings g using (shop_id, gathering_id) join shops s using (shop_id)
       where s.domain = $1 and g.handle = $2 and r.state = 'registered' order by r.asked_at, 2`,
      [shop.domain, handle],
    );
    for (const [at, { id, customer }] of rows.entries()) {
      const attended = at < rows.length - 1 ? "yes" : "no";
      await embedded.submit(shop.domain, `/app/program/events/${id}`, { intent: "attended", customerId: customer, attended });
    }
  }

  return { come };
}
