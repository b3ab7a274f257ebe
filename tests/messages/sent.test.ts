import { sql } from "kysely";
import { describe, expect, it, vi } from "vitest";

import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { dropOldContents, findSent } from "../../app/messages/sent/contents.server.ts";
import { messages } from "../../app/messages/noun.server.ts";
import { obeyPrivacy } from "../../app/pipeline/forget.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { noon, useOutbox } from "./outbox-stage.ts";
import { stageCustomer, stageShop } from "./stage.ts";

const asking = vi.hoisted(() => ({ shop: null as Shop | null }));
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: "en", actor: "merchant:42" }),
}));
const route = await import("../../app/routes/app.customers.$customerId.messages.$messageId.sent.json.ts");

const database = useDatabase();
const stage = useOutbox(database);

/** Sends one email to customer 1. @returns which message it was */
async function sendOne(): Promise<bigint> {
  await stageCustomer(database.db, stage.shop, 1n);
  await stage.queue(1n);
  await stage.send();
  const { rows } = await sql<{ id: bigint }>`select message_id as id from messages where shop_id = ${stage.shop.shopId}`.execute(
    database.db,
  );
  return rows[0]?.id ?? 0n;
}
const find = (messageId: bigint, customerId = 1n, shopId = stage.shop.shopId) =>
  findSent(database.db, shopId, customerId, messageId);

describe("what an email said", () => {
  it("can be looked up as it was sent, with no link that acts for its reader", async () => {
    const messageId = await sendOne();
    // What is known of them changes; what they read does not.
    await sql`update customers set first_name = 'Berta' where shop_id = ${stage.shop.shopId}`.execute(database.db);
    const [email] = await stage.server.emails();
    const sent = await find(messageId);
    expect(sent).toMatchObject({ recipient: "c1@example.com", subject: "Lange nicht gesehen, Anna", locale: "de", sentAt: noon });
    expect(sent?.html).toContain("Hallo Anna,");
    for (const said of [sent?.html ?? "", sent?.text ?? ""]) {
      expect(said).not.toMatch(/\/r\/|unsubscribe\?t=|preferences\?t=/);
      expect(said).toContain(stage.shop.domain);
    }
    // But for the links, byte by byte.
    const words = (text: string) => text.replaceAll(/https?:\/\/[^\s"<]+|#(?=[\s"<]|$)/g, "").trim();
    expect(words(sent?.text ?? "")).toBe(words((email?.text ?? "").replaceAll("\r\n", "\n")));
    expect(words(sent?.html ?? "")).toBe(words((email?.html ?? "").replaceAll("\r\n", "\n")));
  });

  it("is nobody's but the shop's whose customer read it", async () => {
    const messageId = await sendOne();
    await stageCustomer(database.db, stage.shop, 2n);
    const other = await stageShop(database.db, noon);
    const ask = (shop: Shop, customerId: string, id = String(messageId)) => {
      asking.shop = shop;
      const request = new Request("http://app.example/");
      return route.loader({ request, params: { customerId, messageId: id }, context: {} }).then(
        (sent) => sent.subject,
        (refused: unknown) => (refused instanceof Response ? refused.status : refused),
      );
    };
    expect(await ask(stage.shop, "1")).toBe("Lange nicht gesehen, Anna");
    expect(await ask(stage.shop, "2")).toBe(404);
    expect(await ask(other, "1")).toBe(404);
    expect(await ask(stage.shop, "1", "1; drop")).toBe(404);
  });

  it("goes with who is forgotten, and moves with who is merged", async () => {
    const messageId = await sendOne();
    await stageCustomer(database.db, stage.shop, 2n);
    await database.db
      .transaction()
      .execute((tx) => messages.merge?.(tx, stage.shop, { goneId: 1n, keptId: 2n }, noon) as Promise<void>);
    expect(await find(messageId)).toBeNull();
    expect(await find(messageId, 2n)).toMatchObject({ subject: "Lange nicht gesehen, Anna" });
    const fact = { kind: "customer-redacted" as const, key: "r", customerId: 2n, email: "c2@example.com", at: noon };
    await database.db.transaction().execute((tx) => obeyPrivacy(tx, stage.shop, [fact], noon));
    expect(await find(messageId, 2n)).toBeNull();
  });

  it("is kept for thirteen months", async () => {
    const messageId = await sendOne();
    await dropOldContents(database.db, plusMs(noon, 400 * DAY_MS));
    expect(await find(messageId)).not.toBeNull();
    expect(await dropOldContents(database.db, plusMs(noon, 400 * DAY_MS + 1))).toBeGreaterThan(0);
    expect(await find(messageId)).toBeNull();
  });

  it("is not kept of what the mail server refused", async () => {
    stage.respond.rcpt = new Error("not now");
    expect(await find(await sendOne())).toBeNull();
  });
});
