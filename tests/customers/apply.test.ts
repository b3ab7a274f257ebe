import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { changeConsent } from "../../app/customers/consent/consent.server.ts";
import * as customers from "../../app/customers/customers.server.ts";
import { installShop } from "../support/shops.ts";
import { at, consent, now, snapshot, useCustomers } from "./people.ts";

const { test, shop, apply, read, timeline } = useCustomers();

describe("what is said about a customer", () => {
  it("keeps the newest profile, whichever comes last", async () => {
    await apply({ kind: "customer", customer: snapshot({ updatedAt: at(5), email: "new@example.com" }) });
    const { customerIds } = await apply({ kind: "customer", customer: snapshot({ updatedAt: at(4) }) });
    expect(customerIds).toEqual([]);
    expect(await read()).toMatchObject({ email: "new@example.com", source_updated_at: at(5), created_at: at(0) });
    expect(await timeline()).toEqual([["customer.created", 1n, {}]]);
  });

  it("completes a customer known only from an order", async () => {
    await sql`insert into customers (shop_id, customer_id, created_at) values (${shop().shopId}, 1, ${at(30)})`.execute(test.db);
    const { guestEmails, customerIds } = await apply({ kind: "customer", customer: snapshot() });
    expect({ guestEmails, customerIds }).toEqual({ guestEmails: ["mia@example.com"], customerIds: [1n] });
    expect(await read()).toMatchObject({ first_name: "Mia", created_at: at(0), tags: [] });
  });

  it("names an address once, and again when it is verified", async () => {
    expect((await apply({ kind: "customer", customer: snapshot({ emailVerified: false }) })).guestEmails).toEqual([
      "mia@example.com",
    ]);
    expect(
      (await apply({ kind: "customer", customer: snapshot({ updatedAt: at(2), emailVerified: false, firstName: "M" }) }))
        .guestEmails,
    ).toEqual([]);
    expect((await apply({ kind: "customer", customer: snapshot({ updatedAt: at(3) }) })).guestEmails).toEqual([
      "mia@example.com",
    ]);
  });

  it("keeps the locale that an older source knew", async () => {
    await apply(
      { kind: "customer", customer: snapshot({ locale: "de" }) },
      { kind: "customer", customer: snapshot({ updatedAt: at(9) }) },
    );
    expect(await read()).toMatchObject({ locale: "de", source_updated_at: at(9) });
  });

  it("does not bring back a deleted customer", async () => {
    await apply({ kind: "customer-deleted", customerId: 1n, at: at(5) });
    const { guestEmails } = await apply({ kind: "customer", customer: snapshot({ updatedAt: at(6) }) });
    expect(guestEmails).toEqual([]);
    expect(await read()).toMatchObject({ deleted_at: at(5) });
  });

  it("keeps hostile text as text", async () => {
    const firstName = `Robert'); drop table customers;-- {{ 'x' | upcase }} \\ " \u{1F600} \uFFFD`;
    await apply({ kind: "customer", customer: snapshot({ firstName, tags: ["a,b", "{}", '"', "null", "__proto__"] }) });
    expect(await read()).toMatchObject({ first_name: firstName, tags: ['"', "__proto__", "a,b", "null", "{}"] });
  });

  it("touches nobody of another shop", async () => {
    const other = await installShop(test.db, "nordlicht.myshopify.com");
    await apply({ kind: "customer", customer: snapshot() });
    await customers.apply(
      test.db,
      other,
      [{ kind: "customer", customer: snapshot({ email: "other@example.com", updatedAt: at(50) }) }],
      now,
    );
    expect(await read()).toMatchObject({ email: "mia@example.com" });
  });
});

describe("consent", () => {
  it("follows the newest statement; of two at one instant the stricter", async () => {
    await apply(consent("subscribed", 5), consent("unsubscribed", 4));
    expect(await read()).toMatchObject({ email_consent: "subscribed", email_consent_at: at(5) });
    await apply(consent("unsubscribed", 5));
    expect(await read()).toMatchObject({ email_consent: "unsubscribed" });
    await apply(consent("subscribed", 5));
    expect(await read()).toMatchObject({ email_consent: "unsubscribed" });
    const { rows } = await sql`select state from consent_events order by event_id`.execute(test.db);
    expect(rows).toHaveLength(3);
  });

  it("is not outdated by a statement without a date", async () => {
    await apply(consent("subscribed", 1), consent("not_subscribed", null));
    expect(await read()).toMatchObject({ email_consent: "subscribed" });
  });

  it("reaches a customer who is named by address only", async () => {
    await apply({ kind: "customer", customer: snapshot() });
    await apply(
      consent("subscribed", 3, { customerId: null, email: "mia@example.com" }),
      consent("subscribed", 3, { customerId: null, email: "x@y.z", key: "k" }),
    );
    expect(await read()).toMatchObject({ email_consent: "subscribed" });
    expect(await timeline()).toContainEqual([
      "consent.changed",
      1n,
      { channel: "email", from: "not_subscribed", to: "subscribed", source: "shopify" },
    ]);
  });

  it("withdrawn with us counts at once, waits for Shopify, and is one act however often it is clicked", async () => {
    await apply({
      kind: "customer",
      customer: snapshot({ emailConsent: { state: "subscribed", optInLevel: "confirmed_opt_in", at: at(1) } }),
    });
    const change = {
      customerId: 1n,
      channel: "email",
      state: "unsubscribed",
      optInLevel: null,
      source: "list-unsubscribe",
      textVersion: "v1",
      key: "unsubscribe:7",
    } as const;
    expect(await changeConsent(test.db, shop(), change, now)).toEqual({ ok: true, customerId: 1n, changed: true });
    expect(await changeConsent(test.db, shop(), change, now)).toEqual({ ok: true, customerId: 1n, changed: false });
    expect(await changeConsent(test.db, shop(), { ...change, customerId: 99n }, now)).toEqual({
      ok: false,
      reason: "unknown-customer",
    });
    expect(await read()).toMatchObject({ email_consent: "unsubscribed", email_consent_at: now });
    const { rows } = await sql`
      select p.customer_id, e.state, p.due_at, e.pushed_at from consent_pushes p join consent_events e using (shop_id, event_id)
    `.execute(test.db);
    expect(rows).toEqual([{ customer_id: 1n, state: "unsubscribed", due_at: now, pushed_at: null }]);
  });

  it("given anew takes back an unsubscription with us, but no other suppression", async () => {
    await apply({ kind: "customer", customer: snapshot() });
    const suppress = (reason: string) =>
      sql`insert into suppressions (shop_id, channel, address, reason, source, created_at) values (${shop().shopId}, 'email', 'mia@example.com', ${reason}, 'test', ${at(10)})`.execute(
        test.db,
      );
    const left = async () => (await sql`select 1 from suppressions`.execute(test.db)).rows.length;
    await suppress("unsubscribed");
    await apply(consent("subscribed", 9));
    expect(await left()).toBe(1);
    await apply(consent("subscribed", 11));
    expect(await left()).toBe(0);
    await suppress("bounced");
    await apply(consent("subscribed", 12));
    expect(await left()).toBe(1);
  });
});
