import { sql } from "kysely";
import { z } from "zod";

import { db } from "../../../db.server.ts";
import { MINUTE_MS, plusMs, SECOND_MS } from "../../../lib/time.ts";
import { log } from "../../../log.server.ts";
import { readWall } from "../../../reviews/wall/wall.server.ts";
import { AdminApiError, adminGraphql } from "../../../shopify.server.ts";
import { SET_METAFIELDS } from "../../../shops/shop.graphql.ts";
import { getShop, pickShop } from "../../../shops/shops.server.ts";
import { createResting } from "../../resting.ts";

const LEASE_MS = MINUTE_MS;
const resting = createResting(5 * SECOND_MS, 10 * MINUTE_MS);
const answerSchema = z.object({ metafieldsSet: z.object({ userErrors: z.array(z.object({ message: z.string() })) }).nullable() });

/** Tells the theme which photos are on the wall, for one shop where that is due: `$app.wall` of the app's own installation (extensions/README.md has the shape). @returns how many shops were dealt with */
export async function syncWall(now: Date): Promise<number> {
  const work = sql`select from photo_walls w where w.shop_id = s.shop_id and w.due_at <= ${now}`;
  const shopId = await pickShop(db(), work, resting.at(now));
  if (shopId === null) return 0;
  const lease = plusMs(now, LEASE_MS);
  const { rows } = await sql`
    update photo_walls set due_at = ${lease} where shop_id = ${shopId} and due_at <= ${now} returning shop_id
  `.execute(db());
  // Another worker was quicker.
  if (rows.length === 0) return 0;
  try {
    await write(shopId);
    resting.succeeded(shopId);
    await settle(shopId, lease, null);
  } catch (error) {
    log().warn({ error, shopId }, "the photo wall was not told to the theme");
    await settle(shopId, lease, resting.failed(shopId, now));
  }
  return 1;
}

/** What was marked again meanwhile stays due. */
async function settle(shopId: number, lease: Date, due: Date | null): Promise<void> {
  await sql`update photo_walls set due_at = ${due} where shop_id = ${shopId} and due_at = ${lease}`.execute(db());
}

async function write(shopId: number): Promise<void> {
  const { rows } = await sql<{ gid: string | null }>`
    select app_installation_gid as gid from shops where shop_id = ${shopId}
  `.execute(db());
  const ownerId = rows[0]?.gid ?? null;
  // Where the installation is not known yet, the night tries again.
  if (ownerId === null) return;
  const value = JSON.stringify(await readWall(db(), shopId));
  const metafields = [{ ownerId, namespace: "reprise", key: "wall", type: "json", value }];
  const { metafieldsSet } = answerSchema.parse(await adminGraphql(await getShop(db(), shopId), SET_METAFIELDS, { metafields }));
  const refusal = metafieldsSet?.userErrors.map(({ message }) => message).join("; ") ?? "";
  if (refusal !== "") throw new AdminApiError(refusal, "USER_ERROR");
}
