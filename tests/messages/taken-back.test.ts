import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { changeConsent } from "../../app/customers/consent/consent.server.ts";
import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import { DAY_MS, HOUR_MS, plusMs, SECOND_MS } from "../../app/lib/time.ts";
import { openSmtp } from "../../app/messages/channels/email/smtp.server.ts";
import { enqueue } from "../../app/messages/outbox.server.ts";
import { sendDue } from "../../app/messages/sending/send-due.server.ts";
import { unsubscribe } from "../../app/messages/unsubscribe/unsubscribe.server.ts";
import { change } from "../../app/pipeline/change.server.ts";
import { obeyPrivacy } from "../../app/pipeline/forget.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { emailsBy } from "../support/transports.ts";
import { messagesOf, stageCustomer, stageShop, startMailServer, type MailServer } from "./stage.ts";

const database = useDatabase();
const noon = new Date("2026-06-10T10:00:00Z");
/** As many as speak to the mail server at once, and two who wait for it. */
const PEOPLE = 6n;
const TOGETHER = 4;

let shop: Shop;
let server: MailServer;
let asked: number;
let answer: (to: null) => void;
let answered: Promise<null>;

beforeAll(async () => {
  server = await startMailServer({
    onRcptTo: (_address, _session, done) => {
      asked += 1;
      void answered.then(() => done());
    },
  });
});
afterAll(() => server.stop());
beforeEach(async () => {
  asked = 0;
  ({ promise: answered, resolve: answer } = Promise.withResolvers<null>());
  server.clear();
  shop = await stageShop(database.db, plusMs(noon, -400 * DAY_MS));
});

it.each(["unsubscribes", "unsubscribes in Shopify", "is erased"] as const)(
  "who %s while their email waits for a slow mail server does not get it (flows 4)",
  async (how) => {
    for (let id = 1n; id <= PEOPLE; id += 1n) {
      await stageCustomer(database.db, shop, id);
      await enqueue(database.db, shop.shopId, [{ customerId: id, template: "win-back", data: {}, key: `k${id}` }], noon);
    }
    const smtp = openSmtp(server.url);
    let now = noon;
    const sending = sendDue(database.db, () => now, 50, factSources, emailsBy(smtp));
    await expect.poll(() => asked).toBe(TOGETHER);
    expect((await messagesOf(database.db, shop)).map(({ state }) => state)).toEqual(Array.from({ length: 6 }, () => "sending"));
    now = plusMs(noon, 2 * SECOND_MS);
    await leave(how, PEOPLE, now);
    answer(null);
    await sending;
    now = plusMs(noon, HOUR_MS);
    await sendDue(database.db, () => now, 50, factSources, emailsBy(smtp));
    smtp.close();
    expect((await server.emails()).flatMap(({ to }) => to?.map(({ address }) => address)).sort()).toEqual(
      [1, 2, 3, 4, 5].map((id) => `c${id}@example.com`),
    );
    expect((await messagesOf(database.db, shop)).at(-1)).toMatchObject({
      ...{ state: "dropped", reason: REASONS[how] },
    });
  },
);

const REASONS = {
  unsubscribes: "suppressed-unsubscribed",
  "unsubscribes in Shopify": "no-consent",
  "is erased": "customer-gone",
};

async function leave(how: keyof typeof REASONS, customerId: bigint, at: Date): Promise<void> {
  if (how === "is erased") {
    const erased = { kind: "customer-redacted", key: "r", customerId, email: `c${customerId}@example.com`, at } as const;
    await database.db.transaction().execute((tx) => obeyPrivacy(tx, shop, [erased], at));
    return;
  }
  await change(
    shop,
    async (tx) => {
      if (how === "unsubscribes in Shopify") {
        const withdrawn = {
          customerId,
          channel: "email",
          state: "unsubscribed",
          optInLevel: null,
          source: "shopify",
          key: "w",
        } as const;
        await changeConsent(tx, shop, withdrawn, at);
        return { result: null };
      }
      await unsubscribe(tx, { shop, customerId, channel: "email" }, "unsubscribe-link", at);
      return { result: null };
    },
    () => at,
  );
}
