import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { sameTag } from "../../lib/tags.ts";
import { plusMs } from "../../lib/time.ts";
import { listStates, dropRead } from "../versions.server.ts";
import type { Switchable } from "./state.ts";

export type SwitchRequest = {
  state: Switchable;
  /** Of the customers who take part in a test; null for the other states. */
  tag: string | null;
  /** Since when the state lasts that was seen and is meant to end; null: the program was being set up. */
  seen: Date | null;
  /** `merchant:<Shopify user id>` or `system` */
  actor: string;
};

/** `changed-meanwhile`: somebody else has switched it since. `unchanged`: it is in that state. */
export type SwitchOutcome = { ok: true; since: Date } | { ok: false; reason: "changed-meanwhile" | "unchanged" };

/**
 * Switches the program. Runs inside `change`, so that whatever happens to a customer happens before it or after it, and never dates it back: what was
 * placed, done or redeemed before keeps the state of its time.
 */
export async function switchTo(
  tx: Db,
  shopId: number,
  { state, tag, seen, actor }: SwitchRequest,
  now: Date,
): Promise<SwitchOutcome> {
  const last = (await listStates(tx, shopId)).at(-1) ?? null;
  if (last?.since.getTime() !== seen?.getTime()) return { ok: false, reason: "changed-meanwhile" };
  if (last?.state === state && sameTag(last.tag ?? "", tag ?? "")) return { ok: false, reason: "unchanged" };
  // Clocks of several processes differ; of two switches the later one counts.
  const since = last !== null && last.since >= now ? plusMs(last.since, 1) : now;
  await sql`
    insert into program_states (shop_id, since, state, tag, actor) values (${shopId}, ${since}, ${state}, ${tag}, ${actor})
  `.execute(tx);
  dropRead(tx, shopId);
  return { ok: true, since };
}

/** What follows from this state and those before it is done. */
export async function markStateActivated(db: Db, shopId: number, since: Date, now: Date): Promise<void> {
  await sql`
    update program_states set activated_at = ${now} where shop_id = ${shopId} and since <= ${since} and activated_at is null
  `.execute(db);
}
