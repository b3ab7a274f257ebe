import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { useDatabase } from "../../support/database.ts";
import { timelineOf } from "../stage.ts";
import { providerStage } from "./stage.ts";
import { tellings } from "./tellings.ts";

const database = useDatabase();
const stage = providerStage(database);
const all = Object.entries(tellings).flatMap(([provider, own]) =>
  own.map(([what, outcome, sent]) => ({ provider, what, outcome, sent })),
);

const EFFECTS = {
  delivered: { suppressed: [], consent: "subscribed", timeline: [] },
  undelivered: { suppressed: [], consent: "subscribed", timeline: ["message.bounced"] },
  bounced: { suppressed: ["bounced provider"], consent: "subscribed", timeline: ["message.bounced"] },
  unsubscribed: { suppressed: ["unsubscribed provider"], consent: "unsubscribed", timeline: ["consent.changed"] },
  complained: {
    suppressed: ["complained provider"],
    consent: "unsubscribed",
    timeline: ["consent.changed", "message.complained"],
  },
};

describe("what providers document that they tell (flows 3.2)", () => {
  it.each(all)("$provider: $what is $outcome", async ({ provider, what, outcome, sent }) => {
    const shop = await stage.shop();
    const message = await stage.send(shop, 1n);
    const about = {
      mark: message.mark,
      address: "C1@Example.com",
      id: `e${all.findIndex((one) => one.provider === provider && one.what === what)}`,
    };
    expect(await stage.tell(provider as keyof typeof tellings, sent(about))).toBe(200);
    expect(await stage.apply()).toBe(outcome === null ? 0 : 1);
    const found = await stage.outcome(message);
    expect(found.outcome).toBe(outcome);
    if (outcome === null) return;
    expect(Math.abs((found.outcome_at?.getTime() ?? 0) - Date.parse("2026-06-10T10:00:00Z"))).toBeLessThanOrEqual(30_000);
    const { suppressed, consent, timeline } = EFFECTS[outcome];
    expect(await stage.suppressed(shop)).toEqual(suppressed.map((line) => `c1@example.com ${line}`));
    expect(await stage.consent(message)).toBe(consent);
    expect((await timelineOf(database.db, shop, 1n)).map((line) => line.split(" ")[0]).sort()).toEqual(timeline);
    const { rows } = await sql`select recipient, raw, state from provider_events where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    expect(rows).toEqual([{ recipient: null, raw: null, state: "done" }]);
  });
});
