import { sql } from "kysely";

import { append, type TimelineEvent } from "../../../app/customers/timeline.server.ts";
import { createFlow } from "../../../app/flows/flows.server.ts";
import { publish } from "../../../app/flows/publish.server.ts";
import { switchOn } from "../../../app/flows/switch.server.ts";
import { createDefaultProgram } from "../../../app/program/versions.server.ts";
import { fireDue } from "../../../app/flows/runs/fire.server.ts";
import { react } from "../../../app/flows/runs/react.server.ts";
import { syncTimers } from "../../../app/flows/sync.server.ts";
import { factSources } from "../../../app/jobs/loops/fact-sources.server.ts";
import { recordset } from "../../../app/lib/rows.server.ts";
import { DAY_MS, plusMs } from "../../../app/lib/time.ts";
import type { Email } from "../../../app/messages/channels/email/email.ts";
import { claimDue } from "../../../app/messages/sending/claim.server.ts";
import { sendDue } from "../../../app/messages/sending/send-due.server.ts";
import { saveRules } from "../../../app/messages/timing/sending-rules.server.ts";
import type { SendingRules } from "../../../app/messages/timing/sending-rules.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { findShop } from "../../../app/shops/shops.server.ts";
import { stageShop } from "../../messages/stage.ts";
import type { TestDatabase } from "../../support/database.ts";
import { addEmail } from "../../support/flows.ts";
import { emailsBy } from "../../support/transports.ts";
import { stringifyJson } from "../../../app/lib/json.ts";
import { addressOf, after, profileBefore, SUPPLIES, type Order, type Person, type Profile } from "./random-lives.ts";
import type { RandomFlow } from "./random-flows.ts";

/** A shop whose customers live through what was drawn for them. */
export type LiveShop = { shop: Shop; rules: SendingRules; flowIds: number[]; people: Person[] };
export type Where = { timeZone: string; countryCode: string };
/** An email that the transport was given. */
export type Delivered = { at: Date; to: string };

export async function openShop(
  { db }: TestDatabase,
  where: Where,
  rules: SendingRules,
  people: readonly Person[],
  start: Date,
): Promise<{ shop: Shop; profiles: Map<bigint, Profile> }> {
  const { shopId } = await stageShop(db, plusMs(start, -500 * DAY_MS));
  await sql`
    update shops set time_zone = ${where.timeZone}, country_code = ${where.countryCode} where shop_id = ${shopId}
  `.execute(db);
  await saveRules(shopId, rules, false, start);
  await sql`
    insert into supplies (shop_id, product_id, variant_id, days, since, set_by)
    select ${shopId}, product_id, variant_id, days, ${plusMs(start, -900 * DAY_MS)}::timestamptz, 'test'
    from ${recordset(SUPPLIES.map(({ productId, variantId, days }) => ({ product_id: productId, variant_id: variantId, days })))}
      as t(product_id bigint, variant_id bigint, days int)
  `.execute(db);
  const profiles = new Map<bigint, Profile>();
  for (const person of people) {
    const profile = profileBefore(person, start);
    profiles.set(person.customerId, profile);
    await sql`
      insert into customers (shop_id, customer_id, email, locale, created_at)
      values (${shopId}, ${person.customerId}, ${addressOf(person.customerId)}, 'en', ${plusMs(start, -400 * DAY_MS)})
    `.execute(db);
    const { birthday, pointsExpireAt, tierEndsAt } = person;
    await sql`
      insert into members (shop_id, customer_id, birthday_month, birthday_day, grace_until)
      values (${shopId}, ${person.customerId}, ${birthday?.month ?? null}, ${birthday?.day ?? null}, ${tierEndsAt})
    `.execute(db);
    await sql`
      insert into ledger_accounts (shop_id, customer_id, as_of, expires_at) values (${shopId}, ${person.customerId}, ${start}, ${pointsExpireAt})
    `.execute(db);
    await write(db, shopId, person.customerId, null, profile, start);
  }
  const shop = await findShop(db, shopId);
  if (shop === null) throw new Error("The shop was just made");
  return { shop, profiles };
}

