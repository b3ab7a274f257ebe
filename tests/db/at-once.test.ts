import { sql } from "kysely";
import { describe, expect, test, vi } from "vitest";

import { defineFieldOf } from "../../app/actions/merchant/define-fields.server.ts";
import { createSegment } from "../../app/actions/segments/create-segment.server.ts";
import * as affiliates from "../../app/affiliates/people/affiliates.server.ts";
import { saveAffiliateProgram } from "../../app/affiliates/setup/settings.server.ts";
import { usualSettings } from "../../app/affiliates/setup/settings.ts";
import { presetTerms } from "../../app/draws/content/presets.ts";
import { createDraw, findDraw, listDraws, saveDraw } from "../../app/draws/draws.server.ts";
import { emptyDraft as emptyGroup } from "../../app/community/content/draft.ts";
import { createGroup, saveGroup } from "../../app/community/groups.server.ts";
import { emptyDraft as emptyEvent } from "../../app/gatherings/content/draft.ts";
import { createGathering, saveGathering } from "../../app/gatherings/gatherings.server.ts";
import { emptyDraft } from "../../app/learning/content/draft.ts";
import { createModule, saveModule } from "../../app/learning/modules.server.ts";
import { saveLeaderboard } from "../../app/leaderboard/settings.server.ts";
import { DEFAULT_BRAND } from "../../app/messages/content/brand/brand.ts";
import { saveBrand } from "../../app/messages/content/brand/brand.server.ts";
import { saveReferralProgram } from "../../app/referrals/program.server.ts";
import { usualTerms } from "../../app/referrals/terms.ts";
import { savePublishDays } from "../../app/reviews/settings.server.ts";
import { affiliate, affiliateShop } from "../affiliates/stage.ts";
import { bonusShop } from "../bonuses/stage.ts";
import { useDatabase } from "../support/database.ts";
import * as pipeline from "../support/pipeline.ts";

// Its members are not looked for here.
vi.mock("../../app/queue/queue.server.ts", () => ({ enqueue: () => Promise.resolve() }));

const database = useDatabase();
const NOW = new Date("2026-03-02T12:00:00Z");
const wheel = presetTerms("wheel", { name: "Shop", contact: "", from: "2026-03-02", until: "2026-03-29" });
const SIX = [1, 2, 3, 4, 5, 6];

/**
 * What there may be once, beside primary keys, and how two meet there who write it at the same moment. "clause": the second changes nothing. "turn": they take turns.
 * "own": it names what was done, and only who did it writes it. "caught": the refusal is told at its field.
 */
const MET: Readonly<Record<string, "clause" | "turn" | "own" | "caught">> = {
  affiliates_account: "clause",
  affiliates_address: "clause",
  affiliates_shop_id_code_key: "turn",
  affiliates_shop_id_source_key_key: "turn",
  api_keys_shop_id_key_hash_key: "own",
  bonus_claims_shop_id_customer_id_rule_occasion_key: "turn",
  checkouts_token: "clause",
  consent_events_shop_id_key_key: "clause",
  deliveries_shop_id_receiver_id_event_id_key: "turn",
  draw_entries_shop_id_draw_id_customer_id_period_key: "turn",
  draws_shop_id_handle_key: "caught",
  flow_runs_shop_id_customer_id_flow_id_occasion_key: "clause",
  leaderboard_members_shop_id_alias_key: "caught",
  community_groups_shop_id_handle_key: "caught",
  community_links_once: "clause",
  gatherings_shop_id_handle_key: "caught",
  learning_modules_shop_id_handle_key: "caught",
  ledger_entries_shop_id_key_key: "turn",
  messages_shop_id_key_key: "clause",
  mirrors_segment: "own",
  payouts_shop_id_note_number_key: "turn",
  privacy_requests_shop_id_key_key: "clause",
  provider_events_shop_id_provider_event_key_key: "clause",
  receivers_shopify_flow: "clause",
  redemptions_shop_id_code_key: "own",
  redemptions_shop_id_intent_key: "turn",
  referrals_mailbox: "clause",
  referrals_shop_id_code_key: "clause",
  review_photos_shop_id_review_id_digest_key: "turn",
  review_permissions_standing: "turn",
  reviews_shop_id_customer_id_product_id_key: "turn",
  reviews_shop_id_source_key_key: "clause",
  segments_name: "turn",
  segments_shop_id_key_key: "turn",
  shops_domain_key: "clause",
  sign_ups_pending: "clause",
  survey_responses_shop_id_survey_id_occasion_key: "clause",
  tier_changes_shop_id_key_key: "turn",
  timeline_events_shop_id_key_key: "clause",
  visit_events_shop_id_customer_id_event_key_key: "clause",
  visit_events_shop_id_customer_id_kind_subject_slot_key: "clause",
  webhook_inbox_shop_id_topic_dedupe_key_key: "clause",
};

