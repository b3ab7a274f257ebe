import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { resumeIn } from "../receivers.server.ts";
import { kindsOf, triggerHandles, type TriggerHandle } from "./triggers.ts";

/** `at`: by Flow's clock. */
export type TriggerUse = { trigger: string; used: boolean; at: Date };

/**
 * Flow tells whether any of the shop's workflows that are on begins with a trigger of ours. Only of what such triggers are about is it told from then on: the
 * receiver is made with the first, and stays when the last is gone, with its log. What Flow told last counts, in whatever order it arrives. A workflow that is switched on
 * anew ends a pause that came of failures, once; one that a merchant has made stays.
 */
export async function noteTriggerUse(db: Db, shopId: number, { trigger, used, at }: TriggerUse, now: Date): Promise<void> {
  await db.transaction().execute(async (tx) => {
    // One at a time: the shop's row stands for its receivers.
    await sql`select 1 from shops where shop_id = ${shopId} for no key update`.execute(tx);
    const { rows: before } = await sql<{ told_at: Date }>`
      select told_at from flow_triggers where shop_id = ${shopId} and trigger = ${trigger}
    `.execute(tx);
    await sql`
      insert into flow_triggers as t (shop_id, trigger, used, told_at) values (${shopId}, ${trigger}, ${used}, ${at})
      on conflict (shop_id, trigger) do update set used = excluded.used, told_at = excluded.told_at where t.told_at <= excluded.told_at
    `.execute(tx);
    const { rows } = await sql<{ trigger: string }>`
      select trigger from flow_triggers where shop_id = ${shopId} and used
    `.execute(tx);
    const kinds = kindsOf(handlesOf(rows.map((row) => row.trigger)));
    const { rows: made } = await sql<{ receiver_id: number; stopped: boolean }>`
      insert into receivers as r (shop_id, kind, kinds, created_at, created_by)
      select ${shopId}, 'shopify-flow', ${kinds}::text[], ${now}, 'shopify-flow'
      where cardinality(${kinds}::text[]) > 0 or exists (select from receivers where shop_id = ${shopId} and kind = 'shopify-flow')
      on conflict (shop_id) where kind = 'shopify-flow' do update set kinds = excluded.kinds
      returning receiver_id, r.state = 'paused' and r.problem is not null as stopped
    `.execute(tx);
    // The same news twice, and news that comes late, say nothing of now.
    const isNews = before[0] === undefined || before[0].told_at < at;
    const [receiver] = made;
    if (used && isNews && receiver?.stopped === true) await resumeIn(tx, shopId, receiver.receiver_id, now);
  });
}

/** Flow's documents do not say by which name it calls a trigger. One that is none of our handles may be any of them. */
function handlesOf(used: readonly string[]): readonly TriggerHandle[] {
  const known = triggerHandles.filter((handle) => used.includes(handle));
  return used.length > known.length ? triggerHandles : known;
}
