import { createHmac } from "node:crypto";

import { Session } from "@shopify/shopify-api";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { signatureOf } from "../../../app/messages/links/signature.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { useDatabase } from "../../support/database.ts";
import { installShop, INSTALLED_AT } from "../../support/shops.ts";

const database = useDatabase();
const domain = "morgenrot.myshopify.com";
const keyOf = (letter: string) => Buffer.alloc(32, letter).toString("base64");
const OLD_LINKS = "test-unsubscribe-secret-0123456789";
const OLD_SECRET = "test-client-secret-0123456789";

/** The app's modules as a process with this environment has them. */
async function processWith(environment: Record<string, string> = {}) {
  vi.resetModules();
  vi.unstubAllEnvs();
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  running.push(await import("../../../app/db.server.ts"));
  const { readMailboxKey } = await import("../../../app/shops/settings/mailbox-key.server.ts");
  return {
    mailboxKeyOf: (of: Shop) => readMailboxKey(database.db, of),
    ...(await import("../../../app/shopify.server.ts")),
    receivers: await import("../../../app/deliveries/receivers.server.ts"),
    ...(await import("../../../app/jobs/seal-all.server.ts")),
  };
}
const running: { disconnect: () => Promise<void> }[] = [];

let shop: Shop;
beforeEach(async () => {
  await sql`delete from "Session"`.execute(database.db);
  await sql`delete from receivers`.execute(database.db);
  await sql`delete from shops`.execute(database.db);
  shop = await installShop(database.db, domain);
});
afterEach(async () => {
  for (const { disconnect } of running.splice(0)) await disconnect();
});

const tokens = async () =>
  (
    await sql<{ id: string; accessToken: string; refreshToken: string | null }>`
      select id, "accessToken", "refreshToken" from "Session" order by id`.execute(database.db)
  ).rows;
const mailboxKey = async () =>
  (await sql<{ mailbox_key: string }>`select mailbox_key from shops where shop_id = ${shop.shopId}`.execute(database.db)).rows[0]
    ?.mailbox_key;
const session = (id: string, token: string) =>
  new Session({
    ...{ id, shop: domain, state: "", isOnline: false, scope: "read_orders", accessToken: token, refreshToken: "shprt_refresh" },
    ...{ expires: new Date("2100-01-01T00:00:00Z"), refreshTokenExpires: new Date("2100-01-01T00:00:00Z") },
  });
const plainRow = (id: string, token: string) =>
  sql`insert into "Session" (id, shop, state, "accessToken", "refreshToken") values (${id}, ${domain}, '', ${token}, 'shprt_plain')`.execute(
    database.db,
  );

describe("tokens in the database (security-faults 14)", () => {
  it("are encrypted, and read as they were", async () => {
    const app = await processWith();
    const { sessionStorage } = app.shopify();
    await sessionStorage.storeSession(session(`offline_${domain}`, "shpat_access"));
    expect(JSON.stringify(await tokens())).not.toMatch(/shpat_|shprt_/);
    const loaded = [await sessionStorage.loadSession(`offline_${domain}`), ...(await sessionStorage.findSessionsByShop(domain))];
    for (const read of loaded) expect(read).toMatchObject({ accessToken: "shpat_access", refreshToken: "shprt_refresh" });
    expect(loaded).toHaveLength(2);
    expect(await sessionStorage.loadSession("nobody")).toBeUndefined();
  });

  it("of before are read, and encrypted at the next start", async () => {
    await plainRow("offline_a", "shpat_plain");
    await sql`update "Session" set "refreshToken" = null`.execute(database.db);
    await plainRow("offline_b", "shpat_other");
    const app = await processWith();
    expect(await app.shopify().sessionStorage.loadSession("offline_a")).toMatchObject({ accessToken: "shpat_plain" });
    await app.sealAll();
    expect(JSON.stringify(await tokens())).not.toMatch(/shpat_|shprt_/);
    expect(await app.shopify().sessionStorage.loadSession("offline_a")).toMatchObject({ accessToken: "shpat_plain" });
    expect(await app.shopify().sessionStorage.loadSession("offline_b")).toMatchObject({
      ...{ accessToken: "shpat_other", refreshToken: "shprt_plain" },
    });
    const before = await tokens();
    await app.sealAll();
    expect(await tokens()).toEqual(before);
  });

  it("move to a new key with one start, after which the old one is not needed", async () => {
    await (await processWith()).shopify().sessionStorage.storeSession(session("offline_a", "shpat_access"));
    const old = process.env["ENCRYPTION_KEY"] ?? "";
    await (await processWith({ ENCRYPTION_KEY: keyOf("n"), ENCRYPTION_KEY_PREVIOUS: old })).sealAll();
    const after = await processWith({ ENCRYPTION_KEY: keyOf("n") });
    await after.sealAll();
    expect(await after.shopify().sessionStorage.loadSession("offline_a")).toMatchObject({ accessToken: "shpat_access" });
    expect(await after.mailboxKeyOf(shop)).toHaveLength(43);
  });

  it("under a key that is not there end the start with a clear word, and stay", async () => {
    await (await processWith()).shopify().sessionStorage.storeSession(session("offline_a", "shpat_access"));
    const before = await tokens();
    const wrong = await processWith({ ENCRYPTION_KEY: keyOf("w") });
    await expect(wrong.sealAll()).rejects.toThrow(/^ENCRYPTION_KEY is not the key .* nor is any of ENCRYPTION_KEY_PREVIOUS/);
    expect(await tokens()).toEqual(before);
  });

  it("cannot stand for another shop's", async () => {
    const app = await processWith();
    await app.shopify().sessionStorage.storeSession(session("offline_a", "shpat_of_a"));
    await app.shopify().sessionStorage.storeSession(session("offline_b", "shpat_of_b"));
    await sql`update "Session" b set "accessToken" = a."accessToken" from "Session" a where a.id = 'offline_a' and b.id = 'offline_b'`.execute(
      database.db,
    );
    await expect(app.shopify().sessionStorage.loadSession("offline_b")).rejects.toThrow("belongs to another place");
  });
});

