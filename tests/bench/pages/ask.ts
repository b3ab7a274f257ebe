import { Session } from "@shopify/shopify-api";

import type { Db } from "../../../app/db.server.ts";
import { pages, resources } from "../../../app/pages.ts";
import { shopify } from "../../../app/shopify.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { planBackfill } from "../../../app/sync/history/backfill.server.ts";
import { createIdentity } from "../../sandbox/identity.ts";
import { percentile, timed } from "../figures.ts";
import { measuredAnswers, measuredPages } from "./addresses.ts";

/** One address of the admin, with what is posted to it. `later`: pages ask for it once they stand. */
export type Asked = { name: string; address: string; later: boolean; form: Readonly<Record<string, string>> | null };
/** Milliseconds from the request to the last byte, and the answer's size. `best` tells most where the machine is busy. */
export type Answered = { best: number; p50: number; p99: number; bytes: number; times: number };

/** Shopify's library turns away what looks like a robot. */
const BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const WARM_UP = 2;
const TIMES = 11;
/** A slow page is asked less often. */
const LONG_ENOUGH_MS = 4_000;
const AT_LEAST = 3;

/** Every page and what pages ask for, each with all of its queries. */
export function everyAddress(): Asked[] {
  const of = (key: string, path: string, later: boolean, asked: (typeof measuredAnswers)[keyof typeof measuredAnswers]) => {
    if (asked.leftOut !== undefined) return [];
    const address = path.replace(/:(\w+)/g, (_, name: string) => String(asked.params?.[name]));
    // What is no page is asked for as the browser does, for its data alone.
    const begin = later ? `${address}.data` : address;
    return (asked.queries ?? [""]).map((query): Asked => {
      const name = query === "" ? key : `${key}?${query.length > 50 ? `${query.slice(0, 50)}…` : query}`;
      return { name, address: query === "" ? begin : `${begin}?${query}`, later, form: asked.form ?? null };
    });
  };
  return [
    ...Object.entries(measuredPages).flatMap(([key, asked]) => of(key, pages[key as keyof typeof pages].path, false, asked)),
    ...Object.entries(measuredAnswers).flatMap(([key, asked]) =>
      of(key, resources[key as keyof typeof resources].path, true, asked),
    ),
  ];
}

/** How a merchant of a shop asks the built server: signed in, with the shop's access granted and its history asked for, as after an install. */
export async function signIn(
  db: Db,
  shop: Shop,
  environment: Readonly<Record<string, string>>,
): Promise<() => Record<string, string>> {
  const { sessionStorage } = shopify();
  const session = { shop: shop.domain, isOnline: false, scope: "read_orders,write_discounts", accessToken: "bench-access-token" };
  await sessionStorage.storeSession(new Session({ ...session, id: `offline_${shop.domain}`, state: "" }));
  await planBackfill(db, shop.shopId);
  const identity = createIdentity({
    clientId: environment["SHOPIFY_API_KEY"] ?? "",
    clientSecret: environment["SHOPIFY_API_SECRET"] ?? "",
  });
  return () => ({ "User-Agent": BROWSER, Authorization: `Bearer ${identity.sessionToken(shop.domain, 1)}` });
}

/** Asks for one address again and again. @throws when it is not answered with 200 */
export async function measure(
  port: number,
  { name, address, form }: Asked,
  headers: () => Record<string, string>,
): Promise<Answered> {
  const ask = async () => {
    const posted = form === null ? {} : { method: "POST", body: new URLSearchParams(form) };
    const response = await fetch(`http://127.0.0.1:${port}${address}`, { ...posted, headers: headers(), redirect: "manual" });
    const body = await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`${name} was answered with ${response.status}`);
    return body.byteLength;
  };
  let bytes = 0;
  for (let time = 0; time < WARM_UP; time += 1) bytes = await ask();
  const all: number[] = [];
  for (let spent = 0; all.length < TIMES && (all.length < AT_LEAST || spent < LONG_ENOUGH_MS);) {
    const { ms } = await timed(ask);
    all.push(ms);
    spent += ms;
  }
  all.sort((a, b) => a - b);
  return { best: all[0] ?? NaN, p50: percentile(all, 0.5), p99: percentile(all, 0.99), bytes, times: all.length };
}
