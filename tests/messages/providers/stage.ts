import { sql } from "kysely";

import { applyEmailEvents } from "../../../app/jobs/loops/email-events-loop.server.ts";
import { DAY_MS, plusMs } from "../../../app/lib/time.ts";
import { markOf } from "../../../app/messages/outcomes/mark.ts";
import { receiveEvents } from "../../../app/messages/outcomes/receive.server.ts";
import type { Means } from "../../../app/messages/providers/contract.ts";
import type { ProviderName } from "../../../app/messages/providers/registry.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import type { TestDatabase } from "../../support/database.ts";
import { stageCustomer, stageShop } from "../stage.ts";
import { amazonsCertificate, mailgunKey, resendSecret, sendgridKey, sharedSecret, topic, type Sent } from "./requests.ts";

/** 2026-06-10T10:00:30Z is 1781085630 seconds since 1970. */
export const now = new Date("2026-06-10T10:00:30Z");
export const secret = "test-unsubscribe-secret-0123456789";

const secrets: Record<ProviderName, string[]> = {
  ...{ ses: [topic], sendgrid: [sendgridKey], mailgun: [mailgunKey], postmark: [sharedSecret] },
  ...{ resend: [resendSecret], brevo: [sharedSecret], mailjet: [sharedSecret] },
};

/** What the adapters asked of the outside. */
export type Asked = Means & { certificates: string[]; confirmed: string[] };

export function snsMeans(certificate: string | null = amazonsCertificate): Asked {
  const [certificates, confirmed]: string[][] = [[], []];
  return {
    ...{ certificates: certificates ?? [], confirmed: confirmed ?? [] },
    certificate(url) {
      certificates?.push(url.href);
      return Promise.resolve(certificate);
    },
    confirm(url) {
      confirmed?.push(url.href);
      return Promise.resolve(true);
    },
  };
}

export type SentMessage = { shop: Shop; messageId: bigint; customerId: bigint; mark: string; address: string };

export type ProviderStage = {
  tell: (provider: ProviderName, sent: Sent, at?: Date, means?: Means) => Promise<number>;
  apply: (at?: Date) => Promise<number>;
  /** A subscriber of a shop, and an email that has left for them an hour ago. */
  send: (
    shop: Shop,
    customerId: bigint,
    more?: { email?: string; providerId?: string; sentAt?: Date; state?: string },
  ) => Promise<SentMessage>;
  again: (sent: SentMessage, sentAt: Date) => Promise<SentMessage>;
  shop: () => Promise<Shop>;
  outcome: (sent: SentMessage) => Promise<{ outcome: string | null; outcome_at: Date | null; state: string }>;
  suppressed: (shop: Shop) => Promise<string[]>;
  consent: (sent: SentMessage) => Promise<string>;
  stored: () => Promise<{ shop_id: number; kind: string; state: string }[]>;
};

export function providerStage(database: TestDatabase): ProviderStage {
  const rows = async <Row>(query: ReturnType<typeof sql<Row>>) => (await query.execute(database.db)).rows;
  const insert = async (
    shop: Shop,
    customerId: bigint,
    address: string,
    more: { providerId?: string; sentAt?: Date; state?: string },
  ) => {
    const sentAt = more.sentAt ?? plusMs(now, -3_600_000);
    const [row] = await rows(sql<{ id: bigint }>`
      insert into messages (shop_id, customer_id, template, key, locale, recipient, subject, state, reason, due_at, created_at, sent_at, provider_id)
      values (${shop.shopId}, ${customerId}, 'win-back', ${`test:${customerId}:${sentAt.toISOString()}`}, 'de', ${address}, 'Hallo', ${more.state ?? "sent"},
        ${more.state === "failed" ? "unknown-outcome" : null}, ${sentAt}, ${sentAt}, ${sentAt}, ${more.providerId ?? null}) returning message_id as id`);
    const messageId = row?.id ?? 0n;
    return { shop, messageId, customerId, address, mark: markOf({ shopId: shop.shopId, messageId }, secret) };
  };
  return {
    async tell(provider, { body, headers }, at = now, means = snsMeans()) {
      return (await receiveEvents(database.db, provider, secrets[provider], { body, headers, now: at }, means)).status;
    },
    apply: (at = now) => applyEmailEvents(() => at),
    async send(shop, customerId, more = {}) {
      const address = more.email ?? `c${customerId}@example.com`;
      await stageCustomer(database.db, shop, customerId, { email: address });
      return insert(shop, customerId, address.toLowerCase(), more);
    },
    again: ({ shop, customerId, address }, sentAt) => insert(shop, customerId, address, { sentAt }),
    shop: () => stageShop(database.db, plusMs(now, -400 * DAY_MS)),
    async outcome({ shop, messageId }) {
      const [row] = await rows(
        sql<{ outcome: string | null; outcome_at: Date | null; state: string }>`
          select outcome, outcome_at, state from messages where shop_id = ${shop.shopId} and message_id = ${messageId}`,
      );
      return row ?? { outcome: null, outcome_at: null, state: "" };
    },
    async suppressed({ shopId }) {
      const found = await rows(
        sql<{
          line: string;
        }>`select address || ' ' || reason || ' ' || source as line from suppressions where shop_id = ${shopId} order by address`,
      );
      return found.map(({ line }) => line);
    },
    async consent({ shop, customerId }) {
      const [row] = await rows(
        sql<{
          email_consent: string;
        }>`select email_consent from customers where shop_id = ${shop.shopId} and customer_id = ${customerId}`,
      );
      return row?.email_consent ?? "";
    },
    stored: () =>
      rows(
        sql<{ shop_id: number; kind: string; state: string }>`select shop_id, kind, state from provider_events order by event_id`,
      ),
  };
}
