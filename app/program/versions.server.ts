import { sql } from "kysely";

import { prisma, type Db } from "../db.server.ts";
import { versionFor } from "./version-for.ts";
import { DEFAULT_RULES, programRulesSchema, type Program } from "./rules/rules.ts";

const EPOCH_MS = 0;

/** The first version of the programme, in force for every order that earns at all. Does nothing when there is one. */
export async function createDefaultProgram(shopId: number, now: Date): Promise<void> {
  await prisma().program_versions.createMany({
    data: [
      {
        shop_id: shopId,
        version: 1,
        effective_from: new Date(EPOCH_MS),
        rules: DEFAULT_RULES,
        created_at: now,
        created_by: "system",
        // Nothing precedes it, so nothing has to follow it.
        activated_at: now,
      },
    ],
    skipDuplicates: true,
  });
}

/** What transactions have read: each asks many times, and what comes into being meanwhile is for the next. */
const read = new WeakMap<Db, Map<number, Promise<Program[]>>>();

/** All versions of the shop's programme, oldest first; within a transaction always the same. */
export function listPrograms(db: Db, shopId: number): Promise<Program[]> {
  if (!db.isTransaction) return readPrograms(db, shopId);
  const known = read.get(db) ?? new Map<number, Promise<Program[]>>();
  read.set(db, known);
  const programs = known.get(shopId) ?? readPrograms(db, shopId);
  known.set(shopId, programs);
  return programs;
}

async function readPrograms(db: Db, shopId: number): Promise<Program[]> {
  const { rows } = await sql<{ version: number; effective_from: Date; rules: unknown }>`
    select version, effective_from, rules from program_versions where shop_id = ${shopId} order by effective_from, version
  `.execute(db);
  return rows.map(({ version, effective_from, rules }) => ({
    version,
    effectiveFrom: effective_from,
    rules: programRulesSchema.parse(rules),
  }));
}

/** The programme in force now. @throws Error for a shop without one */
export async function currentProgram(db: Db, shopId: number, now: Date): Promise<Program> {
  return versionFor(now, await listPrograms(db, shopId));
}

/** A version and those before it have been carried out: one that was replaced before it could be has nothing left to follow. */
export async function markActivated(shopId: number, version: number, now: Date): Promise<void> {
  const row = await prisma().program_versions.findUniqueOrThrow({ where: { shop_id_version: { shop_id: shopId, version } } });
  await prisma().program_versions.updateMany({
    where: { shop_id: shopId, effective_from: { lte: row.effective_from }, activated_at: null },
    data: { activated_at: now },
  });
}
