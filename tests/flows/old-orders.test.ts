import { expect, it } from "vitest";

import { append, type TimelineEvent } from "../../app/customers/timeline.server.ts";
import { messagesOf, stageCustomer } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import { email } from "../support/flows.ts";
import { days, start, useFlows } from "./flow-stage.ts";

const database = useDatabase();
const wait = { event: "order-delivered" as const, atMostHours: 72, otherwise: "end" as const };
const stage = useFlows(database, {
  ...{ trigger: { kind: "event", event: "order-refunded" }, exits: [] },
  steps: [{ kind: "wait", id: "arrived", wait }, email("sorry")],
});

it("waits no longer for what its order reached long before the run began", async () => {
  await stageCustomer(database.db, stage.shop, 1n);
  await stage.switchOn(start);
  const happens = async (kind: "order.delivered" | "order.refunded", now: Date) => {
    const event = { customerId: 1n, kind, key: kind, occurredAt: now, data: { orderId: "5" } };
    await append(database.db, stage.shop.shopId, [event as unknown as TimelineEvent], now);
    await stage.look([1n], now);
  };
  await happens("order.delivered", days(1));
  await happens("order.refunded", days(10));
  expect(await stage.runsOf(1n)).toMatchObject([{ state: "ended", end_reason: "completed" }]);
  expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "queued", due_at: days(10) }]);
});
