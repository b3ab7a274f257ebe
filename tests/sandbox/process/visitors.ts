import type pg from "pg";
import { z } from "zod";

import { DAY_MS } from "../lib/time.ts";
import type { SandboxConfig } from "../config.ts";
import { skuIndex } from "../history/shops.ts";
import type { Members } from "../history/start.ts";
import { STEP_MS, type PlannedVisit } from "../history/visits.ts";
import { cookieName, sign } from "../storefront/cookies.ts";
import { appMetafields } from "../storefront/metafields.ts";
import type { Customer } from "../world/types.ts";
import type { Embedded } from "./embedded.ts";
import type { Friends } from "./friends.ts";
import { writeReview } from "./own-reviews.ts";
import type { Play } from "./play.ts";

/** Members of the program who use it as shoppers do: logged in, in the storefront, through the app proxy; and the merchant who answers them. */
export type Visitors = {
  readonly nextAt: () => Date | undefined;
  /** Lets the next day of visits happen, at the instant at which the clock stands. */
  readonly come: () => Promise<void>;
};

type Surroundings = {
  storefront: string;
  config: SandboxConfig;
  embedded: Embedded;
  pool: pg.Pool;
  now: () => Date;
  play: Play;
  friends: Friends;
};

const AT_ONCE = 4;
const TIMEOUT_MS = 60_000;
/** A code is used while it is certainly good: the app hears of orders up to a step of the history late. */
const MARGIN_MS = STEP_MS + DAY_MS;
const ONE_IN_DECLINED = 9;
/** One in three writes on the shop's own page, the others in another reviews app. */
const ONE_IN_OWN = 3;
/** Of those on the shop's own page, one after the other. */
const STARS = [5, 4, 5, 3, 5, 4, 2, 5];
const ANSWERS = {
  de: "Danke für die offenen Worte. Wir sehen uns das an.",
  en: "Thank you for telling us. We are looking into it.",
};

const answerSchema = z.object({ ok: z.boolean(), message: z.string(), code: z.string().optional() });
const statusSchema = z.object({ available: z.number().nullable() });
const offerSchema = z.object({
  id: z.number(),
  kind: z.string(),
  points: z.number(),
  value_minor: z.number(),
  valid_days: z.number().nullable(),
});

