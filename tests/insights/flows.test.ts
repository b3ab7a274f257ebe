import { expect, test } from "vitest";

import { readFlowFigures } from "../../app/insights/flow-figures.server.ts";
import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import { enqueue } from "../../app/messages/outbox.server.ts";
import { sendDue } from "../../app/messages/sending/send-due.server.ts";
import { stageCustomer, stageShop } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import { emailsBy } from "../support/transports.ts";

const database = useDatabase();
/** 23:00 in Berlin. */
const NIGHT = new Date("2026-06-10T21:00:00Z");
const MORNING = new Date("2026-06-11T06:00:00Z");

test("the merchant sees what waits and why, apart from what was not sent and why", async () => {
  const shop = await stageShop(database.db, NIGHT);
  const other = await stageShop(database.db, NIGHT);
  const channel = { send: () => Promise.resolve({ kind: "temporary" as const, reason: "450 busy" }), close: () => undefined };
  for (const of of [shop, other]) {
    await stageCustomer(database.db, of, 1n);
    await stageCustomer(database.db, of, 2n, { consent: "unsubscribed" });
    const message = {
      flowId: 7,
      runId: 1n,
      step: 0,
      stepId: "first",
      template: "win-back" as const,
      data: {},
      locale: "de" as const,
    };
    const messages = [1n, 2n].map((customerId) => ({ ...message, customerId, key: `k${customerId}` }));
    await enqueue(database.db, of.shopId, messages, NIGHT);
  }
  await sendDue(database.db, () => NIGHT, 50, factSources, emailsBy(channel));
  const waits = async () => {
    const { steps } = await readFlowFigures(database.db, shop, 7, NIGHT);
    return steps.map(({ stepId, deferred, notSent }) => ({ stepId, deferred, notSent }));
  };
  const notSent = [{ reason: "no-consent", count: 1 }];
  expect(await waits()).toEqual([{ stepId: "first", deferred: [{ reason: "quiet-hours", count: 1 }], notSent }]);
  await sendDue(database.db, () => MORNING, 50, factSources, emailsBy(channel));
  expect(await waits()).toEqual([{ stepId: "first", deferred: [{ reason: "mail-server: 450 busy", count: 1 }], notSent }]);
});
