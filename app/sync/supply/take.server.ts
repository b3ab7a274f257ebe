import { db } from "../../db.server.ts";
import { enqueue } from "../../queue/queue.server.ts";
import { agreeOn } from "../../refill/supply/agree.ts";
import { listFields, markFields, noteFieldProblem, noteTold, type SupplyField } from "../../refill/supply/fields.server.ts";
import { findUnknown, keepSupplies } from "../../refill/supply/keep.server.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Seen } from "./fields.ts";

const UNSAID = { days: null, told: null, installation: null, version: 0, saidAt: null, toldAt: null, due: false } as const;

/**
 * Brings what is said here in line with what stands in Shopify, for products that the shop is known to have: the later word counts (agree.ts). What is still to be written is
 * left to whoever writes it. Read again in the transaction that takes it, so that nothing said meanwhile is lost. @param askedAt when Shopify was asked: what was written there since counts, and is seen at the next look @returns how many were taken
 */
export async function takeSeen(
  { shopId }: Shop,
  found: readonly Seen[],
  installation: string,
  askedAt: Date,
  now: Date,
): Promise<number> {
  const unknown = new Set(
    await findUnknown(
      db(),
      shopId,
      found.map((one) => one),
    ),
  );
  const seen = found.filter((one) => !unknown.has(one));
  if (seen.length === 0) return 0;
  return db()
    .transaction()
    .execute(async (tx) => {
      const fields = await listFields(tx, shopId, [...new Set(seen.map(({ productId }) => productId))]);
      const fieldOf = new Map(fields.map((field) => [nameOf(field), field]));
      const fresh = seen.filter((one) => !isLater(fieldOf.get(nameOf(one))?.toldAt, askedAt));
      const sorted = fresh.map((one) => {
        const field: Omit<SupplyField, "productId" | "variantId"> = fieldOf.get(nameOf(one)) ?? UNSAID;
        return {
          ...one,
          agreement: agreeOn(field, one.theirs, { installation, writing: false }),
          isNoted: fieldOf.has(nameOf(one)),
          version: field.version,
        };
      });
      const of = (what: string) => sorted.filter(({ agreement }) => agreement === what);
      const daysOf = ({ theirs: { days } }: Seen) => (days === "unreadable" ? null : days);
      const taken = of("take").map((one) => ({ productId: one.productId, variantId: one.variantId, days: daysOf(one) }));
      const changed = await keepSupplies(tx, shopId, taken, "shopify", now);
      const told = [...of("take"), ...of("same").filter((one) => one.isNoted || daysOf(one) !== null)];
      await noteTold(
        tx,
        shopId,
        told.map((one) => ({ productId: one.productId, variantId: one.variantId, told: daysOf(one), version: null })),
        installation,
        now,
      );
      // What an install anew has lost is written again.
      const lost = of("wait").filter((one) => fieldOf.get(nameOf(one))?.due === false);
      if (lost.length > 0) await markFields(tx, shopId, lost, now);
      for (const one of of("unreadable")) await noteFieldProblem(tx, shopId, one, { problem: "unreadable", until: null });
      if (changed.length > 0)
        for (const job of ["sync-flows", "follow-refills"] as const) await enqueue(job, [{ shopId }], { db: tx });
      if (lost.length > 0) await enqueue("tell-supplies", [{ shopId }], { db: tx });
      return changed.length;
    });
}

function isLater(at: Date | null | undefined, than: Date): boolean {
  return at !== null && at !== undefined && at > than;
}

function nameOf({ productId, variantId }: Pick<Seen, "productId" | "variantId">): string {
  return `${productId}:${variantId}`;
}