export async function switchFlowsOn(
  { db }: TestDatabase,
  shop: Shop,
  flows: readonly RandomFlow[],
  now: Date,
): Promise<number[]> {
  const flowIds: number[] = [];
  await createDefaultProgram(shop.shopId, new Date(0));
  await addEmail(db, shop, now);
  for (const { definition, catchUp } of flows) {
    const flowId = await createFlow(shop.shopId, { preset: "win-back", name: null, draft: definition }, "test", now);
    const published = await publish(db, shop, flowId, { seen: 1, inside: { mode: "keep" } }, "test", now);
    if (!published.ok) throw new Error(`Not published: ${published.reason}`);
    await switchOn(db, shop, flowId, catchUp, now);
    flowIds.push(flowId);
  }
  return flowIds;
}

/** The tables, as the pipeline leaves them. */
async function write(
  db: TestDatabase["db"],
  shopId: number,
  customerId: bigint,
  before: Profile | null,
  profile: Profile,
  now: Date,
): Promise<void> {
  const { place, orders, consent, suppressedAt, deletedAt, wishes } = profile;
  const counted = orders.filter(({ counts }) => counts);
  await sql`
    update customers set country_code = ${place[0]}, province_code = ${place[1]}, email_consent = ${consent.state}, email_consent_at = ${consent.at},
      email_opt_in_level = ${consent.confirmed ? "confirmed_opt_in" : "single_opt_in"}, deleted_at = ${deletedAt},
      orders_count = ${counted.length}, first_order_at = ${counted[0]?.at ?? null}, last_order_at = ${counted.at(-1)?.at ?? null}
    where shop_id = ${shopId} and customer_id = ${customerId}
  `.execute(db);
  const changed = orders.filter((order) => before?.orders.includes(order) !== true);
  if (changed.length > 0) {
    await sql`
      insert into orders (shop_id, order_id, name, customer_id, created_at, processed_at, source_updated_at, financial_status, currency, net_minor, snapshot, arrives_at, arrives_by, first_seen_at)
      select ${shopId}, order_id, '#1', ${customerId}, at, at, at, 'paid', 'EUR', 1000, snapshot, arrives_at, arrives_by, ${now}
      from ${recordset(changed.map(rowOf))} as t(order_id bigint, at timestamptz, snapshot jsonb, arrives_at timestamptz, arrives_by text)
      on conflict (shop_id, order_id) do update set snapshot = excluded.snapshot
    `.execute(db);
  }
  if (changed.some(({ counts }) => !counts))
    await sql`
      update orders set cancelled_at = ${now} where shop_id = ${shopId} and order_id = any(${changed.flatMap(({ orderId, counts }) => (counts ? [] : [String(orderId)]))}::bigint[])
    `.execute(db);
  for (const [productId, wish] of wishes) {
    if (before?.wishes.get(productId) === wish) continue;
    await sql`
      insert into refill_wishes (shop_id, customer_id, product_id, snoozed_until, off, asked_at)
      values (${shopId}, ${customerId}, ${productId}, ${wish.snoozedUntil}, ${wish.off}, ${wish.askedAt})
      on conflict (shop_id, customer_id, product_id) do update set snoozed_until = excluded.snoozed_until, off = excluded.off, asked_at = excluded.asked_at
    `.execute(db);
  }
  if (suppressedAt !== null && before?.suppressedAt !== suppressedAt) {
    await sql`
      insert into suppressions (shop_id, channel, address, reason, source, created_at)
      values (${shopId}, 'email', ${addressOf(customerId)}, 'bounced', 'test', ${suppressedAt}) on conflict do nothing
    `.execute(db);
  }
  for (const [index, { key, data }] of (before?.happenings ?? []).entries()) {
    const told = profile.happenings[index]?.data;
    if (told === undefined || told === data) continue;
    await sql`
      update timeline_events set data = ${JSON.stringify(told)}::jsonb where shop_id = ${shopId} and key = ${key}
    `.execute(db);
  }
  const events = profile.happenings.slice(before?.happenings.length ?? 0).map(({ kind, key, at, data }) => ({
    ...{ customerId, kind, key, occurredAt: at, data },
  }));
  await append(db, shopId, events as unknown as TimelineEvent[], now);
}

const rowOf = ({ orderId, at, arrivesAt, lines }: Order) => ({
  ...{ order_id: orderId, at, arrives_at: arrivesAt, arrives_by: arrivesAt === null ? null : "usual" },
  snapshot: JSON.parse(
    stringifyJson({
      lines: lines.map(({ quantity, ...line }, at) => ({ ...line, lineId: at + 1, currentQuantity: quantity, netMinor: 500 })),
    }),
  ) as unknown,
});

class Killed extends Error {}

