import { sql } from "kysely";

import type { Db } from "../../app/db.server.ts";
import { stringifyJson } from "../../app/lib/json.ts";
import { ids } from "../../app/lib/rows.server.ts";
import type { Person, RawOrder } from "./oracle.ts";
import { FIELDS, PRODUCTS } from "./people.ts";

/** A shop's customers as the app would hold them, written as rows. Replaces whoever the shop had, not what segments know of them. */
export function putPeople(db: Db, ...what: Parameters<typeof replace> extends [Db, ...infer Rest] ? Rest : never): Promise<void> {
  return db.transaction().execute(async (tx) => {
    // What the database keeps by itself, and that the ledger only grows, is not what these tests are about.
    await sql`set local session_replication_role = replica`.execute(tx);
    await replace(tx, ...what);
  });
}

async function replace(db: Db, shopId: number, found: readonly Person[], currency = "EUR", products = PRODUCTS): Promise<void> {
  await sql`
    delete from segment_dues where shop_id = ${shopId} and customer_id <> all(${ids(found.map(({ customerId }) => customerId))})
  `.execute(db);
  const kept = [
    "customers",
    "orders",
    "products",
    "timeline_events",
    "visit_events",
    "ledger_accounts",
    "ledger_entries",
    "redemptions",
    "members",
    "customer_scores",
    "messages",
    "message_clicks",
    "surveys",
    "survey_responses",
    "refill_dues",
    "reviews",
    "achievements",
    "achievement_awards",
    "learning_passes",
    "gathering_registrations",
    "referrals",
    "flow_runs",
    "consent_events",
    "customer_fields",
    "customer_field_values",
    "collection_products",
  ];
  for (const table of kept) await sql`delete from ${sql.table(table)} where shop_id = ${shopId}`.execute(db);
  const write = async (table: string, rows: readonly object[]) => {
    if (rows.length === 0) return;
    const full = rows.map((row) => ({ shop_id: shopId, ...row }));
    const columns = sql.join([...new Set(full.flatMap((row) => Object.keys(row)))].map((column) => sql.ref(column)));
    await sql`
      insert into ${sql.table(table)} (${columns})
      select ${columns} from jsonb_populate_recordset(null::${sql.table(table)}, ${stringifyJson(full)}::jsonb)
    `.execute(db);
  };
  const epoch = new Date("2020-01-01T00:00:00Z");
  await write(
    "products",
    products.map(({ productId, tags, vendor, variants }) => ({
      ...{ product_id: productId, title: "x", handle: "x", status: "active", tags, vendor, variants, source_updated_at: epoch },
    })),
  );
  await write(
    "collection_products",
    products.flatMap(({ productId, collections }) =>
      collections.map((collectionId) => ({ collection_id: collectionId, product_id: productId })),
    ),
  );
  await write("customers", found.map(customerRow));
  await write(
    "orders",
    found.flatMap(({ customerId, orders: placed }) => placed.map((order) => orderRow(customerId, order, currency))),
  );
  await write(
    "timeline_events",
    found.flatMap(({ customerId, left }) =>
      left.map(({ at, over }, index) => ({
        ...{
          event_id: 1_000_000_000n + customerId * 10n + BigInt(index),
          customer_id: customerId,
          kind: "checkout.abandoned",
          key: `${customerId}:${index}`,
        },
        ...{ occurred_at: at, recorded_at: at, data: over === null ? {} : { over } },
      })),
    ),
  );
  await write(
    "ledger_accounts",
    found.flatMap(({ customerId, points }) =>
      points === null
        ? []
        : {
            ...{ customer_id: customerId, last_seq: 0, lifetime_earned: 0, as_of: epoch, sync_attempts: 0 },
            ...{
              available: points.available,
              pending: points.pending,
              expires_at: points.expiry?.at ?? null,
              expires_points: points.expiry?.points ?? 0n,
            },
          },
    ),
  );
  await write(
    "ledger_entries",
    found.flatMap(({ customerId, entries }) =>
      entries.map(({ kind, points, tierPoints, at }, index) => ({
        ...{ customer_id: customerId, seq: index + 1, key: `${customerId}:${index}`, kind, points, tier_points: tierPoints },
        ...{ available_at: at, earned_at: at, recorded_at: at, actor: "system" },
      })),
    ),
  );
  await write(
    "redemptions",
    found.flatMap(({ customerId, redemptions }) =>
      redemptions.map(({ at, rewardId, points, state }, index) => ({
        ...{
          redemption_id: customerId * 10n + BigInt(index),
          customer_id: customerId,
          reward_id: rewardId,
          points,
          value_minor: 0,
          terms: {},
        },
        ...{
          intent: `${customerId}:${index}`,
          code: `${customerId}:${index}`,
          terms_hash: "x",
          state,
          reserved_at: at,
          returned_points: 0,
          attempts: 0,
        },
      })),
    ),
  );
  await write(
    "members",
    found.flatMap(({ customerId, tier, birthday }) =>
      tier === null && birthday === null
        ? []
        : {
            ...{ customer_id: customerId, tier: tier?.key ?? null, tier_since: tier?.since ?? null, tier_progress: 0 },
            ...{ birthday_month: birthday?.month ?? null, birthday_day: birthday?.day ?? null },
          },
    ),
  );
  await write("customer_scores", found.flatMap(scoreRow));
  await write("visit_events", found.flatMap(visitRows));
  await write("messages", found.flatMap(messageRows));
  await write("message_clicks", found.flatMap(clickRows));
  await write(
    "surveys",
    ["nps", "free"].map((kind, at) => ({
      ...{ survey_id: at + 1, kind, name: kind, version: 1, quiet_days: 0, pauses: false, created_at: epoch, updated_at: epoch },
    })),
  );
  await write("survey_responses", found.flatMap(answerRows));
  await write(
    "refill_dues",
    found.flatMap(({ customerId, dues }) =>
      dues.map(({ productId, on }) => ({ customer_id: customerId, product_id: productId, due_on: on })),
    ),
  );
  await write("reviews", found.flatMap(reviewRows));
  await write(
    "achievements",
    ["badge", "streak"].map((kind, at) => ({
      ...{
        achievement_id: at + 1,
        // Nothing is earned by what happens here.
        state: "archived",
        terms: { kind },
        version: 1,
        activated_at: epoch,
        created_at: epoch,
        updated_at: epoch,
      },
    })),
  );
  await write("achievement_awards", found.flatMap(earnedRows));
  await write("learning_passes", found.flatMap(passRows));
  await write("gathering_registrations", found.flatMap(placeRows));
  await write("referrals", found.flatMap(referralRows));
  await write("flow_runs", found.flatMap(runRows));
  await write("consent_events", found.flatMap(consentRows));
  await write(
    "customer_fields",
    FIELDS.map(({ key, kind }, position) => ({
      ...{ field_key: key, name: key, kind, position, created_at: epoch, created_by: "x" },
    })),
  );
  await write(
    "customer_field_values",
    found.flatMap(({ customerId, fields }) =>
      fields.map(({ key, value }) => ({ customer_id: customerId, field_key: key, value, set_at: epoch, set_by: "x" })),
    ),
  );
}

