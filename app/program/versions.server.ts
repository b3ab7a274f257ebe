import { sql } from "kysely";
import { z } from "zod";

import { prisma, type Db } from "../db.server.ts";
import { versionFor } from "./version-for.ts";
import { DEFAULT_RULES, programRulesSchema, type Program } from "./rules/rules.ts";
import { switchable, type StateSince } from "./state/state.ts";

const EPOCH_MS = 0;

/** The first version of the program, in force for every order that earns at all. Does nothing when there is one. */
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

/** Everything that decides what a shop's program gives, and to whom. Both oldest first. */
export type ProgramRead = { programs: Program[]; states: StateSince[] };

/** What transactions have read: each asks many times, and what comes into being meanwhile is for the next. */
const read = new WeakMap<Db, Map<number, Promise<ProgramRead>>>();

/** All versions of the shop's program, oldest first. */
export async function listPrograms(db: Db, shopId: number): Promise<Program[]> {
  return (await readProgram(db, shopId)).programs;
}

/** Every state that the program was switched to, oldest first. */
export async function listStates(db: Db, shopId: number): Promise<StateSince[]> {
  return (await readProgram(db, shopId)).states;
}

/** The state that the program was switched to last; null: it is being set up. */
export async function currentState(db: Db, shopId: number): Promise<StateSince | null> {
  return (await listStates(db, shopId)).at(-1) ?? null;
}

/** Whoever switches the program goes on with what it is then. */
export function dropRead(tx: Db, shopId: number): void {
  read.get(tx)?.delete(shopId);
}

/** Versions and states together; within a transaction always the same. */
export function readProgram(db: Db, shopId: number): Promise<ProgramRead> {
  if (!db.isTransaction) return readNow(db, shopId);
  const known = read.get(db) ?? new Map<number, Promise<ProgramRead>>();
  read.set(db, known);
  const found = known.get(shopId) ?? readNow(db, shopId);
  known.set(shopId, found);
  return found;
}

type Row = { version: number | null; effective_from: Date; rules: string; states: unknown };

/** Rules by how they are written, so that nothing here can be stale: each is read and checked once in the life of a process, as long as there is room. */
const known = new Map<string, Program["rules"]>();
const REMEMBERED = 1_000;

function rulesIn(text: string): Program["rules"] {
  const found = known.get(text);
  if (found !== undefined) return found;
  const rules = programRulesSchema.parse(JSON.parse(text));
  if (known.size >= REMEMBERED) known.clear();
  known.set(text, rules);
  return rules;
}

const statesSchema = z.array(
  z.object({ since: z.coerce.date(), state: z.enum(switchable), tag: z.string().nullable(), actor: z.string() }),
);

async function readNow(db: Db, shopId: number): Promise<ProgramRead> {
  const { rows } = await sql<Row>`
    select v.version, v.effective_from, v.rules::text as rules, s.states
    from (
      select coalesce(jsonb_agg(jsonb_build_object('since', since, 'state', state, 'tag', tag, 'actor', actor) order by since), '[]') as states
      from program_states where shop_id = ${shopId}
    ) s
    left join program_versions v on v.shop_id = ${shopId}
    order by v.effective_from, v.version
  `.execute(db);
  const programs = rows.flatMap(({ version, effective_from, rules }) =>
    version === null ? [] : [{ version, effectiveFrom: effective_from, rules: rulesIn(rules) }],
  );
  return { programs, states: statesSchema.parse(rows[0]?.states ?? []) as StateSince[] };
}

/** The program in force now. @throws Error for a shop without one */
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