describe("secrets of outgoing webhooks", () => {
  const sealedOf = async () =>
    (
      await sql<{ secret: string; formerSecret: string | null }>`
        select secret, former_secret as "formerSecret" from receivers where shop_id = ${shop.shopId}`.execute(database.db)
    ).rows[0] ?? { secret: "", formerSecret: null };

  it("move to a new key with one start, both of one that is being replaced, and end a start without it", async () => {
    const { receivers } = await processWith();
    const made = await receivers.makeReceiver(
      database.db,
      shop.shopId,
      { url: "https://example.com/", kinds: ["tier.changed"] },
      "merchant:1",
      INSTALLED_AT,
    );
    const newer = await receivers.replaceSecret(database.db, shop.shopId, made?.receiverId ?? 0, INSTALLED_AT);
    const wrong = await processWith({ ENCRYPTION_KEY: keyOf("w") });
    await expect(wrong.sealAll()).rejects.toThrow(/^ENCRYPTION_KEY is not the key/);
    vi.unstubAllEnvs();
    const old = process.env["ENCRYPTION_KEY"] ?? "";
    await (await processWith({ ENCRYPTION_KEY: keyOf("n"), ENCRYPTION_KEY_PREVIOUS: old })).sealAll();
    const after = await processWith({ ENCRYPTION_KEY: keyOf("n") });
    await after.sealAll();
    const sealed = { ...(await sealedOf()), formerUntil: new Date("2100-01-01T00:00:00Z") };
    expect(after.receivers.openSecrets(shop.shopId, sealed, INSTALLED_AT)).toEqual([newer, made?.secret]);
  });
});

describe("the key of a shop's mailboxes (security-faults 10)", () => {
  const rotated = { UNSUBSCRIBE_SECRET: "links-of-next-year-0123456789" };

  it("is each shop's own, and outlives the secret that signs links", async () => {
    const before = await processWith();
    const key = await before.mailboxKeyOf(shop);
    const other = await installShop(database.db, "abendrot.myshopify.com");
    expect(new Set([key, await before.mailboxKeyOf(other), OLD_LINKS]).size).toBe(3);
    expect(await mailboxKey()).not.toContain(key);
    expect(await (await processWith(rotated)).mailboxKeyOf(shop)).toBe(key);
    await installShop(database.db, domain, new Date("2026-05-01T00:00:00Z"));
    expect(await (await processWith(rotated)).mailboxKeyOf(shop)).toBe(key);
  });

  it("of a shop from before is the secret of that time, also when that is replaced with the update", async () => {
    for (const during of [{}, { ...rotated, UNSUBSCRIBE_SECRET_PREVIOUS: OLD_LINKS }]) {
      await sql`update shops set mailbox_key = null`.execute(database.db);
      const app = await processWith(during);
      expect(await app.mailboxKeyOf(shop)).toBe(OLD_LINKS);
      await app.sealAll();
      expect(await (await processWith(rotated)).mailboxKeyOf(shop)).toBe(OLD_LINKS);
      expect(await mailboxKey()).not.toContain(OLD_LINKS);
    }
  });

  it("so a mailbox that had its bonus gets it no second time after the secret was replaced", async () => {
    const signUp = async (customerId: bigint) => {
      const { apply, customer, later } = await import("../../bonuses/stage.ts");
      await apply(
        bonusShop,
        [customer(customerId, { accountState: "enabled", email: "mia@web.de", createdAt: later(1), updatedAt: later(1) })],
        later(1),
      );
    };
    await processWith();
    const stage = await import("../../bonuses/stage.ts");
    await sql`delete from receivers`.execute(database.db);
    await sql`delete from shops`.execute(database.db);
    const bonusShop = await stage.bonusShop(database.db, [{ key: "hello", kind: "sign-up", points: 50 }]);
    await sql`update shops set mailbox_key = null`.execute(database.db);
    await signUp(1n);
    await (await processWith()).sealAll();
    await processWith(rotated);
    await signUp(2n);
    const { rows } = await sql`select customer_id from ledger_entries where shop_id = ${bonusShop.shopId}`.execute(database.db);
    expect(rows).toEqual([{ customer_id: 1n }]);
  });
});