const messageId = (customerId: bigint, index: number) => customerId * 10n + BigInt(index);

function visitRows({ customerId, visits }: Person): object[] {
  return visits.map(({ at, kind, of }, index) => ({
    ...{ event_id: messageId(customerId, index), customer_id: customerId, kind, event_key: `event-${index}`, at, slot: index },
    ...{ subject: of, product_id: kind === "collection" ? null : of, collection_id: kind === "collection" ? of : null },
  }));
}

function messageRows({ customerId, messages }: Person): object[] {
  return messages.map(({ at, flowId, campaignId, advertising, state, outcome }, index) => ({
    ...{ message_id: messageId(customerId, index), customer_id: customerId, flow_id: flowId, campaign_id: campaignId },
    ...{ channel: "email", template: "x", data: {}, purpose: advertising ? "marketing" : "transactional", topic: "news" },
    ...{ similar_goods: false, key: `${customerId}:${index}`, locale: "en", state, due_at: at, rest_ms: 0, attempts: 1 },
    ...{ created_at: at, sent_at: state === "sent" ? at : null, outcome: state === "sent" ? outcome : null },
  }));
}

function clickRows({ customerId, messages }: Person): object[] {
  return messages.flatMap(({ clicks }, index) =>
    clicks.map(({ at, by }, link) => ({
      ...{ message_id: messageId(customerId, index), link, customer_id: customerId, target: "x", first_at: at, last_at: at },
      ...{ kind: by === "program" ? "automatic" : "human", due_at: by === "unknown" ? at : null },
    })),
  );
}