test("every index of what there may be once says how two meet there", async () => {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indisunique and not i.indisprimary and c.relnamespace = 'public'::regnamespace order by 1
  `.execute(database.db);
  expect(rows.map(({ name }) => name)).toEqual(Object.keys(MET).toSorted());
});

/** Whoever comes second gets an answer, never an error. */
describe("of staff who save at the same moment, none gets an error page", () => {
  test("draws that are made with one address, and drafts that are given one", async () => {
    const { shopId } = await bonusShop(database.db, []);
    const made = await Promise.all(SIX.map(() => createDraw(shopId, "wheel", wheel, NOW)));
    const handles = (await listDraws(database.db, shopId)).map(({ handle }) => handle);
    expect([new Set(made).size, handles.toSorted()]).toEqual([6, ["wheel", ...[2, 3, 4, 5, 6].map((turn) => `wheel-${turn}`)]]);
    const saved = await Promise.all(
      made.map((drawId) => saveDraw(shopId, drawId ?? 0, 1, { handle: "spring", terms: wheel }, NOW)),
    );
    expect(saved.filter(({ ok }) => ok)).toHaveLength(1);
    expect(saved.filter((one) => !one.ok && one.reason === "taken")).toHaveLength(5);
    // Who was refused saves again under another address, over what they have seen.
    const [refused = 0] = made.filter((_, index) => saved[index]?.ok === false);
    expect(await saveDraw(shopId, refused ?? 0, 1, { handle: "summer", terms: wheel }, NOW)).toEqual({ ok: true, version: 2 });
    expect((await findDraw(database.db, shopId, refused ?? 0))?.handle).toBe("summer");
  });

  test("modules that are made with one address, and drafts that are given one", async () => {
    const { shopId } = await bonusShop(database.db, []);
    const made = await Promise.all(SIX.map(() => createModule(shopId, "brewing", emptyDraft(), NOW)));
    expect(new Set(made).size).toBe(6);
    const saved = await Promise.all(
      made.map((moduleId) => saveModule(shopId, moduleId ?? 0, 1, { handle: "spring", draft: emptyDraft() }, NOW)),
    );
    expect(saved.filter(({ ok }) => ok)).toHaveLength(1);
    expect(saved.filter((one) => !one.ok && one.reason === "taken")).toHaveLength(5);
  });

  test("events that are made with one address, and drafts that are given one", async () => {
    const { shopId } = await bonusShop(database.db, []);
    const made = await Promise.all(SIX.map(() => createGathering(shopId, "tasting", emptyEvent(), NOW)));
    expect(new Set(made).size).toBe(6);
    const saved = await Promise.all(
      made.map((id) => saveGathering(shopId, id ?? 0, 1, { handle: "spring", draft: emptyEvent() }, NOW)),
    );
    expect(saved.filter(({ ok }) => ok)).toHaveLength(1);
    expect(saved.filter((one) => !one.ok && one.reason === "taken")).toHaveLength(5);
  });

  test("groups that are made with one address, and drafts that are given one", async () => {
    const { shopId } = await bonusShop(database.db, []);
    const made = await Promise.all(SIX.map(() => createGroup(shopId, "regulars", emptyGroup(), NOW)));
    expect(new Set(made).size).toBe(6);
    const saved = await Promise.all(
      made.map((id) => saveGroup(shopId, id ?? 0, 1, { handle: "spring", draft: emptyGroup() }, NOW)),
    );
    expect(saved.filter(({ ok }) => ok)).toHaveLength(1);
    expect(saved.filter((one) => !one.ok && one.reason === "taken")).toHaveLength(5);
  });

  test("segments of one name, whatever its letters' case", async () => {
    const shop = await bonusShop(database.db, []);
    const made = await Promise.all(
      ["Gäste", "GÄSTE", "gäste"].map((name) => createSegment(shop, { name, query: "number_of_orders = 1" }, () => NOW)),
    );
    expect(made.filter(({ ok }) => ok)).toHaveLength(1);
    expect(made.filter((one) => !one.ok && one.reason === "invalid" && one.errors.name === "taken")).toHaveLength(2);
  });

  test("fields of one name", async () => {
    const shop = await bonusShop(database.db, []);
    const defined = await Promise.all(SIX.map(() => defineFieldOf(shop, { name: "Size", kind: "text", actor: "merchant:1" })));
    expect(defined.toSorted()).toEqual(["defined", ...SIX.slice(1).map(() => "same-name")]);
  });

  test("a code for two affiliates, and an application that comes twice", async () => {
    const { shop, planId } = await affiliateShop(database.db);
    const { shopId } = shop;
    await affiliate(database.db, shop, planId, "TEE10");
    const application = { name: "Ada", email: "ada@example.com", website: null, pitch: "Blog" };
    const who = { customerId: null, locale: "de" as const, reapplyDays: 0 };
    await Promise.all(SIX.map(() => affiliates.apply(database.db, shopId, application, who, NOW)));
    await affiliates.apply(database.db, shopId, { ...application, email: "bo@example.com" }, who, NOW);
    const waiting = await affiliates.listAffiliates(database.db, shopId, "applied", { limit: 9, offset: 0 });
    expect(waiting).toHaveLength(2);
    const decision = { planId, code: "SPRING", discountGid: "gid://shopify/DiscountCodeNode/1", discountPercent: 10 };
    const approved = await Promise.all(
      waiting.map(({ affiliateId }) =>
        pipeline.inShop(shopId, (tx) => affiliates.approve(tx, shopId, affiliateId, decision, "merchant:1", NOW)),
      ),
    );
    expect(approved.toSorted()).toEqual([false, true]);
  });

  test("settings that nobody had saved before", async () => {
    const shop = await bonusShop(database.db, []);
    const { shopId } = shop;
    const saves: (() => Promise<unknown>)[] = [
      () => saveAffiliateProgram(database.db, shopId, { enabled: true, settings: usualSettings }, "merchant:1", NOW),
      () => saveReferralProgram(database.db, shop, { enabled: true, terms: usualTerms }, "merchant:1", NOW),
      () => saveLeaderboard(database.db, shop, { on: true, prize: 0 }, NOW),
      () => savePublishDays(database.db, shopId, 14, NOW),
      () => saveBrand(shopId, DEFAULT_BRAND, NOW),
    ];
    for (const save of saves)
      expect((await Promise.allSettled(SIX.map(save))).filter(({ status }) => status === "rejected")).toEqual([]);
  });
});
