import { readFileSync } from "node:fs";

import { parse } from "smol-toml";
import { expect, it } from "vitest";

import { mirrorTopics, topics, topicsByScope } from "../../app/webhooks/topics.ts";

it("the topics that we handle are those that shopify.app.toml subscribes to", () => {
  const app = parse(readFileSync("shopify.app.toml", "utf8")) as {
    webhooks: { subscriptions: { topics?: string[]; compliance_topics?: string[] }[] };
  };
  const subscribed = app.webhooks.subscriptions.flatMap((subscription) => [
    ...(subscription.topics ?? []),
    ...(subscription.compliance_topics ?? []),
  ]);
  const optional = new Set<string>([...Object.values(topicsByScope).flat(), ...mirrorTopics]);
  expect(subscribed.sort()).toEqual(topics.filter((topic) => !optional.has(topic)).sort());
});