function answerRows({ customerId, answers }: Person): object[] {
  return answers.map(({ at, surveyId, score, flagged }, index) => ({
    ...{
      response_id: messageId(customerId, index),
      occasion: `test:${messageId(customerId, index)}`,
      way: "email",
      survey_id: surveyId,
      version: 1,
      customer_id: customerId,
      answers: {},
      score,
    },
    ...{ complete: true, flag: flagged ? "program" : null, answered_at: at, changed_at: at },
  }));
}

function reviewRows({ customerId, reviews }: Person): object[] {
  return reviews.map(({ at, productId, stars }, index) => ({
    ...{ review_id: messageId(customerId, index), customer_id: customerId, product_id: productId, stars, state: "waiting" },
    ...{ title: "", text: "", author: "x", language: "en", source: "own", rewarded: false, written_at: at, changed_at: at },
  }));
}

function earnedRows({ customerId, earned }: Person): object[] {
  return earned.map(({ at, achievementId, occasion, held }) => ({
    ...{ achievement_id: achievementId, customer_id: customerId, occasion, state: held ? "held" : "withdrawn" },
    ...{ reached_at: at, available_at: at, products: [], points: 0, posted: 0, told: held, turn: 1 },
  }));
}

function placeRows({ customerId, places }: Person): object[] {
  return places.map(({ at, gatheringId, state, attended }) => ({
    ...{ gathering_id: gatheringId, customer_id: customerId, state, attended, asked_at: at, changed_at: at },
  }));
}

function passRows({ customerId, passed }: Person): object[] {
  return passed.map(({ at, moduleId }) => ({
    ...{ module_id: moduleId, customer_id: customerId, version: 1, passed_at: at, points: 0 },
  }));
}

/** Whose other side is nobody of these. */
function referralRows({ customerId, referrals }: Person): object[] {
  return referrals.map(({ at, as, state }, index) => ({
    ...{ referral_id: messageId(customerId, index), code: `R-${messageId(customerId, index)}`, disposable: false, terms: {} },
    ...{ advocate_id: as === "advocate" ? customerId : 900_001, friend_id: as === "friend" ? customerId : 900_002 },
    ...{
      claimed_at: at,
      expires_at: at,
      ordered_at: at,
      state,
      flags: [],
      decided_flags: [],
      points: 0,
      entries: 0,
      net_minor: 0,
    },
  }));
}

function consentRows({ customerId, emailOptIn, smsOptIn }: Person): object[] {
  return Object.entries({ email: emailOptIn, sms: smsOptIn }).flatMap(([channel, { said }]) =>
    said.map(({ basis, at }, index) => ({
      ...{ customer_id: customerId, channel, state: "subscribed", source: "merchant", legal_basis: basis },
      ...{ event_id: customerId * 10n + BigInt(index) + (channel === "sms" ? 5n : 0n), key: `${customerId}:${channel}:${index}` },
      ...{ occurred_at: at, recorded_at: at },
    })),
  );
}

