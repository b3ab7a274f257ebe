import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import type { ConsentState } from "../../app/facts/customer.ts";
import { at, snapshot, useCustomers, type CustomerFact } from "./people.ts";

const { test, apply } = useCustomers();

describe("order of arrival", () => {
  const minute = fc.integer({ min: 0, max: 6 });
  const tag = fc.constantFrom("a", "b", "c");
  const state = fc.constantFrom<ConsentState>("subscribed", "not_subscribed", "pending", "unsubscribed");
  const stated = fc.record({
    state,
    optInLevel: fc.constantFrom(null, "single_opt_in"),
    at: fc.option(
      minute.map((m) => at(m)),
      { nil: null },
    ),
  });
  const customerId = fc.constantFrom(1n, 2n);
  const fact: fc.Arbitrary<CustomerFact> = fc.oneof(
    fc
      .record({
        customerId,
        updatedAt: minute.map((m) => at(m)),
        firstName: fc.constantFrom("A", "B", null),
        email: fc.constantFrom("a@example.com", null),
        locale: fc.constantFrom("de", "en", null),
        provinceCode: fc.constantFrom("CA", "NY", null),
        tags: fc.option(fc.uniqueArray(tag), { nil: undefined }),
        emailConsent: fc.option(stated, { nil: undefined }),
      })
      .map((changes): CustomerFact => ({ kind: "customer", customer: snapshot(changes) })),
    fc
      .record({ customerId, stated, channel: fc.constantFrom("email" as const, "sms" as const) })
      .map(({ customerId: id, stated: said, channel }): CustomerFact => {
        const key = `${channel}:${id}:${said.at?.toISOString() ?? "undated"}:${said.state}:${said.optInLevel}`;
        return { kind: "consent", customerId: id, email: null, channel, consent: said, source: "shopify", key };
      }),
    fc
      .record({ customerId, added: fc.uniqueArray(tag), removed: fc.uniqueArray(tag), at: minute.map((m) => at(m, 30)) })
      .map((said): CustomerFact => ({ kind: "tags", ...said })),
    fc.record({ customerId, at: minute.map((m) => at(m)) }).map((said): CustomerFact => ({ kind: "customer-deleted", ...said })),
  );

  async function endOf(batches: readonly (readonly CustomerFact[])[]): Promise<unknown> {
    for (const table of ["customers", "consent_events"]) await sql`delete from ${sql.table(table)}`.execute(test.db);
    for (const batch of batches) await apply(...batch);
    const rows = await sql`select * from customers order by customer_id`.execute(test.db);
    const evidence =
      await sql`select customer_id, channel, state, opt_in_level, key, occurred_at from consent_events order by key`.execute(
        test.db,
      );
    return { rows: rows.rows, evidence: evidence.rows };
  }

  it("changes nothing: any permutation with duplicates, in any batches, ends in the same rows", async () => {
    const scenario = fc
      .array(fact, { minLength: 1, maxLength: 10 })
      .chain((facts) =>
        fc.tuple(
          fc.constant(facts),
          fc.shuffledSubarray([...facts, ...facts], { minLength: facts.length }),
          fc.integer({ min: 1, max: 4 }),
        ),
      );
    await fc.assert(
      fc.asyncProperty(scenario, async ([facts, shuffled, size]) => {
        // A subset may have lost some: they are delivered again at the end, as Shopify does.
        const arrivals = [...shuffled, ...facts.toReversed()];
        const batches = Array.from({ length: Math.ceil(arrivals.length / size) }, (_, index) =>
          arrivals.slice(index * size, (index + 1) * size),
        );
        expect(await endOf(batches)).toEqual(await endOf([facts]));
      }),
      { numRuns: 150 },
    );
  });

  it("does not matter either when they come at once on two connections", async () => {
    for (let round = 0; round < 20; round += 1) {
      await sql`delete from customers`.execute(test.db);
      const facts: CustomerFact[] = Array.from({ length: 6 }, (_, index) => ({
        kind: "customer",
        customer: snapshot({ customerId: BigInt(index + 1), updatedAt: at(round % 2 === 0 ? index : 5 - index) }),
      }));
      const late: CustomerFact[] = facts.map((said) =>
        said.kind === "customer"
          ? { kind: "customer", customer: { ...said.customer, updatedAt: at(9), firstName: "Late" } }
          : said,
      );
      await Promise.all([apply(...facts), apply(...late.toReversed()), apply(...facts.toReversed())]);
      const { rows } = await sql`select distinct first_name from customers`.execute(test.db);
      expect(rows).toEqual([{ first_name: "Late" }]);
    }
  });
});
