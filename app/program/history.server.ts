import { prisma } from "../db.server.ts";
import { changedParts, type Part } from "./rules/parts.ts";
import { programRulesSchema, type Program } from "./rules/rules.ts";
import { versionFor } from "./version-for.ts";

export type Version = Program & {
  state: "past" | "in-force" | "scheduled";
  /** In what it differs from the version before it in time; null for the first. */
  changed: Part[] | null;
  createdAt: Date;
  /** `system` or `merchant:<Shopify user id>` */
  createdBy: string;
  /** Null: tiers, expiry and theme do not follow it yet. */
  activatedAt: Date | null;
};

/** All versions with who made them and when, the latest to take effect first. */
export async function listVersions(shopId: number, now: Date): Promise<Version[]> {
  const rows = await prisma().program_versions.findMany({
    where: { shop_id: shopId },
    orderBy: [{ effective_from: "asc" }, { version: "asc" }],
  });
  const programs = rows.map((row) => ({
    version: row.version,
    effectiveFrom: row.effective_from,
    rules: programRulesSchema.parse(row.rules),
  }));
  const inForce = programs.length === 0 ? null : versionFor(now, programs).version;
  return rows
    .map(({ created_at, created_by, activated_at }, index): Version => {
      const program = programs[index] as Program;
      const before = programs[index - 1];
      return {
        ...program,
        state: program.version === inForce ? "in-force" : program.effectiveFrom > now ? "scheduled" : "past",
        changed: before === undefined ? null : changedParts(before.rules, program.rules),
        createdAt: created_at,
        createdBy: created_by,
        activatedAt: activated_at,
      };
    })
    .reverse();
}

/**
 * Takes a version back that has not taken effect; nothing has been counted by it yet. Its rules become the draft unless there is one.
 * @returns false when there is no such version, or its time has come
 */
export async function cancelScheduled(shopId: number, version: number, actor: string, now: Date): Promise<boolean> {
  return prisma().$transaction(async (tx) => {
    const where = { shop_id: shopId, version, effective_from: { gt: now }, activated_at: null };
    const found = await tx.program_versions.findFirst({ where });
    if (found === null || (await tx.program_versions.deleteMany({ where })).count === 0) return false;
    const rules = programRulesSchema.parse(found.rules);
    await tx.program_drafts.createMany({
      data: [{ shop_id: shopId, rules, updated_at: now, updated_by: actor }],
      skipDuplicates: true,
    });
    return true;
  });
}
