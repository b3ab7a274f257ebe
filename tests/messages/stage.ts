import type { Socket } from "node:net";

import { sql } from "kysely";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

import type { Db } from "../../app/db.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { beLive } from "../support/earning-shop.ts";

let shops = 0;

/** A German shop of its own, with settings as after the install. */
export async function stageShop(db: Db, installedAt: Date, domain = `shop-${++shops}.myshopify.com`): Promise<Shop> {
  const { rows } = await sql<{ shop_id: number }>`
    insert into shops (domain, name, email, currency, time_zone, country_code, primary_locale, installed_at, first_installed_at)
    values (${domain}, 'Morgenrot', 'hallo@morgenrot.example', 'EUR', 'Europe/Berlin', 'DE', 'de', ${installedAt}, ${installedAt}) returning shop_id
  `.execute(db);
  const shopId = rows[0]?.shop_id ?? 0;
  await sql`
    insert into shop_settings (shop_id, sender_name, sender_email, imprint, default_locale, updated_at)
    values (${shopId}, 'Morgenrot', 'hallo@morgenrot.example', ${"Morgenrot GmbH\nMusterstraße 1\n10115 Berlin"}, 'de', ${installedAt})
  `.execute(db);
  await beLive(db, { shopId }, installedAt);
  return {
    shopId,
    domain,
    status: "installed",
    name: "Morgenrot",
    currency: "EUR",
    timeZone: "Europe/Berlin",
    primaryLocale: "de",
    countryCode: "DE",
    proxyPath: null,
    pointsNames: {},
    ...{ referralsSince: null, affiliatesSince: null, installedAt, firstInstalledAt: installedAt },
  };
}

export type StagedCustomer = {
  customerId: bigint;
  email: string | null;
  lastOrderAt: Date | null;
  locale: string | null;
  firstName: string | null;
  consent: string;
  optInLevel: string;
};

/** A subscriber with a confirmed opt-in who has bought once, unless said otherwise. */
export async function stageCustomer(
  db: Db,
  shop: Shop,
  customerId: bigint,
  more: Partial<StagedCustomer> = {},
): Promise<StagedCustomer> {
  const customer = {
    ...{
      customerId,
      email: `c${customerId}@example.com`,
      lastOrderAt: null,
      locale: "de",
      firstName: "Anna",
      consent: "subscribed",
      optInLevel: "confirmed_opt_in",
    },
    ...more,
  };
  const { email, lastOrderAt, locale, firstName, consent, optInLevel } = customer;
  await sql`
    insert into customers (shop_id, customer_id, email, first_name, locale, country_code, tags, email_consent, email_opt_in_level, email_consent_at, created_at,
      orders_count, first_order_at, last_order_at)
    values (${shop.shopId}, ${customerId}, ${email}, ${firstName}, ${locale}, 'DE', '{}', ${consent}, ${optInLevel}, ${shop.installedAt}, ${shop.installedAt},
      ${lastOrderAt === null ? 0 : 1}, ${lastOrderAt}, ${lastOrderAt})
  `.execute(db);
  return customer;
}

/** What the profile would say after an order. */
export async function buys(db: Db, shop: Shop, customerId: bigint, at: Date): Promise<void> {
  await sql`
    update customers set orders_count = orders_count + 1, first_order_at = coalesce(first_order_at, ${at}), last_order_at = ${at}
    where shop_id = ${shop.shopId} and customer_id = ${customerId}
  `.execute(db);
}

export type StagedMessage = {
  state: string;
  reason: string | null;
  attempts: number;
  recipient: string | null;
  due_at: Date;
  sent_at: Date | null;
  locale: string;
};

export async function messagesOf(db: Db, shop: Shop, customerId?: bigint): Promise<StagedMessage[]> {
  const { rows } = await sql<StagedMessage>`
    select state, reason, attempts, recipient, due_at, sent_at, locale from messages
    where shop_id = ${shop.shopId} and (${customerId ?? null}::bigint is null or customer_id = ${customerId ?? null}::bigint) order by message_id
  `.execute(db);
  return rows;
}

export async function timelineOf(db: Db, shop: Shop, customerId: bigint): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select kind || coalesce(' ' || (data->>'reason'), '') as line from timeline_events
    where shop_id = ${shop.shopId} and customer_id = ${customerId} order by event_id
  `.execute(db);
  return rows.map(({ line }) => line);
}

export type MailServer = {
  url: string;
  raw: string[];
  emails: () => Promise<Email[]>;
  hangUp: () => void;
  clear: () => void;
  stop: () => Promise<void>;
};

/** A real SMTP server on a free port that keeps what it accepts. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const raw: string[] = [];
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ["STARTTLS", "AUTH"], logger: false, disableReverseLookup: true },
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        raw.push(Buffer.concat(chunks).toString("utf8"));
        done();
      });
    },
    ...options,
  });
  server.on("error", () => undefined);
  const sockets = new Set<Socket>();
  server.server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    raw,
    emails: () => Promise.all(raw.map((email) => PostalMime.parse(email))),
    hangUp: () => {
      for (const socket of sockets) socket.destroy();
    },
    clear: () => void raw.splice(0),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** A reply that an SMTP server gives instead of accepting. */
export function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
