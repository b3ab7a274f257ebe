import { sql } from "kysely";
import { z } from "zod";

import { listOpen } from "../../achievements/shown/for-shoppers.server.ts";
import { achievementForTheme } from "../../achievements/shown/in-theme.ts";
import { now } from "../../clock.server.ts";
import { db, type Db } from "../../db.server.ts";
import { currentProgram, currentState } from "../../program/versions.server.ts";
import { readInvitation } from "../../referrals/program.server.ts";
import { listOffered } from "../../rewards/rewards.server.ts";
import { AdminApiError, adminGraphql } from "../../shopify.server.ts";
import { SET_METAFIELDS } from "../../shops/shop.graphql.ts";
import type { Shop } from "../../shops/shop.ts";
import { readPixel } from "../../visits/pixel.server.ts";
import { signingKey } from "../../visits/token.server.ts";
import { programForTheme, type Offer, type ThemeProgram } from "./program-for-theme.ts";
import { hundredths } from "./theme-values.ts";
import { readShopTaxes } from "./shop-taxes.server.ts";

const LONGEST = 120_000;

const answerSchema = z.object({ metafieldsSet: z.object({ userErrors: z.array(z.object({ message: z.string() })) }).nullable() });

/** Tells the theme blocks how points are earned and spent, in the metafield of the app's own installation (extensions/README.md has the shape). */
export async function publishProgram(shop: Shop): Promise<void> {
  const { rows } = await sql<{ app_installation_gid: string | null }>`
    select app_installation_gid from shops where shop_id = ${shop.shopId}
  `.execute(db());
  const row = rows[0];
  if (row?.app_installation_gid == null) return;
  const metafield = (key: string, value: string) => ({
    ...{ ownerId: row.app_installation_gid, namespace: "reprise", key, type: "json", value },
  });
  const metafields = [
    metafield("program", withinLimit(await readThemeProgram(db(), shop, now()))),
    ...(await readVisitsKey(shop)).map((value) => metafield("visits", value)),
  ];
  const { metafieldsSet } = answerSchema.parse(await adminGraphql(shop, SET_METAFIELDS, { metafields }));
  const refusal = metafieldsSet?.userErrors.map(({ message }) => message).join("; ") ?? "";
  if (refusal !== "") throw new AdminApiError(refusal, "USER_ERROR");
}

/** What the block that recognizes customers signs with; nothing where there never was a pixel. */
async function readVisitsKey({ shopId }: Shop): Promise<string[]> {
  const { account, webPixelGid } = await readPixel(db(), shopId);
  return account === "" ? [] : [JSON.stringify({ key: webPixelGid === null ? null : signingKey({ shopId, account }) })];
}

/** The program as shoppers may know it, at an instant. @param taxes which prices have in them; `shopTaxesOnce` where others of the same snapshot ask, too */
export async function readThemeProgram(tx: Db, shop: Shop, at: Date, taxes = readShopTaxes): Promise<ThemeProgram> {
  const { rules } = await currentProgram(tx, shop.shopId, at);
  const { taxesIncluded, taxPerMille } = await taxes(tx, shop);
  return programForTheme(rules, {
    now: at,
    state: await currentState(tx, shop.shopId),
    shop,
    taxIncludedPerMille: taxesIncluded && !rules.base.tax ? taxPerMille : 0,
    rewards: await offered(tx, shop.shopId),
    referral: await readInvitation(tx, shop),
    achievements: (await listOpen(tx, shop, at)).map((one) =>
      achievementForTheme(one, shop.timeZone, (minor) => hundredths(minor, shop.currency)),
    ),
  });
}

/** Shopify takes 128 KB of JSON. What is beyond names too many products to be counted in Liquid: the blocks then promise no numbers. */
function withinLimit(value: ThemeProgram): string {
  const text = JSON.stringify(value);
  if (Buffer.byteLength(text) <= LONGEST) return text;
  return JSON.stringify({ ...value, multipliers: [], counted: false });
}

async function offered(tx: Db, shopId: number): Promise<Offer[]> {
  const rewards = await listOffered(tx, shopId);
  const { rows } = await sql<{ reward_id: number; taken: number }>`
    select reward_id, count(*)::int as taken from redemptions where shop_id = ${shopId} and state <> 'released' group by reward_id
  `.execute(tx);
  const taken = new Map(rows.map((row) => [row.reward_id, row.taken]));
  return rewards.map(({ rewardId, terms }) => {
    return { rewardId, terms, soldOut: terms.stock !== null && (taken.get(rewardId) ?? 0) >= terms.stock };
  });
}
