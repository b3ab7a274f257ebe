import { sql } from "kysely";

/**
 * Over `orders o`: an order that its program lets count at all. Orders placed for companies (B2B) do so where the version that decides about them, the one
 * that awarded them or else the one in force when they were placed, says so (`ProgramRules.companies`).
 */
export const admittedOrder = sql<boolean>`((o.snapshot ->> 'b2b') is null or coalesce((
  select (v.rules ->> 'companies')::boolean from program_versions v
  where v.shop_id = o.shop_id and case when o.program_version is null then v.effective_from <= o.created_at else v.version = o.program_version end
  order by v.effective_from desc, v.version desc limit 1
), true))`;
