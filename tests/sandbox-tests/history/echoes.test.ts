import { expect, test } from "vitest";

import { withoutEchoes } from "../../sandbox/history/echoes.ts";

test("leaves out what only repeats the webhook before it, and nothing else", () => {
  const heard: string[] = [];
  const hear = withoutEchoes(({ topic, body }) => heard.push(`${topic} ${body}`));
  const say = (topic: string, body: string) =>
    hear({ shop: "a.myshopify.com", topic, body, eventId: "e", triggeredAt: new Date("2026-03-01T09:00:00Z") });

  for (const topic of ["orders/create", "orders/paid", "orders/updated"]) say(topic, "1");
  say("refunds/create", "2");
  say("orders/updated", "3");
  say("orders/updated", "4");

  expect(heard).toEqual(["orders/create 1", "orders/paid 1", "refunds/create 2", "orders/updated 3", "orders/updated 4"]);
});
