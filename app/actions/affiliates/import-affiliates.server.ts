import { setImmediate as rest } from "node:timers/promises";

import type { System } from "../../affiliates/exchange/columns.ts";
import { readKnown, takeOver } from "../../affiliates/exchange/import.server.ts";
import { readPeople, type ReadFile, type RowProblem } from "../../affiliates/exchange/read-file.ts";
import { sortPeople, type Otherwise } from "../../affiliates/exchange/sort-people.ts";
import { listPlans } from "../../affiliates/setup/plans.server.ts";
import { now as clock } from "../../clock.server.ts";
import { db, type Db } from "../../db.server.ts";
import { readCsv, type FileProblem } from "../../imports/file/csv-text.ts";
import { inSlices } from "../../lib/slices.ts";
import { change } from "../../pipeline/change.server.ts";
import { readLinkCode } from "../../referrals/links/code.server.ts";
import { keepCodes } from "../../referrals/links/links.server.ts";
import type { Shop } from "../../shops/shop.ts";

const MOST_SHOWN = 50;
/** Each affiliate has a discount of their own in Shopify. */
export const MOST_PEOPLE = 5_000;

/** `owedMinor`: what those who are new bring along. */
export type AffiliateFile =
  | { outcome: "refused"; problem: FileProblem }
  | { outcome: "no-columns" | "which"; columns: string }
  | { outcome: "too-many"; most: number }
  | { outcome: "no-plan" }
  | ({ outcome: "checked"; problems: RowProblem[]; more: number } & Report)
  | { outcome: "taken"; system: System; count: number };
type Report = { system: System; fresh: number; affiliates: number; known: number; owedMinor: bigint; otherwise: Otherwise };

type Given = { bytes: Uint8Array; system: System | null; planId: bigint | null; tell: boolean; actor: string; take: boolean };

/** Looks at a file with affiliates of another program, or takes them over. The same file again takes over nobody. */
export async function importAffiliates(
  shop: Shop,
  { bytes, system, planId, tell, actor, take }: Given,
  now = clock,
): Promise<AffiliateFile> {
  const read = await readCsv(bytes, inSlices(rest));
  if (!read.ok) return { outcome: "refused", problem: read.problem };
  const file = readPeople(read.csv.records, system, { currency: shop.currency, now: now() });
  if ("why" in file) return { outcome: file.why, columns: file.columns };
  if (file.people.length > MOST_PEOPLE && file.system !== "referralcandy") return { outcome: "too-many", most: MOST_PEOPLE };
  if (planId !== null && !(await listPlans(db(), shop.shopId)).some((plan) => plan.planId === planId))
    return { outcome: "no-plan" };
  const look = (tx: Db, write: boolean, at: Date) =>
    file.system === "referralcandy"
      ? advocates(tx, shop, file, write, at)
      : affiliates(tx, shop, file, { planId, taking: write ? { actor, tell } : null }, at);
  if (!take) {
    const { problems: found, ...report } = await look(db(), false, now());
    const problems = [...file.problems, ...found].toSorted((a, b) => a.row - b.row);
    return {
      outcome: "checked",
      ...report,
      problems: problems.slice(0, MOST_SHOWN),
      more: Math.max(0, problems.length - MOST_SHOWN),
    };
  }
  const { fresh } = await change(shop, async (tx, at) => ({ result: await look(tx, true, at) }), now);
  return { outcome: "taken", system: file.system, count: fresh };
}

type Looked = Report & { problems: RowProblem[] };
type Taking = { planId: bigint | null; taking: { actor: string; tell: boolean } | null };

async function affiliates(
  tx: Db,
  shop: Shop,
  { people, system }: ReadFile,
  { planId, taking }: Taking,
  at: Date,
): Promise<Looked> {
  const known = await readKnown(tx, shop.shopId, people, system);
  const sorted = sortPeople(people, system, known, await listPlans(tx, shop.shopId), planId);
  const count = taking === null ? sorted.fresh.length : await takeOver(tx, shop, sorted.fresh, taking, at);
  return {
    ...{ system, fresh: count, affiliates: sorted.fresh.filter(({ state }) => state === "approved").length, known: sorted.known },
    owedMinor: sorted.fresh.reduce((sum, { owedMinor }) => sum + owedMinor, 0n),
    ...{ otherwise: sorted.otherwise, problems: sorted.problems },
  };
}

/** Who recommended the shop with ReferralCandy keeps their code for referrals, where they are a customer. */
async function advocates(tx: Db, shop: Shop, { people, system }: ReadFile, write: boolean, at: Date): Promise<Looked> {
  const problems: RowProblem[] = [];
  const old = people.flatMap(({ row, email, code: typed }) => {
    const code = readLinkCode(typed);
    if (code === null) problems.push({ row, code: "bad-code", value: typed });
    return code === null ? [] : [{ row, email, code }];
  });
  const kept = await keepCodes(tx, shop.shopId, old, write, at);
  for (const [place, outcome] of kept.entries()) {
    const one = old[place];
    if (one === undefined) continue;
    if (outcome === "taken") problems.push({ row: one.row, code: "code-taken", value: one.code });
    if (outcome === "no-customer") problems.push({ row: one.row, code: "no-customer", value: one.email });
  }
  const count = (of: (typeof kept)[number]) => kept.filter((outcome) => outcome === of).length;
  return {
    ...{ system, fresh: count("kept"), affiliates: 0, known: count("known"), owedMinor: 0n, problems },
    otherwise: { plan: 0, code: 0, recruiter: 0 },
  };
}