export function createVisitors({ shop, player, days }: Members, around: Surroundings): Visitors {
  const { storefront, config, embedded, pool, now, play, friends } = around;
  const variants = skuIndex(shop);
  let next = 0;
  let reviewed = 0;
  let written = 0;

  async function come(): Promise<void> {
    const day = days[next];
    next += 1;
    if (day === undefined) return;
    const own = Map.groupBy(day.visits, ({ customer }) => customer);
    const waiting = [...own.values()];
    const work = async () => {
      for (let visits = waiting.shift(); visits !== undefined; visits = waiting.shift())
        for (const visit of visits) await act(visit);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    const here = [...own.keys()].flatMap((place) => shop.customers.get(player.customerId(place) ?? 0n) ?? []);
    await play.come(here, sessionOf);
    await friends.come(here, sessionOf);
    if (!day.decided) return;
    await decideClaims();
    await decideReviews();
  }

  async function act(visit: PlannedVisit): Promise<void> {
    const customer = shop.customers.get(player.customerId(visit.customer) ?? 0n);
    if (customer === undefined) return;
    switch (visit.kind) {
      case "redeem":
        return redeem(visit, customer);
      case "regret":
        return takeBack(visit.customer, customer);
      case "review": {
        const product = [...shop.products.values()].find((known) =>
          known.variants.some(({ id }) => id === variants.get(visit.sku)),
        );
        written += 1;
        if (written % ONE_IN_OWN === 0) return review(customer, product?.id ?? 0n, visit.note, written / ONE_IN_OWN);
        await post(customer, "claim", { rule: "review", occasion: product?.id.toString() ?? "", note: visit.note });
        return;
      }
      case "follow":
        await post(customer, "claim", { rule: "instagram" });
        return;
      case "birthday":
        await post(customer, "birthday", { month: String(visit.month), day: String(visit.day) });
        return;
      case "grant": {
        const until = new Date(now().getTime() + visit.days * DAY_MS).toISOString().slice(0, 10);
        return embedded.submit(shop.domain, `/app/customers/${customer.id}`, { intent: "grant", tier: visit.tier, until });
      }
    }
  }

  /** Looks at the balance, then at the rewards that the theme shows, and takes one. */
  async function redeem(visit: Extract<PlannedVisit, { kind: "redeem" }>, customer: Customer): Promise<void> {
    const { available } = statusSchema.parse(await ask(customer, "status"));
    const affordable = offers().filter(({ points }) => points <= (available ?? 0));
    const offer = visit.taste === "largest" ? affordable.at(-1) : affordable[0];
    if (offer === undefined) return;
    const price = String(offer.points);
    const { code } = await post(customer, "redeem", { reward: String(offer.id), price, intent: `visit-${next}` });
    if (code === undefined) return;
    const until = new Date(now().getTime() + (offer.valid_days ?? 365) * DAY_MS - MARGIN_MS);
    player.holdCode(visit.customer, { code, worthMinor: BigInt(offer.value_minor), from: now(), until });
  }

  /** Rewards of a fixed amount off, the cheapest first, as the theme reads them. */
  function offers() {
    const program = z
      .object({ rewards: z.array(offerSchema) })
      .parse(appMetafields(shop, config.clientId)["reprise"]?.["program"]?.value);
    return program.rewards.filter(({ kind }) => kind === "amount").sort((a, b) => a.points - b.points);
  }

  async function takeBack(place: number, customer: Customer): Promise<void> {
    const { rows } = await pool.query<{ id: string }>(
      `select redemption_id::text as id from redemptions r join shops s using (shop_id)
       where s.domain = $1 and r.customer_id = $2 and r.state = 'issued' order by redemption_id desc limit 1`,
      [shop.domain, customer.id.toString()],
    );
    if (rows[0] === undefined) return;
    player.dropCode(place);
    await embedded.submit(shop.domain, "/app/activity", { intent: "undo", redemptionId: rows[0].id, reason: "undone" });
  }

  async function decideClaims(): Promise<void> {
    const { rows } = await pool.query<{ id: string }>(
      "select claim_id::text as id from bonus_claims c join shops s using (shop_id) where s.domain = $1 and c.state = 'waiting' order by claim_id",
      [shop.domain],
    );
    const decided = Map.groupBy(rows, () => ((reviewed += 1) % ONE_IN_DECLINED === 0 ? "declined" : "approved"));
    for (const [intent, claims] of decided)
      await embedded.submit(shop.domain, "/app/activity/approvals", { intent, claims: claims.map(({ id }) => id).join(",") });
  }

  /** @param place which of the shop's it is, from 1 */
  async function review(customer: Customer, productId: bigint, text: string, place: number): Promise<void> {
    const first = customer.firstName ?? "";
    const last = customer.lastName ?? "";
    const author = first === "" ? "Anonym" : `${first} ${last.slice(0, 1)}.`;
    const stars = STARS[(place - 1) % STARS.length] ?? 5;
    const said = {
      productId: String(productId),
      locale: customer.locale,
      stars,
      text,
      author,
      photo: place % 4 === 1,
      wall: place % 8 === 1,
    };
    await writeReview(storefront, sessionOf(customer), said);
  }

  /** All of them, whatever their stars; who is not content gets an answer. */
  async function decideReviews(): Promise<void> {
    const { rows } = await pool.query<{ seen: string; stars: number; language: string }>(
      `select r.review_id || '@' || round(extract(epoch from r.changed_at) * 1000) as seen, r.stars, r.language
       from reviews r join shops s using (shop_id) where s.domain = $1 and r.state = 'waiting' order by r.review_id`,
      [shop.domain],
    );
    if (rows.length === 0) return;
    const reviews = rows.map(({ seen }) => seen).join(",");
    await embedded.submit(shop.domain, "/app/activity/reviews", { intent: "publish", reviews });
    const { rows: photos } = await pool.query<{ id: string }>(
      `select p.photo_id::text as id from review_photos p join review_permissions using (shop_id, review_id) join shops s using (shop_id)
       where s.domain = $1 and p.wall_at is null order by p.photo_id`,
      [shop.domain],
    );
    for (const { id: photoId } of photos)
      await embedded.submit(shop.domain, "/app/activity/reviews/photos", { intent: "put", photoId });
    for (const { seen, stars, language } of rows)
      if (stars <= 3) {
        const text = language === "de" ? ANSWERS.de : ANSWERS.en;
        await embedded.submit(shop.domain, "/app/activity/reviews", { intent: "reply", reviews: seen, text });
      }
  }

  const sessionOf = (customer: Customer) =>
    `${cookieName(shop.domain, "session")}=${encodeURIComponent(sign(`customer:${customer.id}`, config.clientSecret))}`;

  const post = async (customer: Customer, path: string, fields: Record<string, string>) =>
    answerSchema.parse(await ask(customer, path, new URLSearchParams({ ...fields, locale: customer.locale })));

  async function ask(customer: Customer, path: string, body?: URLSearchParams): Promise<unknown> {
    const response = await fetch(`${storefront}/apps/reprise/${path}`, {
      ...(body === undefined ? {} : { method: "POST", body }),
      headers: { Cookie: sessionOf(customer), Accept: "application/json" },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The app answered ${response.status} to a shopper's ${path}: ${text.slice(0, 400)}`);
    return JSON.parse(text) as unknown;
  }

  return { nextAt: () => days[next]?.at, come };
}
