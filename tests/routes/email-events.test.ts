process.env["POSTMARK_WEBHOOK_SECRET"] = "postmark-secret-0123456789,postmark-secret-of-before";

import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { markHeaders } from "../../app/messages/outcomes/listening.server.ts";
import { action, loader } from "../../app/routes/email-events.$provider.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const event = { RecordType: "Delivery", MessageID: "m", Recipient: "c1@example.com", DeliveredAt: "2026-06-10T10:00:00Z" };

function ask(provider: string, { method = "POST", secret = "postmark-secret-0123456789" } = {}): Promise<Response> {
  const request = new Request(`http://127.0.0.1:3000/email-events/${provider}`, {
    method,
    headers: { "Content-Type": "application/json", "X-Webhook-Secret": secret },
    ...(method === "GET" ? {} : { body: JSON.stringify({ ...event, DeliveredAt: new Date().toISOString() }) }),
  });
  const args = { request, params: { provider }, context: {} } as unknown as Parameters<typeof action>[0];
  return method === "GET" ? Promise.resolve(loader(args)) : action(args);
}

describe("the address of an email provider's events", () => {
  it.each([
    ["postmark", "POST", 200],
    ["postmark", "GET", 405],
    ["postmark", "PUT", 405],
    // Not set up, or no provider at all: the same answer.
    ["sendgrid", "POST", 404],
    ["nobody", "POST", 404],
    ["constructor", "POST", 404],
    ["__proto__", "GET", 404],
  ])("%s, %s → %i, and nothing besides", async (provider, method, status) => {
    const response = await ask(provider, { method });
    expect(response.status).toBe(status);
    expect(await response.text()).toBe("");
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("takes the secret that is being replaced, too, and no other", async () => {
    expect((await ask("postmark", { secret: "postmark-secret-of-before" })).status).toBe(200);
    expect((await ask("postmark", { secret: "postmark-secret-of-before," })).status).toBe(401);
    expect((await ask("postmark", { secret: "" })).status).toBe(401);
  });

  it("has stored what it answered 200 to", async () => {
    const { rows } = await sql<{ shop_id: number; kind: string }>`select distinct shop_id, kind from provider_events`.execute(
      database.db,
    );
    expect(rows).toEqual([{ shop_id: 0, kind: "delivered" }]);
  });

  it("emails carry a header for a provider that is listened to, and for no other", () => {
    expect(markHeaders("mark")).toEqual({ "X-PM-Metadata-reprise": "mark" });
  });
});
