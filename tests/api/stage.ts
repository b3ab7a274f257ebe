import type { LoaderFunctionArgs } from "@remix-run/node";
import { sql } from "kysely";

import type { Db } from "../../app/db.server.ts";
import { scopes, type Scope } from "../../app/keys/key.ts";
import { makeKey } from "../../app/keys/keys.server.ts";
import { adjust } from "../../app/points/ledger.server.ts";
import { rewardTermsSchema } from "../../app/rewards/reward.ts";
import { createReward } from "../../app/rewards/rewards.server.ts";
import routes from "../../app/routes.ts";
import type { Shop } from "../../app/shops/shop.ts";

/** The public API as its callers see it: addresses and answers, through the app's own routes. */
export type Sent = {
  key?: string | null;
  authorization?: string | null;
  query?: string;
  body?: unknown;
  /** In place of `body`. */ raw?: BodyInit;
  type?: string;
  name?: string | null;
  headers?: Record<string, string>;
};
export type Answer = { status: number; body: unknown; headers: Headers };

type Route = (args: LoaderFunctionArgs) => Response | Promise<Response>;
type Module = { loader?: Route; action?: Route };

/** Every route below /api, as Remix has it. */
export const apiRoutes = routes.filter(({ path }) => path?.startsWith("api/") === true);

function routeAt(path: string): { file: string; params: Record<string, string> } {
  for (const { path: pattern = "", file } of apiRoutes) {
    const [wanted, found] = [pattern.split("/"), path.replace(/^\//, "").split("/")];
    if (pattern.endsWith("*") || wanted.length !== found.length) continue;
    if (!wanted.every((part, place) => part.startsWith(":") || part === found[place])) continue;
    const values = wanted.flatMap((part, place) =>
      part.startsWith(":") ? [[part.slice(1), decodeURIComponent(found[place] ?? "")]] : [],
    );
    return { file, params: Object.fromEntries(values) as Record<string, string> };
  }
  return { file: "routes/api.$.ts", params: {} };
}

/** @param at `GET /customers/1` */
export async function call(
  at: string,
  { key = null, query = "", body, raw, type = "application/json", ...sent }: Sent = {},
): Promise<Answer> {
  const [method = "GET", path = "/"] = at.split(" ");
  // From an address of its own, unless a test says from where: wrong keys are counted by it.
  const headers = new Headers({ "X-Forwarded-For": crypto.randomUUID(), ...sent.headers });
  const authorization = sent.authorization === undefined ? (key === null ? null : `Bearer ${key}`) : sent.authorization;
  if (authorization !== null) headers.set("Authorization", authorization);
  const reads = method === "GET" || method === "HEAD";
  if (!reads && type !== "") headers.set("Content-Type", type);
  const name = sent.name === undefined ? `n-${crypto.randomUUID()}` : sent.name;
  if (!reads && name !== null) headers.set("Idempotency-Key", name);
  const request = new Request(`http://127.0.0.1:3000/api/v1${path}${query === "" ? "" : `?${query}`}`, {
    ...{ method, headers, duplex: "half" },
    ...(reads ? {} : { body: raw ?? JSON.stringify(body ?? {}) }),
  });
  const { file, params } = routeAt(`/api/v1${path}`);
  const module = (await import(`../../app/routes/${file.replace(/^routes\/|\.ts$/g, "")}.ts`)) as Module;
  const route = reads ? module.loader : module.action;
  if (route === undefined) throw new Error(`${file} does not answer ${method}`);
  const response = await route({ request, params, context: {} });
  return { status: response.status, body: (await response.json()) as unknown, headers: response.headers };
}

/** A key of a shop with these scopes; all of them unless told otherwise. */
export async function keyOf(
  db: Db,
  shop: Shop,
  now: Date,
  only: readonly Scope[] = scopes,
  expiresAt: Date | null = null,
): Promise<string> {
  const key = await makeKey(db, shop.shopId, { name: "ERP", scopes: [...only], expiresAt }, "merchant:1", now);
  if (key === null) throw new Error("The shop has as many keys as it may");
  return key;
}

/** A customer with points. */
export async function customerWith(db: Db, shop: Shop, customerId: bigint, points: bigint, now: Date): Promise<void> {
  await sql`
    insert into customers (shop_id, customer_id, email, email_verified, created_at) values (${shop.shopId}, ${customerId}, ${`c${customerId}@example.com`}, true, ${now})
  `.execute(db);
  if (points === 0n) return;
  const given = { customerId, points, reason: "A start", actor: "system", key: `give:${customerId}` };
  await db.transaction().execute((tx) => adjust(tx, shop, given, now));
}

export function fiveOff(shop: Shop, now: Date): Promise<number> {
  const title = { en: "5 off", de: "5 € Rabatt" };
  return createReward(shop.shopId, rewardTermsSchema.parse({ kind: "amount", title, points: 500, valueMinor: 500 }), now);
}

/** All that a shop has of points, redemptions, events and keys: what a refused call leaves as it was. */
export async function everythingOf(db: Db, shops: readonly Shop[]): Promise<unknown> {
  const of = sql`shop_id = any(${shops.map(({ shopId }) => shopId)}::int[])`;
  const { rows } = await sql`
    select (select json_agg(to_json(e) order by shop_id, customer_id, seq) from ledger_entries e where ${of}) as ledger,
      (select json_agg(to_json(r) order by redemption_id) from redemptions r where ${of}) as redemptions,
      (select json_agg(to_json(t) order by event_id) from timeline_events t where ${of}) as timeline,
      (select json_agg(to_json(k)::jsonb - 'last_used_at' order by key_id) from api_keys k where ${of}) as keys
  `.execute(db);
  return rows;
}