/** Does `work` in a transaction that never commits: what a worker leaves that is killed before its end. */
async function killed({ db }: TestDatabase, work: (tx: Parameters<typeof react>[0]) => Promise<unknown>): Promise<void> {
  try {
    await db.transaction().execute(async (tx) => {
      await work(tx);
      throw new Killed();
    });
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
}

export type Deferral = { messageId: bigint; at: Date; until: Date; reason: string };

/**
 * Lets all these shops live from one instant to another, with the loops that a worker has, several at once, and some of them killed.
 * @param chance draws whether a worker gets into trouble
 * @param others what workers of other processes do at an instant, before those of this one come; says whether they did anything
 */
export async function live(
  database: TestDatabase,
  shops: readonly (LiveShop & { profiles: Map<bigint, Profile> })[],
  { from, until }: { from: Date; until: Date },
  chance: () => number,
  others: (now: Date) => Promise<boolean> = () => Promise.resolve(false),
): Promise<{ delivered: Delivered[]; deferrals: Deferral[] }> {
  const { db } = database;
  const delivered: Delivered[] = [];
  const deferrals: Deferral[] = [];
  let now = from;
  const transport = emailsBy({
    send: ({ to }: Email) => {
      delivered.push({ at: now, to });
      return Promise.resolve({ kind: "accepted" as const });
    },
    close: () => undefined,
  });
  const sends = () => sendDue(db, () => now, 500, factSources, transport);
  const known = Map.groupBy(
    shops.flatMap((of) =>
      of.people.flatMap((person) => person.told.map(({ knownAt }, index) => ({ of, person, index, knownAt: knownAt.getTime() }))),
    ),
    ({ knownAt }) => knownAt,
  );
  const times = [...known.keys()].sort((a, b) => a - b);
  for (let nextSync = plusMs(from, 20 * DAY_MS); now < until;) {
    const told = known.get(now.getTime()) ?? [];
    await Promise.all(
      [...Map.groupBy(told, ({ of }) => of)].map(async ([{ shop, profiles }, its]) => {
        const change = async (tx: TestDatabase["db"]) => {
          for (const { person, index } of its) {
            const before = profiles.get(person.customerId);
            if (before === undefined) continue;
            const profile = after(before, person, index);
            await write(tx, shop.shopId, person.customerId, before, profile, now);
            profiles.set(person.customerId, profile);
          }
          await react(tx, shop, [...new Set(its.map(({ person }) => person.customerId))], now);
        };
        await db.transaction().execute(change);
      }),
    );
    if (chance() < 0.1)
      for (const { shop, people } of shops)
        await killed(database, (tx) =>
          react(
            tx,
            shop,
            people.map(({ customerId }) => customerId),
            now,
          ),
        );
    if (now >= nextSync) {
      for (const { shop } of shops) await syncTimers(db, shop, now);
      nextSync = plusMs(now, 20 * DAY_MS);
    }
    const helped = await others(now);
    while ((await fireDue(db, now, 500)) > 0) if (chance() < 0.3) await Promise.all([fireDue(db, now, 3), fireDue(db, now, 500)]);
    const due = await sql<{ shop_id: number }>`
      select distinct shop_id from messages where state = 'queued' and due_at <= ${now}
    `.execute(db);
    if (helped || due.rows.length > 0) {
      if (chance() < 0.3)
        for (const { shop_id } of due.rows) await killed(database, (tx) => claimDue(tx as never, shop_id, now, 500, factSources));
      let sent = chance() < 0.3 ? (await Promise.all([sends(), sends()]))[0] + 1 : 1;
      while (sent > 0) sent = await sends();
      const { rows } = await sql<Deferral>`
        select message_id as "messageId", ${now}::timestamptz as at, due_at as until, reason from messages
        where state = 'queued' and reason is not null and due_at > ${now}
      `.execute(db);
      const latest = new Map(deferrals.map((one) => [one.messageId, one]));
      deferrals.push(...rows.filter((one) => latest.get(one.messageId)?.until.getTime() !== one.until.getTime()));
    }
    const { rows: ahead } = await sql<{ at: Date | null }>`
      select least((select min(due_at) from flow_timers), (select min(due_at) from messages where state = 'queued')) as at
    `.execute(db);
    const event = times.find((time) => time > now.getTime());
    const next = [ahead[0]?.at?.getTime(), event, nextSync.getTime()].filter((time) => time !== undefined);
    now = new Date(Math.min(...next));
  }
  return { delivered, deferrals };
}
