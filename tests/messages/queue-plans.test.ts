import { sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";

import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { settleAbandoned } from "../../app/messages/sending/abandoned.server.ts";
import { readRecipients } from "../../app/messages/sending/claim-facts.server.ts";
import { claimDue } from "../../app/messages/sending/claim.server.ts";
import { listReady } from "../../app/messages/sending/poll.server.ts";
import type { Tx } from "../../app/db.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { rowsRead } from "../support/rows-read.ts";
import { stageCustomer, stageShop } from "./stage.ts";

const database = useDatabase();
const noon = new Date("2026-06-10T10:00:00Z");
const WAITING = 20_000;
let shop: Shop;
let shopId: number;

beforeAll(async () => {
  for (let one = 0; one < 5; one += 1) shop = await stageShop(database.db, plusMs(noon, -400 * DAY_MS));
  ({ shopId } = shop);
  await sql`
    insert into messages (shop_id, customer_id, channel, template, purpose, key, locale, state, due_at, created_at)
    select ${shopId}, n, 'email', 'win-back', 'marketing', 'k' || n, 'de', case n % 2 when 0 then 'sent' else 'queued' end, ${plusMs(noon, DAY_MS)}, ${noon}
    from generate_series(1, ${2 * WAITING}) n
  `.execute(database.db);
  await database.pool.query("vacuum analyze messages");
});

describe("a sender that looks for work beside many messages that wait or have left (house 1)", () => {
  it.each<[string, (tx: Tx) => Promise<unknown>]>([
    ["which shops have work", (tx: Tx) => listReady(tx, noon, 40)],
    ["what is due in a shop", (tx: Tx) => claimDue(tx, shopId, noon, 50, factSources)],
    ["what died senders left", (tx: Tx) => settleAbandoned(tx, shopId, noon)],
  ])("finds %s without reading them", async (_, look) => {
    const read = await rowsRead(database.db, "messages", (tx) => look(tx));
    expect(read).toBeLessThan(10);
  });
});

describe("what was sent to a customer within a week", () => {
  it("is found by the customer, however much advertising the shop has sent since its plans were made (issue 9, speed)", async () => {
    await stageCustomer(database.db, shop, 1n);
    await sql`
      insert into messages (shop_id, customer_id, channel, template, purpose, key, locale, state, due_at, created_at, sent_at)
      select ${shopId}, n, 'email', 'win-back', 'marketing', 'k' || n, 'de', 'sent', ${noon}, ${noon}, ${plusMs(noon, -DAY_MS)}
      from generate_series(${2 * WAITING + 1}::int, ${2 * WAITING + 5_000}::int) n
    `.execute(database.db);
    const read = await rowsRead(database.db, "messages", (tx) => readRecipients(tx, shopId, "flow", "email", [1n], noon));
    expect(read).toBeLessThan(10);
  });
});
