import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";

import type { Campaign, CampaignStep } from "../../app/campaigns/campaign.ts";
import { createCampaign, findCampaign, steer, type Changed } from "../../app/campaigns/campaigns.server.ts";
import { NO_PLAN, type Plan } from "../../app/campaigns/plan.ts";
import { countOutcomes, readTally } from "../../app/campaigns/recipients/tally.server.ts";
import { workCampaigns } from "../../app/campaigns/work/work.server.ts";
import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import type { Transport } from "../../app/messages/channels/channel.ts";
import type { Email } from "../../app/messages/channels/email/email.ts";
import { openSmtp } from "../../app/messages/channels/email/smtp.server.ts";
import { sendDue } from "../../app/messages/sending/send-due.server.ts";
import { createDefaultProgram } from "../../app/program/versions.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { stageShop, startMailServer, type MailServer } from "../messages/stage.ts";
import type { TestDatabase } from "../support/database.ts";
import { addEmail } from "../support/flows.ts";
import { emailsBy } from "../support/transports.ts";

/** Noon in Berlin, a Wednesday. */
export const noon = new Date("2026-06-10T10:00:00Z");

export const BY = "merchant:1";

/** What a test says of an SMTP server: how it answers, and when its line goes dead. */
export type Behavior = {
  onData?: (taken: number) => "take" | "hang-up" | "take-and-hang-up";
  refuse?: (to: string) => Error | null;
};

export type CampaignStage = {
  shop: Shop;
  server: MailServer;
  smtp: Transport<Email>;
  behave: Behavior;
  /** Subscribers with a confirmed opt-in, in Germany unless said otherwise. */
  people: (ids: readonly bigint[], more?: { country?: string; province?: string | null; consent?: string }) => Promise<void>;
  /** A draft for everybody; its name is "Sommer". */
  draft: (plan?: Partial<Plan>) => Promise<number>;
  find: (campaignId: number) => Promise<Campaign>;
  step: (campaignId: number, step: CampaignStep, at?: Date) => Promise<Changed>;
  /** A campaign that goes at once. */
  start: (plan?: Partial<Plan>, at?: Date) => Promise<number>;
  /** Everything that is due at an instant: campaigns take their turns, and the outbox sends. */
  run: (at: Date) => Promise<void>;
  tally: (campaignId: number) => ReturnType<typeof readTally>;
  /** "not-sent no-consent 3" */
  outcomes: (campaignId: number) => Promise<string[]>;
  /** Addresses in the mailbox, in order. */
  mailbox: () => Promise<string[]>;
};

/** A shop of its own for each test of a file, with a published email and a mail server. Call once at the top. */
export function useCampaigns(database: TestDatabase): CampaignStage {
  const stage = { behave: {} } as CampaignStage;
  const db = () => database.db;
  stage.people = async (ids, { country = "DE", province = null, consent = "subscribed" } = {}) => {
    await sql`
      insert into customers (shop_id, customer_id, email, first_name, locale, country_code, province_code, tags, email_consent, email_opt_in_level, email_consent_at, created_at)
      select ${stage.shop.shopId}, id, 'c' || id || '@example.com', 'Anna', 'de', ${country}, ${province}, '{}', ${consent}, 'confirmed_opt_in',
        ${stage.shop.installedAt}, ${stage.shop.installedAt}
      from unnest(${`{${ids.join(",")}}`}::bigint[]) as id
    `.execute(db());
  };
  stage.draft = async (plan = {}) => {
    const whole = { ...NO_PLAN, emailId: 1, audience: { kind: "everyone" as const }, ...plan };
    const campaignId = await createCampaign(db(), stage.shop.shopId, { name: "Sommer", plan: whole }, BY, noon);
    if (campaignId === null) throw new Error("No room for a campaign");
    return campaignId;
  };
  stage.find = async (campaignId) => {
    const found = await findCampaign(db(), stage.shop.shopId, campaignId);
    if (found === null) throw new Error("No such campaign");
    return found;
  };
  stage.step = async (campaignId, step, at = noon) => {
    const { revision } = await stage.find(campaignId);
    return steer(db(), stage.shop, campaignId, { step, seen: revision }, BY, at);
  };
  stage.start = async (plan = {}, at = noon) => {
    const campaignId = await stage.draft(plan);
    const started = await stage.step(campaignId, "schedule", at);
    if (!started.ok) throw new Error(started.reason);
    return campaignId;
  };
  stage.run = async (at) => {
    for (let done = 1; done > 0;) {
      done = await workCampaigns(db(), () => at);
      done += await sendDue(db(), () => at, 50, factSources, emailsBy(stage.smtp));
    }
  };
  stage.tally = (campaignId) => readTally(db(), stage.shop.shopId, campaignId);
  stage.outcomes = async (campaignId) => {
    const counts = await countOutcomes(db(), stage.shop.shopId, campaignId);
    return counts.map(({ outcome, reason, count }) => [outcome, reason, count].filter((part) => part !== null).join(" ")).sort();
  };
  stage.mailbox = async () => {
    const emails = await stage.server.emails();
    return emails.map(({ to }) => to?.[0]?.address ?? "");
  };
  beforeAll(async () => {
    stage.server = await startMailServer({
      onRcptTo: ({ address }, _session, done) => done(stage.behave.refuse?.(address) ?? undefined),
      onData(stream, _session, done) {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          const what = stage.behave.onData?.(stage.server.raw.length) ?? "take";
          if (what !== "hang-up") stage.server.raw.push(Buffer.concat(chunks).toString("utf8"));
          if (what === "take") done();
          else stage.server.hangUp();
        });
      },
    });
  });
  beforeEach(async () => {
    stage.shop = await stageShop(db(), plusMs(noon, -400 * DAY_MS));
    await createDefaultProgram(stage.shop.shopId, stage.shop.installedAt);
    await addEmail(db(), stage.shop, noon);
    stage.smtp = openSmtp(stage.server.url);
  });
  afterEach(async () => {
    stage.smtp.close();
    // Workers serve all shops: what a test leaves would go on in the next one.
    await sql`delete from campaigns`.execute(db());
    await sql`delete from messages`.execute(db());
    stage.server.clear();
    stage.behave = {};
  });
  afterAll(() => stage.server.stop());
  return stage;
}

export const idsTo = (count: number, from = 1): bigint[] => Array.from({ length: count }, (_, at) => BigInt(from + at));
