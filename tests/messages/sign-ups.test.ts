import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";

import { now as present } from "../../app/clock.server.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import { changeConsent } from "../../app/customers/consent/consent.server.ts";
import type { Delivery, Transport } from "../../app/messages/channels/channel.ts";
import type { Email } from "../../app/messages/channels/email/email.ts";
import { openSmtp } from "../../app/messages/channels/email/smtp.server.ts";
import { consentTextOf } from "../../app/messages/sign-ups/consent-text.ts";
import { readProof } from "../../app/messages/sign-ups/proof.server.ts";
import { listUntoldSignUps, retryAllUntold } from "../../app/messages/sign-ups/untold.server.ts";
import { dropUnconfirmed, noteSignUp } from "../../app/messages/sign-ups/sign-ups.server.ts";
import { sendLink } from "../../app/messages/sign-ups/send-links.server.ts";
import { signConfirmation } from "../../app/messages/sign-ups/token.ts";
import { action, loader } from "../../app/routes/confirm.tsx";
import { action as signUpAction } from "../../app/routes/proxy.sign-up.tsx";
import { shopperLocales } from "../../app/i18n/shopper/say.ts";
import { signUpWords } from "../../app/messages/sign-ups/words.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { createSignedUp } from "../../app/sync/customers/sign-ups.server.ts";
import { signQuery } from "../sandbox/storefront/proxy.ts";
import { createCustomer, findCustomerByEmail } from "../sandbox/world/customers.ts";
import { installFromApi, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { LINK_SECRET as secret } from "./links.ts";
import { stageCustomer, stageShop, startMailServer, type MailServer } from "./stage.ts";

const database = useDatabase();
const api = await useAdminApi();
let shop: Shop;
let server: MailServer;
let email = "";
let people = 0;

beforeAll(async () => {
  shop = await installFromApi(database.db, api);
  server = await startMailServer();
  // The stand-in's clock stands; Shopify takes no consent of a time to come.
  api.wait(present().getTime() + DAY_MS - api.world.clock.now().getTime());
  return () => server.stop();
});
beforeEach(async () => {
  email = `neu${++people}@example.com`;
  server.clear();
  await sql`delete from sign_ups`.execute(database.db);
});

async function send(now = present()): Promise<number> {
  const smtp = openSmtp(server.url);
  try {
    return await sendLink(database.db, now, smtp);
  } finally {
    smtp.close();
  }
}
const post = (fields: Record<string, string>, visitor = `10.0.0.${++people}`) => {
  const query = new URLSearchParams({
    ...{ shop: shop.domain, logged_in_customer_id: "", path_prefix: "/apps/reprise" },
    timestamp: String(Math.floor(present().getTime() / 1000)),
  });
  const url = `http://127.0.0.1:3000/proxy/sign-up?${signQuery(query, "test-client-secret-0123456789").toString()}`;
  const headers = { accept: "application/json", "x-forwarded-for": visitor };
  return signUpAction({
    request: new Request(url, { method: "POST", body: new URLSearchParams(fields), headers }),
    params: {},
    context: {},
  });
};
const form = (more: Record<string, string> = {}) => ({ email, agree: "on", website: "", locale: "de", ...more });
const rows = async () =>
  (
    await sql<{
      sign_up_id: bigint;
      email: string;
      confirmed_at: Date | null;
      customer_id: bigint | null;
      problem: string | null;
      text_version: string;
      asked_at: Date;
    }>`
      select * from sign_ups where shop_id = ${shop.shopId} order by sign_up_id`.execute(database.db)
  ).rows;
const at = (token: string) => `http://127.0.0.1:3000/confirm?t=${encodeURIComponent(token)}`;
const open = (token: string, method = "GET") => {
  const args = { request: new Request(at(token), { method }), params: {}, context: {} } as Parameters<typeof action>[0];
  return method === "GET" || method === "HEAD" ? loader(args) : action(args);
};
async function tokenFromMailbox(): Promise<string> {
  await send();
  const [mail] = await server.emails();
  return /\/confirm\?t=([\w-]+)/.exec(mail?.text ?? "")?.[1] ?? "";
}
const consents = async (customerId: bigint) =>
  (
    await sql`select state, opt_in_level, source, legal_basis, text_version from consent_events
      where shop_id = ${shop.shopId} and customer_id = ${customerId} and source = 'sign-up'`.execute(database.db)
  ).rows;

describe("a sign-up (flows 20)", () => {
  it("sends one email without advertising, and waits", async () => {
    const answer = await post(form());
    expect([answer.status, ((await answer.json()) as { ok: boolean }).ok]).toEqual([200, true]);
    const token = await tokenFromMailbox();
    const [mail] = await server.emails();
    expect(mail?.to).toEqual([{ address: email, name: "" }]);
    expect(mail?.subject).toContain("Bitte bestätige deine Anmeldung");
    expect(mail?.text).toContain("Du möchtest Neuigkeiten");
    expect(mail?.headers.map(({ key }) => key)).not.toContain("list-unsubscribe");
    expect((mail?.html ?? "").match(/href="[^"]*"/g)?.every((href) => href.includes(`/confirm?t=${token}`))).toBe(true);
    expect(await rows()).toMatchObject([{ email, confirmed_at: null, text_version: "1:de" }]);
    expect(await send()).toBe(0);
  });

  it("opening the link, however often and by whom, confirms nothing; one page, one button", async () => {
    await post(form());
    const token = await tokenFromMailbox();
    for (const method of ["GET", "HEAD", "GET", "HEAD"]) expect((await open(token, method)).status).toBe(200);
    const html = await (await open(token)).text();
    expect(html).toContain('<form method="post"><button type="submit">Ja, anmelden</button></form>');
    expect(html).not.toContain(email);
    expect(await rows()).toMatchObject([{ confirmed_at: null }]);
  });

  it("confirmed by a customer becomes their consent with its proof, once however often; Shopify is to be told", async () => {
    await stageCustomer(database.db, shop, 7n, { email, consent: "not_subscribed", optInLevel: "unknown" });
    await post(form());
    const token = await tokenFromMailbox();
    for (const answer of await Promise.all([1, 2, 3, 4, 5].map(() => open(token, "POST")))) {
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain("Du bist angemeldet");
    }
    expect(await consents(7n)).toEqual([
      {
        state: "subscribed",
        opt_in_level: "confirmed_opt_in",
        source: "sign-up",
        legal_basis: "double-opt-in",
        text_version: "1:de",
      },
    ]);
    expect(await rows()).toMatchObject([{ customer_id: 7n }]);
    expect(await readProof(database.db, shop, 7n)).toMatchObject({
      ...{
        textVersion: "1:de",
        text: `Ja, ${shop.name} darf mir Neuigkeiten und Angebote per E-Mail schicken. Abmelden kann ich mich jederzeit über den Link in jeder E-Mail.`,
      },
    });
    expect(await readProof(database.db, { ...shop, shopId: shop.shopId + 1 }, 7n)).toBeNull();
    expect([
      consentTextOf("1:de", "A $& B")?.startsWith("Ja, A $& B darf"),
      consentTextOf("0:de", "A"),
      consentTextOf("1:xx", "A"),
    ]).toEqual([...[true, null, null]]);
    const { rows: pushes } = await sql`select 1 from consent_pushes where shop_id = ${shop.shopId} and customer_id = 7`.execute(
      database.db,
    );
    expect(pushes).toHaveLength(1);
  });

  it("confirmed again after an unsubscription, the old link subscribes nobody", async () => {
    await stageCustomer(database.db, shop, 8n, { email, consent: "not_subscribed" });
    await post(form());
    const token = await tokenFromMailbox();
    await open(token, "POST");
    await sql`update customers set email_consent = 'unsubscribed' where shop_id = ${shop.shopId} and customer_id = 8`.execute(
      database.db,
    );
    await open(token, "POST");
    const { rows: found } =
      await sql`select email_consent from customers where shop_id = ${shop.shopId} and customer_id = 8`.execute(database.db);
    expect(found).toEqual([{ email_consent: "unsubscribed" }]);
    expect(await consents(8n)).toHaveLength(1);
  });

  it("of somebody whom Shopify does not know becomes a customer there, with the consent", async () => {
    await post(form());
    await open(await tokenFromMailbox(), "POST");
    expect((await rows())[0]).toMatchObject({ customer_id: null });
    expect(await createSignedUp(present())).toBe(1);
    const made = findCustomerByEmail(api.shop, email);
    expect(made?.emailConsent).toMatchObject({ state: "subscribed", optInLevel: "confirmed_opt_in" });
    expect(await rows()).toMatchObject([{ customer_id: made?.id, problem: null }]);
    expect(await consents(made?.id ?? 0n)).toHaveLength(1);
    expect(await createSignedUp(present())).toBe(0);
  });

  it("that Shopify refuses stays due, and arrives once Shopify takes it", async () => {
    await post(form());
    await open(await tokenFromMailbox(), "POST");
    api.config.faults.refuseConsent = "invalid";
    try {
      await createSignedUp(present());
      expect(await rows()).toMatchObject([{ customer_id: null, problem: "refused" }]);
    } finally {
      api.config.faults.refuseConsent = "never";
    }
    expect(await createSignedUp(plusMs(present(), DAY_MS))).toBe(1);
    expect((await rows())[0]?.customer_id).not.toBeNull();
  });

  it("that becomes a consent later counts from when it was confirmed: who has unsubscribed since stays unsubscribed", async () => {
    const confirmed = plusMs(present(), -2 * DAY_MS);
    await noteSignUp(database.db, shop, email, "de", plusMs(confirmed, -MINUTE_MS));
    await sql`update sign_ups set confirmed_at = ${confirmed}, mail_due_at = null, due_at = ${confirmed}`.execute(database.db);
    const withdrawn = plusMs(confirmed, DAY_MS);
    const customer = createCustomer(api.world, api.shop, { email });
    await stageCustomer(database.db, shop, customer.id, { email, consent: "not_subscribed" });
    const withdrawal = { customerId: customer.id, channel: "email", state: "unsubscribed", optInLevel: null } as const;
    await database.db
      .transaction()
      .execute((tx) => changeConsent(tx, shop, { ...withdrawal, source: "unsubscribe-link", key: `u:${email}` }, withdrawn));
    await sql`insert into suppressions (shop_id, channel, address, reason, source, created_at)
      values (${shop.shopId}, 'email', ${email}, 'unsubscribed', 'unsubscribe-link', ${withdrawn})`.execute(database.db);

    expect(await createSignedUp(present())).toBe(1);
    const { rows: found } = await sql`
      select email_consent, exists (select from suppressions x where x.shop_id = c.shop_id and x.address = ${email}) as suppressed
      from customers c where shop_id = ${shop.shopId} and customer_id = ${customer.id}
    `.execute(database.db);
    expect(found).toEqual([{ email_consent: "unsubscribed", suppressed: true }]);
    expect(await rows()).toMatchObject([{ customer_id: customer.id }]);
    const { rows: said } = await sql`
      select state, occurred_at from consent_events where shop_id = ${shop.shopId} and customer_id = ${customer.id} and source <> 'shopify' order by occurred_at
    `.execute(database.db);
    expect(said).toEqual([
      { state: "subscribed", occurred_at: confirmed },
      { state: "unsubscribed", occurred_at: withdrawn },
    ]);
  });

  it("of whom Shopify takes no customer is told to the merchant: a refusal at once, the rest after a day; and can be tried again", async () => {
    const today = present();
    await noteSignUp(database.db, shop, email, "de", today);
    const confirmed = plusMs(today, -DAY_MS + MINUTE_MS);
    const later = plusMs(today, DAY_MS);
    await sql`update sign_ups set confirmed_at = ${confirmed}, mail_due_at = null, due_at = ${later}, problem = 'unreachable'`.execute(
      database.db,
    );
    const listed = async (at: Date) => (await listUntoldSignUps(database.db, shop.shopId, at, 10)).map((one) => one.email);
    expect([await listed(today), await listed(plusMs(today, MINUTE_MS))]).toEqual([[], [email]]);
    await sql`update sign_ups set problem = 'refused'`.execute(database.db);
    expect(await listed(today)).toEqual([email]);
    expect(await listUntoldSignUps(database.db, shop.shopId + 1, today, 10)).toEqual([]);
    expect([
      await retryAllUntold(database.db, shop.shopId + 1, today),
      await retryAllUntold(database.db, shop.shopId, today),
    ]).toEqual([0, 1]);
    expect(await rows()).toMatchObject([{ due_at: today }]);
    // One that a worker may be at stays that worker's.
    const claimed = plusMs(today, 10 * MINUTE_MS);
    await sql`update sign_ups set due_at = ${claimed}`.execute(database.db);
    expect(await retryAllUntold(database.db, shop.shopId, today)).toBe(0);
    expect(await rows()).toMatchObject([{ due_at: claimed }]);
  });

  it("that nobody confirms is forgotten after thirty days, a confirmed one is kept as proof", async () => {
    await noteSignUp(database.db, shop, email, "de", plusMs(present(), -31 * DAY_MS));
    await sql`update sign_ups set confirmed_at = asked_at`.execute(database.db);
    await noteSignUp(database.db, shop, email, "de", plusMs(present(), -31 * DAY_MS));
    await noteSignUp(database.db, shop, `x${email}`, "de", plusMs(present(), -29 * DAY_MS));
    await dropUnconfirmed(database.db, present());
    expect((await rows()).map((row) => [row.email, row.confirmed_at === null])).toEqual([
      [email, false],
      [`x${email}`, true],
    ]);
  });

  it("is forgotten with the person", async () => {
    await post(form());
    const { messages } = await import("../../app/messages/noun.server.ts");
    await messages.forget(database.db, shop.shopId, { customerIds: [], emails: [email] }, present());
    expect(await rows()).toEqual([]);
  });
});

it.each(shopperLocales)("every sentence of the email and of the pages begins in upper case: %s", (locale) => {
  const { subject, text, otherwise, button, reason, ask, done, expired, replaced, sent } = signUpWords[locale]("Morgenrot");
  const pages = [ask, done, expired, replaced].flatMap((page) => [page.title, page.text]);
  for (const words of [subject, text, otherwise, button, reason, sent, ...pages]) expect(words).toMatch(/^[¿¡]?\p{Lu}/u);
});

describe("what the form answers (hostile: sign-ups)", () => {
  const said = async (answer: Response) => [answer.status, await answer.text()];

  it("is the same whether the address is known, barred, asked for already or filled in by a program", async () => {
    const unknown = await said(await post(form()));
    expect(await said(await post(form()))).toEqual(unknown);
    await stageCustomer(database.db, shop, 9n, { email: "bekannt@example.com" });
    expect(await said(await post(form({ email: "bekannt@example.com" })))).toEqual(unknown);
    await sql`insert into suppressions (shop_id, channel, address, reason, source, created_at)
      values (${shop.shopId}, 'email', 'gesperrt@example.com', 'complained', 'test', ${present()})`.execute(database.db);
    expect(await said(await post(form({ email: "GESPERRT@example.com" })))).toEqual(unknown);
    expect(await said(await post(form({ email: "programm@example.com", website: "https://x.example" })))).toEqual(unknown);
    expect((await rows()).map((row) => row.email)).toEqual([email, "bekannt@example.com"]);
  });

  it.each<[string, Record<string, string>]>([
    ["no address", { email: "" }],
    ["two addresses", { email: "a@example.com,b@example.com" }],
    ["a header", { email: "a@example.com\r\nBcc: b@example.com" }],
    ["mark-up", { email: "<script>@example.com" }],
    ["an endless address", { email: `${"a".repeat(300)}@example.com` }],
    ["no tick", { agree: "" }],
    ["another tick", { agree: "yes" }],
  ])("%s is refused, and nothing is kept", async (_name, more) => {
    expect(((await (await post(form(more))).json()) as { ok: boolean }).ok).toBe(false);
    expect(await rows()).toEqual([]);
  });

  it("one visitor may ask thirty times a minute, whatever they say that they came through", async () => {
    const outcomes: boolean[] = [];
    for (let count = 0; count < 31; count += 1) {
      const answer = await post(form({ email: `v${count}@example.com` }), `10.8.8.${count}, 10.9.9.9`);
      outcomes.push(((await answer.json()) as { ok: boolean }).ok);
    }
    expect(outcomes).toEqual([...Array<boolean>(30).fill(true), false]);
  });

  it("a shop sends sixty links an hour, however many visitors ask; the others get theirs in turn, and other shops do not wait", async () => {
    const start = present();
    await sql`
      insert into sign_ups (shop_id, email, locale, text_version, source, asked_at, mail_due_at)
      select ${shop.shopId}, 'stranger' || n || '@example.com', 'de', '1:de', 'theme-block', ${start}, ${start} from generate_series(1, 62) n
    `.execute(database.db);
    const reached: string[] = [];
    const mailbox: Transport<Email> = {
      send: ({ to }) => (reached.push(to), Promise.resolve({ kind: "accepted" })),
      close: () => undefined,
    };
    const sendAll = async (now: Date) => {
      let sent = 0;
      while ((await sendLink(database.db, now, mailbox)) > 0) sent += 1;
      return sent;
    };
    expect(await sendAll(start)).toBe(60);
    const other = await stageShop(database.db, start);
    await noteSignUp(database.db, other, email, "de", start);
    expect(await sendAll(plusMs(start, 59 * MINUTE_MS))).toBe(1);
    expect(await sendAll(plusMs(start, HOUR_MS))).toBe(2);
    expect(new Set(reached).size).toBe(63);
  });

  it("a link that the mail server puts off is tried again, later each time, while it would be good; one whose fate is unknown is not", async () => {
    const start = present();
    const outcomes: Delivery[] = [];
    const putOff: Transport<Email> = {
      send: () => Promise.resolve(outcomes.shift() ?? { kind: "accepted" }),
      close: () => undefined,
    };
    const due = async () =>
      (await sql<{ mail_due_at: Date | null; mails: Date[] }>`select mail_due_at, mails from sign_ups`.execute(database.db))
        .rows[0];
    await noteSignUp(database.db, shop, email, "de", start);
    outcomes.push({ kind: "temporary", reason: "451 try later" }, { kind: "temporary", reason: "451 try later" });
    const waits: number[] = [];
    for (let then: Date | null = start; then !== null; then = (await due())?.mail_due_at ?? null) {
      waits.push(then.getTime() - start.getTime());
      expect(await sendLink(database.db, then, putOff)).toBe(1);
    }
    expect(waits).toEqual([0, 2 * MINUTE_MS, 6 * MINUTE_MS]);
    expect((await due())?.mails).toEqual([plusMs(start, 6 * MINUTE_MS)]);

    const nextDay = plusMs(start, 2 * DAY_MS);
    await noteSignUp(database.db, shop, email, "de", nextDay);
    outcomes.push({ kind: "unknown", reason: "the connection was lost" });
    expect(await sendLink(database.db, nextDay, putOff)).toBe(1);
    expect((await due())?.mail_due_at).toBeNull();

    await noteSignUp(database.db, shop, email, "de", plusMs(nextDay, DAY_MS));
    outcomes.push({ kind: "temporary", reason: "451 try later" });
    expect(await sendLink(database.db, plusMs(nextDay, 8 * DAY_MS), putOff)).toBe(1);
    expect(await due()).toMatchObject({ mail_due_at: null, mails: [] });
  });

  it("an address gets a link every ten minutes, and three a day, whoever asks", async () => {
    const start = present();
    const sent: number[] = [];
    for (const minutes of [0, 5, 11, 22, 33, 60]) {
      const then = plusMs(start, minutes * MINUTE_MS);
      await noteSignUp(database.db, shop, email, "de", then);
      sent.push(await send(then));
    }
    expect(sent).toEqual([1, 0, 1, 1, 0, 0]);
    await noteSignUp(database.db, shop, email, "de", plusMs(start, 2 * DAY_MS));
    expect(await send(plusMs(start, 2 * DAY_MS))).toBe(1);
  });
});

describe("links that are not ours (hostile: sign-ups)", () => {
  const others: [string, () => Promise<string>][] = [
    ["garbage", () => Promise.resolve("garbage")],
    ["one letter more", async () => `${await tokenFromMailbox()}A`],
    [
      "another sign-up under the same signature",
      async () =>
        (await tokenFromMailbox()).replace(/^(o\d+-)(\d+)/, (_all, start: string, id: string) => `${start}${BigInt(id) + 1n}`),
    ],
    ["another shop under the same signature", async () => (await tokenFromMailbox()).replace(/^o\d+/, `o${shop.shopId + 1}`)],
    [
      "a later time under the same signature",
      async () => (await tokenFromMailbox()).replace(/-(\d{13})-/, (_all, ms: string) => `-${Number(ms) + 1}-`),
    ],
    [
      "the same sign-up signed for another address",
      async () => {
        const [row] = await rows();
        return signConfirmation(
          { shopId: shop.shopId, signUpId: row?.sign_up_id ?? 0n, askedAt: row?.asked_at ?? present() },
          "evil@example.com",
          secret,
        );
      },
    ],
  ];
  it.each(others)("%s is answered 404, and confirms nothing", async (_name, tokenFor) => {
    await post(form());
    const token = await tokenFor();
    for (const method of ["GET", "POST"]) expect((await open(token, method)).status).toBe(404);
    expect(await rows()).toMatchObject([{ confirmed_at: null }]);
  });

  it("an older link is void once a newer one has been asked for, and each ends after seven days", async () => {
    await noteSignUp(database.db, shop, email, "de", plusMs(present(), -20 * MINUTE_MS));
    const first = await tokenFromMailbox();
    server.clear();
    await sql`update sign_ups set mails = '{}'`.execute(database.db);
    await noteSignUp(database.db, shop, email, "de", present());
    const second = await tokenFromMailbox();
    const outdated = await open(first, "POST");
    expect([outdated.status, await outdated.text()]).toEqual([410, expect.stringContaining("Es gibt eine neuere E-Mail")]);
    expect(await rows()).toMatchObject([{ confirmed_at: null }]);
    expect((await open(second)).status).toBe(200);
    const [row] = await rows();
    const askedAt = plusMs(row?.asked_at ?? present(), -8 * DAY_MS);
    await sql`update sign_ups set asked_at = ${askedAt}`.execute(database.db);
    const old = signConfirmation({ shopId: shop.shopId, signUpId: row?.sign_up_id ?? 0n, askedAt }, email, secret);
    const answer = await open(old, "POST");
    expect([answer.status, await answer.text()]).toEqual([410, expect.stringContaining("Dieser Link ist abgelaufen")]);
    expect(await rows()).toMatchObject([{ confirmed_at: null }]);
  });

  it.each(["PUT", "DELETE"])("%s is not allowed", async (method) => {
    expect((await open("x", method)).status).toBe(405);
  });
});
