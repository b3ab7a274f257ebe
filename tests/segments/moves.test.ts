import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { rebuildSegments } from "../../app/jobs/runs/segments.server.ts";
import { verify } from "../../app/segments/drift.server.ts";
import { listMoved } from "../../app/segments/moves.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { addSegment, addShop, evaluateDue, members, putCustomers } from "./support.ts";

/** What changes of customers beside the changes of their shop. */
const database = useDatabase();
const now = new Date("2026-06-15T10:00:00Z");

async function shopAsking(...queries: readonly string[]): Promise<Shop> {
  const shop = await addShop(database.db);
  await putCustomers(database.db, shop.shopId, [{ customer_id: 1n }, { customer_id: 2n }]);
  for (const [index, query] of queries.entries()) await addSegment(database.db, shop.shopId, `s${index}`, query);
  await rebuildSegments(shop, () => now);
  return shop;
}

async function addMessage({ shopId }: Shop, messageId: bigint, customerId: bigint): Promise<void> {
  await sql`
    insert into messages (shop_id, message_id, customer_id, template, key, locale, state, due_at, sent_at, created_at, flow_id)
    values (${shopId}, ${messageId}, ${customerId}, 'x', ${`m${messageId}`}, 'en', 'sending', ${now}, ${now}, ${now}, 5)
  `.execute(database.db);
}
const setMessage = ({ shopId }: Shop, messageId: bigint, column: "state" | "outcome", value: string) =>
  sql`update messages set ${sql.ref(column)} = ${value} where shop_id = ${shopId} and message_id = ${messageId}`.execute(
    database.db,
  );

async function click({ shopId }: Shop, messageId: bigint, kind: "human" | "automatic"): Promise<void> {
  await sql`
    insert into message_clicks (shop_id, message_id, link, kind, customer_id, target, first_at, last_at, due_at)
    values (${shopId}, ${messageId}, ${kind === "human" ? 1 : 2}, ${kind}, 1, 'x', ${now}, ${now}, ${kind === "human" ? now : null})
  `.execute(database.db);
  await sql`update message_clicks set due_at = null where shop_id = ${shopId} and message_id = ${messageId}`.execute(database.db);
}

const waiting = async ({ shopId }: Shop) => [...((await listMoved(database.db, now, 100)).get(shopId) ?? [])];
/** One step of the loop, and who is a member then. */
async function follow(shop: Shop): Promise<string[]> {
  await evaluateDue(database.db, now, 100);
  expect(await waiting(shop)).toEqual([]);
  expect(await verify(database.db, shop, now)).toEqual([]);
  return members(database.db, shop.shopId);
}

describe("what is written beside the changes of a shop (language: messages, flows)", () => {
  it("moves segments that ask for it: sent, not arrived, clicked by a person", async () => {
    const shop = await shopAsking("messages_received MATCHES (flow_id = 5)", "messages_clicked MATCHES (flow_id = 5)");
    await addMessage(shop, 1n, 1n);
    await addMessage(shop, 2n, 2n);
    expect(await waiting(shop)).toEqual([]);
    await setMessage(shop, 1n, "state", "sent");
    await setMessage(shop, 2n, "state", "sent");
    expect(await follow(shop)).toEqual(["1:s0", "2:s0"]);
    await setMessage(shop, 2n, "outcome", "bounced");
    expect(await follow(shop)).toEqual(["1:s0"]);
    await click(shop, 1n, "automatic");
    expect(await waiting(shop)).toEqual([]);
    await click(shop, 1n, "human");
    expect(await follow(shop)).toEqual(["1:s0", "1:s1"]);
  });

  it("moves them with flows that begin and end", async () => {
    const shop = await shopAsking("in_flow MATCHES (flow_id = 5)", "flow_holdout MATCHES ()");
    const { shopId } = shop;
    await sql`
      insert into flow_runs (shop_id, run_id, flow_id, version, customer_id, occasion, since, state, holdout, arrived_at, entered_at)
      select ${shopId}, t.id, 5, 1, t.id, 'x', ${now}::timestamptz, t.state, t.id = 2, ${now}::timestamptz, t.entered
      from (values (1, 'active', ${now}::timestamptz), (2, 'active', ${now}::timestamptz)) as t(id, state, entered)
    `.execute(database.db);
    expect(await follow(shop)).toEqual(["1:s0", "2:s1"]);
    await sql`update flow_runs set state = 'ended', ended_at = ${now} where shop_id = ${shopId}`.execute(database.db);
    expect(await follow(shop)).toEqual(["2:s1"]);
  });

  it("is noted only where a segment asks for it, and of that shop alone", async () => {
    const [asking, other] = [await shopAsking("messages_received MATCHES ()"), await shopAsking("in_flow MATCHES ()")];
    for (const shop of [asking, other]) {
      await addMessage(shop, 1n, 1n);
      await setMessage(shop, 1n, "state", "sent");
    }
    expect([await waiting(asking), await waiting(other)]).toEqual([[1n], []]);
    expect(await follow(asking)).toEqual(["1:s0"]);
    await sql`delete from segments where shop_id = ${asking.shopId}`.execute(database.db);
    await rebuildSegments(asking, () => now);
    await setMessage(asking, 1n, "state", "failed");
    expect(await waiting(asking)).toEqual([]);
  });

  it("never waits for whoever looks at it, and nothing is lost that comes meanwhile", async () => {
    const shop = await shopAsking("messages_received MATCHES (count >= 2)");
    await addMessage(shop, 1n, 1n);
    await addMessage(shop, 2n, 1n);
    await setMessage(shop, 1n, "state", "sent");
    await database.db.transaction().execute(async (tx) => {
      await sql`delete from segment_moves where shop_id = ${shop.shopId}`.execute(tx);
      await setMessage(shop, 2n, "state", "sent");
    });
    expect(await waiting(shop)).toEqual([1n]);
    expect(await follow(shop)).toEqual(["1:s0"]);
  });
});
