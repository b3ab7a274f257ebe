import { prisma } from "../db.server.ts";
import { programRulesSchema, type ProgramRules } from "./rules/rules.ts";

export type Draft = {
  rules: ProgramRules;
  /** Names this state of the draft: who saves or publishes says which one they have seen. */
  revision: string;
  updatedAt: Date;
  /** `merchant:<Shopify user id>` */
  updatedBy: string;
};

/** The one draft of a shop's next version. */
export async function findDraft(shopId: number): Promise<Draft | null> {
  const row = await prisma().program_drafts.findUnique({ where: { shop_id: shopId } });
  if (row === null) return null;
  return {
    rules: programRulesSchema.parse(row.rules),
    revision: row.updated_at.toISOString(),
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  };
}

export type SaveOutcome = { ok: true; revision: string } | { ok: false; reason: "changed-meanwhile" };

/**
 * Writes the draft as a whole, over the state that the merchant has seen.
 * @param seen the draft's revision when its rules were read; null when there was no draft
 */
export async function saveDraft(
  shopId: number,
  rules: ProgramRules,
  { seen, actor }: { seen: string | null; actor: string },
  now: Date,
): Promise<SaveOutcome> {
  if (seen === null) {
    const { count } = await prisma().program_drafts.createMany({
      data: [{ shop_id: shopId, rules, updated_at: now, updated_by: actor }],
      skipDuplicates: true,
    });
    return count === 1 ? { ok: true, revision: now.toISOString() } : { ok: false, reason: "changed-meanwhile" };
  }
  const before = new Date(seen);
  // Two saves within a millisecond are two revisions.
  const at = new Date(Math.max(now.getTime(), before.getTime() + 1));
  const { count } = await prisma().program_drafts.updateMany({
    where: { shop_id: shopId, updated_at: before },
    data: { rules, updated_at: at, updated_by: actor },
  });
  return count === 1 ? { ok: true, revision: at.toISOString() } : { ok: false, reason: "changed-meanwhile" };
}

/** @returns whether there was a draft */
export async function discardDraft(shopId: number): Promise<boolean> {
  const { count } = await prisma().program_drafts.deleteMany({ where: { shop_id: shopId } });
  return count > 0;
}
