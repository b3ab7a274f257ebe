import { sql } from "kysely";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { drainInbox, watchInbox } from "../../app/jobs/loops/inbox-loop.server.ts";
import { log } from "../../app/log.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import * as inbox from "../../app/webhooks/inbox.server.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

const database = useDatabase();
const RECEIVED = new Date("2026-03-01T10:00:00Z");
const NOW = new Date("2026-03-01T10:00:30Z");
let [ailing, sound]: Shop[] = [];

beforeEach(async () => {
  await sql`delete from webhook_inbox`.execute(database.db);
  [ailing, sound] = [await createEarningShop(database.db), await createEarningShop(database.db)];
  await inbox.accept(
    database.db,
    [ailing, sound].map(({ domain }) => ({
      ...{ domain, topic: "customers/update", dedupeKey: ":e", webhookId: "w", apiVersion: "2026-10" },
      ...{ triggeredAt: RECEIVED, receivedAt: RECEIVED, body: Buffer.from('{"id":77,"updated_at":"2026-03-01T10:00:00Z"}') },
    })),
  );
});
afterEach(async () => {
  vi.restoreAllMocks();
  await sql`drop trigger if exists ailing on customers`.execute(database.db);
});

/** From now on PostgreSQL answers writes of one shop's customers so. */
async function refuse(shop: Shop, sqlstate: string): Promise<void> {
  await sql
    .raw(
      `create or replace function ailing() returns trigger language plpgsql as $$
       begin if new.shop_id = ${shop.shopId} then raise exception 'ailing' using errcode = '${sqlstate}'; end if; return new; end $$;
       create or replace trigger ailing before insert or update on customers for each row execute function ailing()`,
    )
    .execute(database.db);
}

async function rows(shop: Shop | undefined): Promise<{ state: string; attempts: number }[]> {
  const found = await sql<{ state: string; attempts: number }>`
    select state, attempts from webhook_inbox where shop_id = ${shop?.shopId ?? 0}
  `.execute(database.db);
  return found.rows;
}

it.each(["53100", "53200", "53300", "57P03"])(
  "a database that says %s fails the step, so that the loop says so and rests; webhooks stay as they are (security-faults 8)",
  async (sqlstate) => {
    if (ailing === undefined) throw new Error("no shop");
    await refuse(ailing, sqlstate);
    await expect(drainInbox(() => NOW)).rejects.toMatchObject({ code: sqlstate });
    expect(await rows(ailing)).toEqual([{ state: "pending", attempts: 0 }]);
    await sql`drop trigger ailing on customers`.execute(database.db);
    await drainInbox(() => NOW);
    expect([await rows(ailing), await rows(sound)]).toMatchObject([[{ state: "done" }], [{ state: "done" }]]);
  },
);

it.each(["40P01", "55P03"])(
  "a shop that says %s is put off with a line in the log, and the next has its turn (security-faults 8)",
  async (sqlstate) => {
    if (ailing === undefined) throw new Error("no shop");
    const warned = vi.spyOn(log(), "warn");
    await refuse(ailing, sqlstate);
    expect(await drainInbox(() => NOW)).toBe(1);
    expect([await rows(ailing), await rows(sound)]).toMatchObject([[{ state: "pending", attempts: 0 }], [{ state: "done" }]]);
    expect(warned.mock.calls).toMatchObject([[{ shopId: ailing.shopId }, "batch put off"]]);
  },
);

it("a shop that waits for PostgreSQL holds up no other: shops are worked side by side (performance A)", async () => {
  if (ailing === undefined) throw new Error("no shop");
  await sql
    .raw(
      `create or replace function ailing() returns trigger language plpgsql as $$
       begin if new.shop_id = ${ailing.shopId} then perform pg_advisory_xact_lock(42); end if; return new; end $$;
       create or replace trigger ailing before insert or update on customers for each row execute function ailing()`,
    )
    .execute(database.db);
  const holder = await database.pool.connect();
  try {
    await holder.query("select pg_advisory_lock(42)");
    const drained = drainInbox(() => NOW);
    await vi.waitFor(async () => expect(await rows(sound)).toMatchObject([{ state: "done" }]), { timeout: 5_000 });
    expect(await rows(ailing)).toMatchObject([{ state: "pending" }]);
    await holder.query("select pg_advisory_unlock(42)");
    expect(await drained).toBe(2);
  } finally {
    holder.release(true);
  }
});

it("webhooks that wait for longer than a minute are a line in the log, with how many and for how long (security-faults 8)", async () => {
  const warned = vi.spyOn(log(), "warn");
  await watchInbox(() => NOW);
  expect(warned).not.toHaveBeenCalled();
  await watchInbox(() => new Date("2026-03-01T10:02:00Z"));
  expect(warned.mock.calls).toMatchObject([[{ pending: 2, oldestSeconds: 120 }, "webhooks wait in the inbox"]]);
});
