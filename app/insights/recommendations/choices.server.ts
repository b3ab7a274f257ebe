import { prisma } from "../../db.server.ts";

export const choices = ["pinned", "excluded"] as const;
export type Choice = (typeof choices)[number];

/** A pair, or with `productId` 0 whatever was bought. */
export type Pair = { productId: bigint; otherId: bigint };

/** So many a shop: more is a catalog of its own. */
const MOST = 2_000;

export type Decided = { ok: true } | { ok: false; reason: "changed" | "too-many" };

/**
 * Pins a product after another, keeps it from being recommended, or takes back either.
 * @param seen what it was when the merchant decided: who saw something else does not overrule a colleague unseen
 */
export async function decide(
  shopId: number,
  { productId, otherId }: Pair,
  { seen, want }: { seen: Choice | null; want: Choice | null },
  actor: string,
  now: Date,
): Promise<Decided> {
  const about = { shop_id: shopId, product_id: productId, other_id: otherId };
  const table = prisma().recommendation_choices;
  const chosen = want === null ? null : { choice: want, updated_at: now, updated_by: actor };
  if (seen === null) {
    if (chosen === null) return (await table.count({ where: about })) === 0 ? { ok: true } : { ok: false, reason: "changed" };
    if ((await table.count({ where: { shop_id: shopId } })) >= MOST) return { ok: false, reason: "too-many" };
    const { count } = await table.createMany({ data: [{ ...about, ...chosen }], skipDuplicates: true });
    return count === 1 ? { ok: true } : { ok: false, reason: "changed" };
  }
  const where = { ...about, choice: seen };
  const { count } = chosen === null ? await table.deleteMany({ where }) : await table.updateMany({ where, data: chosen });
  return count === 1 ? { ok: true } : { ok: false, reason: "changed" };
}
