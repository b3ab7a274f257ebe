import fc from "fast-check";
import { sql } from "kysely";
import { expect, test } from "vitest";

import { findTarget } from "../../app/points/adjusting/adjust-many.server.ts";
import { plusMs, DAY_MS } from "../../app/lib/time.ts";
import { emailField } from "../../app/lib/fields.ts";
import { lowerAddress } from "../../app/lib/lower-address.ts";
import { readRecipients } from "../../app/messages/sending/claim-facts.server.ts";
import { add } from "../../app/messages/suppressions/by-hand.server.ts";
import { useDatabase } from "../support/database.ts";
import { stageShop } from "./stage.ts";

/** Capitals outside ASCII, which the C locale leaves alone (that of these databases), and others that do not go back and forth. */
const letters = fc.constantFrom(...Array.from("aZäÄßẞéÉıİσςΣøØłŁжЖ9.-"));
const local = fc.string({ unit: letters, minLength: 1, maxLength: 12 }).filter((text) => !/^\.|\.$|\.\./.test(text));
const domain = fc.constantFrom("example.com", "Example.COM", "MÜLLER.example");
const NOW = new Date("2026-11-30T12:00:00Z");

const database = useDatabase();

test("an address is the same however its capitals are written, wherever it comes in and wherever it is looked for", async () => {
  const shop = await stageShop(database.db, plusMs(NOW, -400 * DAY_MS));
  let customerId = 0n;
  await fc.assert(
    fc.asyncProperty(local, domain, async (name, at) => {
      const typed = `${name}@${at}`;
      const stored = emailField.parse(typed);
      if (stored === null) return;
      customerId += 1n;
      await sql`insert into customers (shop_id, customer_id, email, created_at) values (${shop.shopId}, ${customerId}, ${stored}, ${NOW})`.execute(
        database.db,
      );
      const mine = customerId;
      for (const spelling of [typed, lowerAddress(typed), ` ${typed} `]) expect(lowerAddress(spelling)).toBe(stored);
      // What is kept is lowered: nothing that SQL does to it makes another address of it.
      const { rows } = await sql<{
        kept: string;
      }>`select lower(email) as kept from customers where shop_id = ${shop.shopId} and customer_id = ${mine}`.execute(
        database.db,
      );
      expect(rows).toEqual([{ kept: stored }]);
      const { target } = await findTarget(database.db, shop, { kind: "list", names: [typed] });
      expect(target).toMatchObject({ kind: "list", customerIds: [mine.toString()] });
      const added = await database.db
        .transaction()
        .execute((tx) => add(tx, shop.shopId, { channel: "email", address: typed }, "merchant:1", NOW));
      const facts = await database.db
        .transaction()
        .execute((tx) => readRecipients(tx, shop.shopId, "flow", "email", [mine], NOW));
      expect((facts.get(mine)?.suppression ?? null) !== null).toBe(added !== "no-address");
      await sql`delete from customers where shop_id = ${shop.shopId}`.execute(database.db);
      await sql`delete from suppressions where shop_id = ${shop.shopId}`.execute(database.db);
    }),
    { numRuns: 60 },
  );
});
