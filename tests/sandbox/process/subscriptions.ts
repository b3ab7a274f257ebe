import { readFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "smol-toml";
import { z } from "zod";

const tomlSchema = z.object({
  webhooks: z.object({
    api_version: z.string(),
    subscriptions: z.array(
      z.object({ topics: z.array(z.string()).optional(), compliance_topics: z.array(z.string()).optional() }),
    ),
  }),
});

export type AppRegistration = { apiVersion: string; topics: ReadonlySet<string> };

/** What the app has registered with Shopify: only these topics are delivered, at this version. */
export function readRegistration(root: string): AppRegistration {
  const file = join(root, "shopify.app.toml");
  const { webhooks } = tomlSchema.parse(parse(readFileSync(file, "utf8")));
  const topics = webhooks.subscriptions.flatMap((subscription) => [
    ...(subscription.topics ?? []),
    ...(subscription.compliance_topics ?? []),
  ]);
  return {
    apiVersion: webhooks.api_version,
    topics: new Set(topics),
  };
}
