import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";

import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { openSmtp } from "../../app/messages/channels/email/smtp.server.ts";
import type { Transport } from "../../app/messages/channels/channel.ts";
import type { Email } from "../../app/messages/channels/email/email.ts";
import { enqueue, type NewMessage } from "../../app/messages/outbox.server.ts";
import { sendDue } from "../../app/messages/sending/send-due.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import type { TestDatabase } from "../support/database.ts";
import { emailsBy } from "../support/transports.ts";
import { stageShop, startMailServer, type MailServer } from "./stage.ts";

export const noon = new Date("2026-06-10T10:00:00Z");

type Intent = Omit<NewMessage, "template" | "data">;

export type OutboxStage = {
  shop: Shop;
  server: MailServer;
  smtp: Transport<Email>;
  /** How the server answers: by default it accepts. `drop`: it takes the email, and the line goes dead before it can say so. */
  respond: { rcpt?: Error; data?: Error; drop?: boolean };
  queue: (customerId: bigint, more?: Partial<Intent>, at?: Date) => Promise<void>;
  send: (now?: Date, over?: Transport<Email>) => Promise<number>;
};

/** A shop of its own for each test of a file, and a mail server. Call once at the top. */
export function useOutbox(database: TestDatabase): OutboxStage {
  let runs = 0n;
  const stage: Partial<OutboxStage> & Pick<OutboxStage, "respond"> = { respond: {} };
  const ready = stage as OutboxStage;
  ready.queue = async (customerId, more = {}, at = noon) => {
    runs += 1n;
    const about = { customerId, flowId: 1, runId: runs, step: 0, key: `test:${runs}`, locale: "de" as const, ...more };
    await enqueue(database.db, ready.shop.shopId, [{ ...about, template: "win-back", data: {} }], at);
  };
  ready.send = (now = noon, over = ready.smtp) => sendDue(database.db, () => now, 50, factSources, emailsBy(over));

  beforeAll(async () => {
    ready.server = await startMailServer({
      onRcptTo: (_address, _session, done) => {
        done(ready.respond.rcpt);
      },
      onData(stream, _session, done) {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          if (ready.respond.data !== undefined) {
            done(ready.respond.data);
            return;
          }
          ready.server.raw.push(Buffer.concat(chunks).toString("utf8"));
          if (ready.respond.drop === true) ready.server.hangUp();
          else done();
        });
      },
    });
  });
  beforeEach(async () => {
    ready.shop = await stageShop(database.db, plusMs(noon, -400 * DAY_MS));
    ready.smtp = openSmtp(ready.server.url);
  });
  afterEach(async () => {
    ready.smtp.close();
    // Senders serve all shops: what a test leaves in the queue would leave in the next one.
    await sql`delete from messages`.execute(database.db);
    await sql`delete from suppressions`.execute(database.db);
    ready.server.clear();
    ready.respond = {};
  });
  afterAll(() => ready.server.stop());
  return ready;
}
