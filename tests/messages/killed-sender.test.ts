import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { afterEach, describe, expect, it } from "vitest";

import { DAY_MS, HOUR_MS, plusMs } from "../../app/lib/time.ts";
import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import { openSmtp } from "../../app/messages/channels/email/smtp.server.ts";
import { enqueue } from "../../app/messages/outbox.server.ts";
import { sendDue } from "../../app/messages/sending/send-due.server.ts";
import { useDatabase } from "../support/database.ts";
import { emailsBy } from "../support/transports.ts";
import { messagesOf, stageCustomer, stageShop, startMailServer, type MailServer } from "./stage.ts";

const database = useDatabase();
const noon = new Date("2026-06-10T10:00:00Z");
const servers: MailServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

/** Starts a sender and kills it (-9) at the moment that `reached` tells. */
async function killSender(url: string, reached: Promise<null>): Promise<void> {
  const sender = spawn(process.execPath, [join(import.meta.dirname, "sender.process.ts")], {
    env: { ...process.env, DATABASE_URL: database.url, SMTP_URL: url, SENDER_NOW: noon.toISOString() },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(sender, "exit");
  await Promise.race([reached, ended]);
  sender.kill("SIGKILL");
  await ended;
}

describe("a sender that is killed", () => {
  it.each(["before the mail server has taken the email", "after the mail server has taken the email, before that is recorded"])(
    "%s",
    async (moment) => {
      const taken = moment.startsWith("after");
      const shop = await stageShop(database.db, plusMs(noon, -400 * DAY_MS));
      await stageCustomer(database.db, shop, 1n);
      await enqueue(
        database.db,
        shop.shopId,
        [{ customerId: 1n, flowId: 1, runId: 1n, stepId: "value", template: "win-back", data: {}, key: moment, locale: "de" }],
        noon,
      );

      const { promise: reached, resolve: reach } = Promise.withResolvers<null>();
      // The server keeps the sender waiting for its answer for ever.
      const stuck = await startMailServer({
        onRcptTo: (_address, _session, done) => (taken ? done() : reach(null)),
        onData(stream) {
          const chunks: Buffer[] = [];
          stream.on("data", (chunk: Buffer) => chunks.push(chunk));
          stream.on("end", () => {
            stuck.raw.push(Buffer.concat(chunks).toString("utf8"));
            reach(null);
          });
        },
      });
      servers.push(stuck);
      await killSender(stuck.url, reached);
      stuck.hangUp();
      expect(stuck.raw).toHaveLength(taken ? 1 : 0);
      expect(await messagesOf(database.db, shop)).toMatchObject([{ state: "sending", attempts: 1 }]);

      const server = await startMailServer();
      servers.push(server);
      const email = openSmtp(server.url);
      // Its claim still counts; then it is given up, as nobody can know what the server did.
      await sendDue(database.db, () => plusMs(noon, HOUR_MS / 12), 50, factSources, emailsBy(email));
      expect(await messagesOf(database.db, shop)).toMatchObject([{ state: "sending" }]);
      for (let hour = 1; hour < 24; hour += 1)
        await sendDue(database.db, () => plusMs(noon, hour * HOUR_MS), 50, factSources, emailsBy(email));
      email.close();
      expect(server.raw).toEqual([]);
      expect(await messagesOf(database.db, shop)).toMatchObject([{ state: "failed", reason: "unknown-outcome" }]);
    },
  );
});