describe("links in emails (security-faults 10)", () => {
  const rotated = {
    UNSUBSCRIBE_SECRET: "links-of-next-year-0123456789",
    UNSUBSCRIBE_SECRET_PREVIOUS: `${OLD_LINKS},links-of-2020-0123456`,
  };

  it("of secrets that were replaced still unsubscribe; of a stranger's they do not", async () => {
    await processWith(rotated);
    const { loader } = await import("../../../app/routes/unsubscribe.tsx");
    await sql`insert into customers (shop_id, customer_id, created_at, email, email_consent) values (${shop.shopId}, 1, ${INSTALLED_AT}, 'mia@web.de', 'subscribed') on conflict do nothing`.execute(
      database.db,
    );
    const payload = `e${shop.shopId}-1`;
    const statusOf = async (secret: string) => {
      const request = new Request(
        `http://127.0.0.1:3000/unsubscribe?t=${payload}-${signatureOf("unsubscribe", payload, secret)}`,
      );
      return (await loader({ request, params: {}, context: {} })).status;
    };
    for (const secret of [OLD_LINKS, "links-of-2020-0123456", rotated.UNSUBSCRIBE_SECRET])
      expect(await statusOf(secret)).toBe(200);
    expect(await statusOf("links-of-a-stranger-0123")).toBe(404);
  });
});

describe("while Shopify's secret is replaced (security-faults 10)", () => {
  const rotated = { SHOPIFY_API_SECRET: "shpss_next_0123456789", SHOPIFY_API_SECRET_PREVIOUS: OLD_SECRET };
  const secrets: [string, boolean][] = [
    [OLD_SECRET, true],
    [rotated.SHOPIFY_API_SECRET, true],
    ["shpss_stranger_0123456789", false],
  ];

  it("webhooks are taken with the old and the new one", async () => {
    const app = await processWith(rotated);
    for (const [secret, valid] of secrets) {
      const headers = {
        ...{
          "x-shopify-hmac-sha256": createHmac("sha256", secret).update("{}").digest("base64"),
          "x-shopify-topic": "shop/update",
        },
        ...{ "x-shopify-shop-domain": domain, "x-shopify-api-version": "2026-10", "x-shopify-webhook-id": "w" },
      };
      expect(app.validateWebhook("{}", headers).valid).toBe(valid);
    }
  });

  it("requests through the app proxy are taken with the old and the new one", async () => {
    await processWith(rotated);
    const { readProxyVisit } = await import("../../../app/shops/proxy/proxy-visit.server.ts");
    const now = new Date("2026-11-29T12:00:00Z");
    const given = {
      logged_in_customer_id: "",
      path_prefix: "/apps/reprise",
      shop: domain,
      timestamp: String(now.getTime() / 1000),
    };
    const text = Object.entries(given).map(([name, value]) => `${name}=${value}`);
    for (const [secret, valid] of secrets) {
      const signature = createHmac("sha256", secret).update(text.join("")).digest("hex");
      const request = new Request(
        `http://127.0.0.1:3000/proxy/status?${new URLSearchParams({ ...given, signature }).toString()}`,
      );
      expect((await readProxyVisit(request, now)) instanceof Response).toBe(!valid);
    }
  });

  it("merchants are let in with session tokens of the old and the new one", async () => {
    const app = await processWith(rotated);
    await app.shopify().sessionStorage.storeSession(session(`offline_${domain}`, "shpat_access"));
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const seconds = Math.floor(performance.timeOrigin / 1000);
    const claims = {
      ...{ iss: `https://${domain}/admin`, dest: `https://${domain}`, aud: "test-client-id", sub: "42", sid: "s", jti: "j" },
      ...{ nbf: seconds - 60, iat: seconds - 60, exp: seconds + 86_400 },
    };
    for (const [secret, valid] of secrets) {
      const text = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
      const token = `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
      const request = new Request("http://127.0.0.1:3000/app.data", { headers: { authorization: `Bearer ${token}` } });
      const answer: unknown = await app.authenticateAdmin(request).catch((thrown: unknown) => thrown);
      expect(answer instanceof Response, secret).toBe(!valid);
      if (valid) expect(answer).toMatchObject({ session: { accessToken: "shpat_access" } });
    }
  });
});
