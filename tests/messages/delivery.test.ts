import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import type { Transport } from "../../app/messages/channels/channel.ts";
import type { Email } from "../../app/messages/channels/email/email.ts";
import { openSmtp } from "../../app/messages/channels/email/smtp.server.ts";
import { sendDue } from "../../app/messages/sending/send-due.server.ts";
import { useDatabase } from "../support/database.ts";
import { emailsBy } from "../support/transports.ts";
import { noon, useOutbox } from "./outbox-stage.ts";
import { messagesOf, refusal, stageCustomer, timelineOf } from "./stage.ts";

const database = useDatabase();
const stage = useOutbox(database);

describe("the mail server", () => {
  it("may be busy: the email is tried again, later and later, under the same Message-ID", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.queue(1n);
    stage.respond = { rcpt: refusal(451, "4.3.2 Try again later <c1@example.com>") };
    await stage.send();
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([
      { state: "queued", attempts: 1, sent_at: null, due_at: plusMs(noon, 2 * MINUTE_MS) },
    ]);
    expect((await messagesOf(database.db, stage.shop))[0]?.reason).toBe("mail-server: 451 4.3.2 Try again later …");
    await stage.send(plusMs(noon, 2 * MINUTE_MS));
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ attempts: 2, due_at: plusMs(noon, 6 * MINUTE_MS) }]);
    stage.respond = {};
    await stage.send(plusMs(noon, 6 * MINUTE_MS));
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "sent", attempts: 3 }]);
    expect(stage.server.raw).toHaveLength(1);
  });

  it("may be away: nothing is lost", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.queue(1n);
    const nowhere = openSmtp("smtp://127.0.0.1:1");
    await stage.send(noon, nowhere);
    nowhere.close();
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "queued", attempts: 1 }]);
    await stage.send(plusMs(noon, HOUR_MS));
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "sent" }]);
  });

  it("says that an address is dead: it is never written to again", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.queue(1n);
    stage.respond = { rcpt: refusal(550, "5.1.1 No such user here") };
    await stage.send();
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "failed", sent_at: null }]);
    expect(await timelineOf(database.db, stage.shop, 1n)).toEqual(["message.dropped suppressed-bounced"]);
    stage.respond = {};
    await stage.queue(1n);
    await stage.send(plusMs(noon, DAY_MS));
    expect((await messagesOf(database.db, stage.shop))[1]).toMatchObject({ state: "dropped", reason: "suppressed-bounced" });
    expect(stage.server.raw).toEqual([]);
  });

  it("refuses this email for another reason: that email has failed, the address is not blamed", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.queue(1n);
    stage.respond = { data: refusal(554, "5.7.1 Looks like spam") };
    await stage.send();
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "failed" }]);
    const { rows } = await sql`select 1 from suppressions where shop_id = ${stage.shop.shopId}`.execute(database.db);
    expect(rows).toEqual([]);
  });
});

describe("at most once", () => {
  it("one email for an intent that is queued again and again", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.queue(1n, { key: "same" });
    await stage.queue(1n, { key: "same" });
    await stage.send();
    await stage.queue(1n, { key: "same" });
    await stage.send(plusMs(noon, DAY_MS));
    expect(stage.server.raw).toHaveLength(1);
  });

  it("one email each from many senders at once", async () => {
    for (let id = 1n; id <= 40n; id += 1n) {
      await stageCustomer(database.db, stage.shop, id);
      await stage.queue(id);
    }
    const connections = Array.from({ length: 4 }, () => openSmtp(stage.server.url));
    await Promise.all(
      connections.flatMap((over) => [
        sendDue(database.db, () => noon, 15, factSources, emailsBy(over)),
        sendDue(database.db, () => noon, 15, factSources, emailsBy(over)),
      ]),
    );
    while ((await stage.send()) > 0);
    for (const over of connections) over.close();
    const recipients = (await stage.server.emails()).map(({ to }) => to?.[0]?.address);
    expect(recipients).toHaveLength(40);
    expect(new Set(recipients).size).toBe(40);
    expect((await messagesOf(database.db, stage.shop)).every(({ state, attempts }) => state === "sent" && attempts === 1)).toBe(
      true,
    );
  });

  it("one advertising email to a customer from two senders that hold different messages", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.queue(1n);
    await stage.queue(1n);
    await Promise.all([
      sendDue(database.db, () => noon, 1, factSources, emailsBy(stage.smtp)),
      sendDue(database.db, () => noon, 1, factSources, emailsBy(stage.smtp)),
      sendDue(database.db, () => noon, 1, factSources, emailsBy(stage.smtp)),
    ]);
    await stage.send();
    expect(stage.server.raw).toHaveLength(1);
  });

  it("never again when the line broke after the email was given over", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.queue(1n);
    stage.respond = { drop: true };
    await stage.send();
    expect(stage.server.raw).toHaveLength(1);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "failed", reason: "unknown-outcome" }]);
    for (let hour = 1; hour < 30; hour += 1) await stage.send(plusMs(noon, hour * HOUR_MS));
    expect(stage.server.raw).toHaveLength(1);
    expect(await timelineOf(database.db, stage.shop, 1n)).toEqual(["message.dropped unknown-outcome"]);
  });

  it("still records that an email was accepted when its claim had been given up meanwhile", async () => {
    await stageCustomer(database.db, stage.shop, 1n);
    await stage.queue(1n);
    const slow: Transport<Email> = {
      close: () => undefined,
      send: async () => {
        await stage.send(plusMs(noon, DAY_MS));
        return { kind: "accepted" };
      },
    };
    await stage.send(noon, slow);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "sent", reason: null }]);
  });
});
