import { prisma } from "../db.server.ts";
import { sameRules } from "./rules/parts.ts";
import { programRulesSchema, type Program } from "./rules/rules.ts";
import { versionFor } from "./version-for.ts";

export type PublishRequest = {
  /** The draft's revision that the merchant has seen and means. */
  revision: string;
  /** Null: at once. */
  effectiveFrom: Date | null;
  /** `merchant:<Shopify user id>` */
  actor: string;
};

export type PublishOutcome =
  | { ok: true; version: number; effectiveFrom: Date }
  /** `changed-meanwhile`: somebody else has published, saved or discarded the draft. `taken`: another version begins at that very instant. */
  | { ok: false; reason: "changed-meanwhile" | "unchanged" | "in-the-past" | "taken" };

class Refused extends Error {
  readonly reason: (PublishOutcome & { ok: false })["reason"];
  constructor(reason: (PublishOutcome & { ok: false })["reason"]) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * Makes the draft the next version, in force from `effectiveFrom` on. The draft's row is what two staff who publish at once contend for: one gets it, the
 * other is told so. Orders from before keep their version.
 */
export async function publish(shopId: number, request: PublishRequest, now: Date): Promise<PublishOutcome> {
  const effectiveFrom = request.effectiveFrom ?? now;
  if (effectiveFrom < now) return { ok: false, reason: "in-the-past" };
  try {
    return await prisma().$transaction(async (tx) => {
      const where = { shop_id: shopId, updated_at: new Date(request.revision) };
      const draft = await tx.program_drafts.findFirst({ where });
      // Deleting waits for whoever has the row; then there is none left.
      if (draft === null || (await tx.program_drafts.deleteMany({ where })).count === 0) throw new Refused("changed-meanwhile");
      const rows = await tx.program_versions.findMany({ where: { shop_id: shopId }, orderBy: { version: "asc" } });
      const rules = programRulesSchema.parse(draft.rules);
      const programs = rows.map((row): Program => ({
        version: row.version,
        effectiveFrom: row.effective_from,
        rules: programRulesSchema.parse(row.rules),
      }));
      if (programs.some((program) => program.effectiveFrom.getTime() === effectiveFrom.getTime())) throw new Refused("taken");
      if (sameRules(versionFor(effectiveFrom, programs).rules, rules)) throw new Refused("unchanged");
      const version = Math.max(...programs.map((program) => program.version)) + 1;
      await tx.program_versions.create({
        data: {
          ...{ shop_id: shopId, version, effective_from: effectiveFrom, rules },
          ...{ created_at: now, created_by: request.actor },
        },
      });
      return { ok: true, version, effectiveFrom } as const;
    });
  } catch (error) {
    if (error instanceof Refused) return { ok: false, reason: error.reason };
    throw error;
  }
}
