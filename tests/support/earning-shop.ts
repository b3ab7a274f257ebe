import { randomBytes } from "node:crypto";

import { sql } from "kysely";

import type { Db } from "../../app/db.server.ts";
import { DEFAULT_RULES, type Program } from "../../app/program/rules/rules.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { installShop } from "./shops.ts";

type Details = {
  installedAt?: Date;
  programs?: readonly Program[];
  domain?: string;
  /** What follows from being live is done. */ state?: "live" | "setup";
};

const FIRST: Program = { version: 1, effectiveFrom: new Date(0), rules: DEFAULT_RULES };

/** An installed shop with a domain of its own and a points program, the default one unless told otherwise, live from the install on. */
export async function createEarningShop(
  db: Db,
  { installedAt, programs = [FIRST], domain, state = "live" }: Details = {},
): Promise<Shop> {
  const shop = await installShop(db, domain ?? `shop-${randomBytes(5).toString("hex")}.myshopify.com`, installedAt);
  for (const { version, effectiveFrom, rules } of programs) {
    await sql`
      insert into program_versions (shop_id, version, effective_from, rules, created_at, created_by)
      values (${shop.shopId}, ${version}, ${effectiveFrom}, ${JSON.stringify(rules)}::jsonb, ${shop.installedAt}, 'system')
    `.execute(db);
  }
  if (state !== "setup") await beLive(db, shop, shop.installedAt);
  return shop;
}

/** Lets a shop's program be live since an instant, all that follows from it done. */
export async function beLive(db: Db, { shopId }: Pick<Shop, "shopId">, since: Date): Promise<void> {
  await sql`
    insert into program_states (shop_id, since, state, actor, activated_at) values (${shopId}, ${since}, 'live', 'system', ${since})
  `.execute(db);
}
