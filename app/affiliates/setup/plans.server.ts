import { isDeepStrictEqual } from "node:util";

import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { stringifyJson } from "../../lib/json.ts";
import { noteChange } from "../emails/note-email.server.ts";
import { planTermsSchema, type PlanTerms } from "./plan.ts";

export type Plan = { planId: bigint; name: string; terms: PlanTerms; affiliates: number };

/** The plans that affiliates can be given, oldest first, with how many have each. */
export async function listPlans(db: Db, shopId: number): Promise<Plan[]> {
  const { rows } = await sql<{ planId: bigint; name: string; terms: unknown; affiliates: number }>`
    select p.plan_id as "planId", p.name, p.terms,
      (select count(*)::int from affiliates a where a.shop_id = p.shop_id and a.plan_id = p.plan_id and a.state = 'approved') as affiliates
    from affiliate_plans p where p.shop_id = ${shopId} and p.archived_at is null order by p.plan_id
  `.execute(db);
  return rows.map(({ terms, ...plan }) => ({ ...plan, terms: planTermsSchema.parse(terms) }));
}

/** A new plan, or other terms for orders from now on. @returns null where there is no such plan */
export async function savePlan(
  tx: Db,
  shopId: number,
  { planId, name, terms }: { planId: bigint | null; name: string; terms: PlanTerms },
  actor: string,
  now: Date,
): Promise<bigint | null> {
  const json = stringifyJson(terms);
  const before = planId === null ? undefined : (await listPlans(tx, shopId)).find((plan) => plan.planId === planId);
  if (before !== undefined && isOtherwise(before.terms, terms))
    await noteChange(tx, shopId, "plan", sql`f.plan_id = ${planId}`, now);
  const { rows } =
    planId === null
      ? await sql<{ plan_id: bigint }>`
          insert into affiliate_plans (shop_id, name, terms, updated_at, updated_by)
          values (${shopId}, ${name}, ${json}::jsonb, ${now}, ${actor}) returning plan_id
        `.execute(tx)
      : await sql<{ plan_id: bigint }>`
          update affiliate_plans set name = ${name}, terms = ${json}::jsonb, updated_at = ${now}, updated_by = ${actor}
          where shop_id = ${shopId} and plan_id = ${planId} and archived_at is null returning plan_id
        `.execute(tx);
  return rows[0]?.plan_id ?? null;
}

/** Whether affiliates can recruit others: a plan that can be given pays who does. */
export async function canRecruit(db: Db, shopId: number): Promise<boolean> {
  return (await listPlans(db, shopId)).some(({ terms }) => terms.recruiterBp > 0);
}

/** Whether affiliates with it get something else from now on. What a new code would give off changes nothing for them. */
function isOtherwise(before: PlanTerms, terms: PlanTerms): boolean {
  return !isDeepStrictEqual({ ...before, discountPercent: 0 }, { ...terms, discountPercent: 0 });
}

/** Nobody can be given it any more. @returns false where an affiliate has it, or there is none */
export async function archivePlan(tx: Db, shopId: number, planId: bigint, now: Date): Promise<boolean> {
  const { rows } = await sql`
    update affiliate_plans p set archived_at = ${now} where p.shop_id = ${shopId} and p.plan_id = ${planId} and p.archived_at is null
      and not exists (select from affiliates a where a.shop_id = p.shop_id and a.plan_id = p.plan_id and a.state = 'approved')
    returning 1
  `.execute(tx);
  return rows.length > 0;
}
