import type pg from "pg";

import { DAY_MS } from "../lib/time.ts";
import type { Customer, Shop } from "../world/types.ts";
import type { Embedded } from "./embedded.ts";
import { createEvents } from "./events.ts";
import { createGroups } from "./groups.ts";

/** A challenge, a lucky wheel, a learning module, events and groups of the last months, in which members take part. */
export type Play = {
  /** The merchant begins them, once their time has come; members turn the wheel while it runs. */
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
/** So many of those who come answer the questions, of whom the very first gets one wrong. */
const LEARNERS = 3;
const MODULE = "module";

const answered = (key: string, en: string, de: string, right: boolean) => ({ key, texts: { en, de }, right });
/** As the module's form holds it. */
const BREWING = {
  titles: { en: "Brewing better coffee", de: "Besser Kaffee brühen" },
  bodies: {
    en: "# Water and grind\n\nSoft, fresh water just below boiling brings out most of a coffee.\n\n- **Filter:** medium grind, four minutes\n- **French press:** coarse grind, four minutes\n- **Espresso:** fine grind, under half a minute",
    de: "# Wasser und Mahlgrad\n\nWeiches, frisches Wasser kurz unter dem Siedepunkt holt am meisten aus einem Kaffee.\n\n- **Filter:** mittel gemahlen, vier Minuten\n- **French Press:** grob gemahlen, vier Minuten\n- **Espresso:** fein gemahlen, unter einer halben Minute",
  },
  ...{ video: "", audience: "all", tier: "", segmentId: "", needed: "2", tries: "3", points: "50" },
  questions: [
    {
      key: "q1",
      texts: { en: "How hot is good water for filter coffee?", de: "Wie heiß ist gutes Wasser für Filterkaffee?" },
      why: { en: "Boiling water draws bitter notes.", de: "Kochendes Wasser löst Bitteres." },
      answers: [
        answered("a1", "Just below boiling", "Kurz unter dem Siedepunkt", true),
        answered("a2", "Boiling", "Kochend", false),
      ],
    },
    {
      key: "q2",
      texts: { en: "Which take four minutes?", de: "Was braucht vier Minuten?" },
      why: { en: "", de: "" },
      answers: [
        answered("a1", "Filter", "Filter", true),
        answered("a2", "Espresso", "Espresso", false),
        answered("a3", "French press", "French Press", true),
      ],
    },
  ],
};

export function createPlay({ shop, storefront, embedded, pool, now, end }: Around): Play {
  let begun = false;
  let learners = 0;
  const events = createEvents({ shop, storefront, embedded, pool, now, end });
  const groups = createGroups({ shop, storefront, embedded, pool });

  async function come(members: readonly Customer[], cookieOf: (customer: Customer) => string): Promise<void> {
    if (now().getTime() < end.getTime() - BEFORE_MS) return;
    if (!begun) await begin();
    begun = true;
    await events.come(members, cookieOf);
    await groups.come(members, cookieOf);
    for (const customer of members.slice(0, MOST_A_DAY)) await turn(cookieOf(customer));
    for (const customer of members.slice(0, LEARNERS - learners)) {
      await learn(cookieOf(customer), learners > 0);
      learners += 1;
    }
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
    await teach();
  }

  /** A module about brewing, with points for passing. */
  async function teach(): Promise<void> {
    await embedded.submit(shop.domain, "/app/program/modules", {});
    const { rows } = await pool.query<{ id: number; seen: number }>(
      `select m.module_id as id, m.version as seen from learning_modules m join shops s using (shop_id) where s.domain = $1`,
      [shop.domain],
    );
    const [module] = rows;
    if (module === undefined) throw new Error(`The app made no module for ${shop.domain}`);
    const path = `/app/program/modules/${module.id}`;
    const seen = String(module.seen);
    await embedded.submit(shop.domain, path, { intent: "save", draft: JSON.stringify(BREWING), handle: MODULE, seen });
    await embedded.submit(shop.domain, path, { intent: "publish", seen: String(module.seen + 1) });
    const { rowCount } = await pool.query(
      `select 1 from learning_modules m join shops s using (shop_id) where s.domain = $1 and m.state = 'live'`,
      [shop.domain],
    );
    if (rowCount !== 1) throw new Error(`The app did not publish the module of ${shop.domain}`);
  }

  /** Reads the module and answers its questions. */
  async function learn(cookie: string, well: boolean): Promise<void> {
    const address = `${storefront}/apps/reprise/learn/${MODULE}`;
    const headers = { Cookie: cookie };
    const page = await fetch(address, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const hidden = [...(await page.text()).matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)];
    if (hidden.length === 0) return;
    const form = Object.fromEntries(hidden.map(([, name = "", value = ""]) => [name, value]));
    const body = new URLSearchParams({ ...form, q1: well ? "a1" : "a2", "q2-a1": "on", "q2-a3": "on" });
    const answer = await fetch(address, { method: "POST", headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok) throw new Error(`The app answered ${answer.status} to a module: ${(await answer.text()).slice(0, 400)}`);
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
