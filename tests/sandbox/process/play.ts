import type pg from "pg";

import { DAY_MS } from "../lib/time.ts";
import type { Customer, Shop } from "../world/types.ts";
import type { Embedded } from "./embedded.ts";

/** A challenge and a lucky wheel of some months ago, in which members take part. */
export type Play = {
  /** The merchant begins both, once their time has come; members turn the wheel while it runs. */
  readonly come: (members: readonly Customer[], cookieOf: (customer: Customer) => string) => Promise<void>;
};

type Around = {
  shop: Shop;
  storefront: string;
  embedded: Embedded;
  pool: pg.Pool;
  now: () => Date;
  /** When the year ends. */ end: Date;
};

/** So long before the end both begin: each lasts less than that, as the app proposes it. */
const BEFORE_MS = 98 * DAY_MS;
/** So many turn the wheel on a day on which members come. */
const MOST_A_DAY = 6;
const TIMEOUT_MS = 60_000;
const CHALLENGE = "spend";
const WHEEL = "wheel";

export function createPlay({ shop, storefront, embedded, pool, now, end }: Around): Play {
  let begun = false;

  async function come(members: readonly Customer[], cookieOf: (customer: Customer) => string): Promise<void> {
    if (now().getTime() < end.getTime() - BEFORE_MS) return;
    if (!begun) await begin();
    begun = true;
    for (const customer of members.slice(0, MOST_A_DAY)) await turn(cookieOf(customer));
  }

  async function begin(): Promise<void> {
    await embedded.submit(shop.domain, "/app/program/achievements", { preset: CHALLENGE });
    await embedded.submit(shop.domain, "/app/program/draws", { kind: WHEEL });
    const { rows } = await pool.query<{ path: string; seen: number }>(
      `select 'achievements/' || achievement_id as path, a.version as seen from achievements a join shops s using (shop_id) where s.domain = $1
       union all select 'draws/' || draw_id, d.version from draws d join shops s using (shop_id) where s.domain = $1 order by path`,
      [shop.domain],
    );
    for (const { path, seen } of rows)
      await embedded.submit(shop.domain, `/app/program/${path}`, { intent: "activate", seen: String(seen) });
    const { rows: on } = await pool.query(
      `select 1 from achievements a join shops s using (shop_id) where s.domain = $1 and a.state = 'active'
       union all select 2 from draws d join shops s using (shop_id) where s.domain = $1 and d.state = 'active'`,
      [shop.domain],
    );
    if (on.length !== 2) throw new Error(`The app did not begin the challenge and the wheel of ${shop.domain}`);
  }

  /** Reads the page and takes part. Where it is over, or they have had their turn, there is no form. */
  async function turn(cookie: string): Promise<void> {
    const address = `${storefront}/apps/reprise/draw/${WHEEL}`;
    const headers = { Cookie: cookie };
    const page = await fetch(address, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const key = /name="key" value="([\w-]+)"/.exec(await page.text())?.[1];
    if (key === undefined) return;
    const body = new URLSearchParams({ key, accept: "on", l: "de" });
    const answer = await fetch(address, { method: "POST", headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok)
      throw new Error(`The app answered ${answer.status} to a turn of the wheel: ${(await answer.text()).slice(0, 400)}`);
  }

  return { come };
}
