import { sql } from "kysely";
import { afterAll } from "vitest";

import type { Db } from "../../app/db.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { startApi, type ApiFixture } from "../sandbox-tests/admin-api/fixture.ts";
import { createEarningShop } from "./earning-shop.ts";

/** The stand-in's Admin API, with the app in this process talking to it. Call before anything reads the environment. */
export async function useAdminApi(): Promise<ApiFixture> {
  const api = await startApi();
  process.env["SANDBOX"] = "1";
  process.env["SANDBOX_SHOPIFY_ORIGIN"] = api.origin;
  afterAll(() => api.close());
  return api;
}

/** The stand-in's shop with the app installed: a tenant with an offline token that lasts. */
export async function installFromApi(db: Db, api: ApiFixture): Promise<Shop> {
  const shop = await createEarningShop(db, { domain: api.shop.domain });
  await giveToken(db, api.shop.domain, api.token);
  return shop;
}

export async function giveToken(db: Db, domain: string, accessToken: string): Promise<void> {
  await sql`
    insert into "Session" (id, shop, state, "isOnline", scope, "accessToken")
    values (${`offline_${domain}`}, ${domain}, '', false, 'write_customers', ${accessToken})
    on conflict (id) do update set "accessToken" = excluded."accessToken"
  `.execute(db);
}