function runRows({ customerId, runs }: Person): object[] {
  return runs.map(({ flowId, state, holdout, enteredAt }, index) => ({
    ...{ run_id: messageId(customerId, index), flow_id: flowId, version: 1, customer_id: customerId, occasion: `o${index}` },
    ...{ since: "2026-01-01", about: {}, state, holdout, arrived_at: "2026-01-01", entered_at: enteredAt },
  }));
}

export function scoreRow({ customerId, score }: Person): object[] {
  if (score === null) return [];
  const { told } = score;
  return [
    {
      ...{ customer_id: customerId, scored_on: "2026-01-01", purchase_days: 1, last_purchase_on: "2026-01-01" },
      ...{ recency: score.recency, frequency: score.frequency, monetary: score.monetary, rfm_group: score.group },
      ...{ spend_30_minor: told?.spend?.[0] ?? null, spend_90_minor: told?.spend?.[1] ?? null },
      ...{ spend_365_minor: told?.spend?.[2] ?? null },
      ...{ median_gap_days: score.gap, alive: told?.alive ?? null },
      ...{ orders_30: told?.orders30 ?? null, orders_90: told?.orders90 ?? null, orders_365: told?.orders365 ?? null },
      next_order_on: told?.next ?? null,
      ...{ shopify_group: score.shopify.group, shopify_spend_tier: score.shopify.tier },
      ...{ shopify_subscription: score.shopify.subscription },
    },
  ];
}

export function customerRow({ customerId, gone, orders: placed, ...person }: Person): object {
  const counted = placed.filter(({ state }) => state === "counts");
  const times = counted.map(({ at }) => at.getTime());
  const spent = counted.reduce((sum, { net }) => sum + net, 0n);
  return {
    ...{ customer_id: customerId, email: person.email, phone: person.phone, locale: person.locale, tags: person.tags, marks: {} },
    ...{ country_code: person.country, province_code: person.province, account_state: person.account, email_verified: false },
    ...{ email_consent: person.emailConsent, sms_consent: person.smsConsent, created_at: person.addedAt, has_account: false },
    ...{ email_opt_in_level: person.emailOptIn.level, email_consent_at: person.emailOptIn.since },
    ...{ sms_opt_in_level: person.smsOptIn.level, sms_consent_at: person.smsOptIn.since },
    ...{ deleted_at: gone === "deleted" ? person.addedAt : null, redacted_at: gone === "redacted" ? person.addedAt : null },
    merged_into: gone === "merged" ? 999_999n : null,
    ...{
      orders_count: counted.length,
      net_spend_minor: spent,
      aov_minor: counted.length === 0 ? 0n : spent / BigInt(counted.length),
    },
    first_order_at: times.length === 0 ? null : new Date(Math.min(...times)),
    last_order_at: times.length === 0 ? null : new Date(Math.max(...times)),
  };
}

function orderRow(
  customerId: bigint,
  { appId, orderId, at, net, state, codes, lines: bought }: RawOrder,
  currency: string,
): object {
  return {
    ...{
      order_id: orderId,
      name: `#${orderId}`,
      customer_id: customerId,
      created_at: at,
      processed_at: at,
      source_updated_at: at,
      first_seen_at: at,
    },
    ...{
      cancelled_at: state === "cancelled" ? at : null,
      deleted_at: state === "deleted" ? at : null,
      dispute: state === "lost" ? "lost" : null,
    },
    ...{
      test: state === "test",
      financial_status: state === "voided" || state === "expired" ? state : "paid",
      currency,
      net_minor: net,
      earns: true,
    },
    snapshot: {
      discountCodes: codes,
      ...(appId === null ? {} : { appId }),
      // As the app writes them: absent where they are not so.
      lines: bought.map(({ byPlan, ...line }) => ({ ...line, ...(byPlan ? { byPlan: true } : {}) })),
    },
  };
}
