import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { now as present } from "../../app/clock.server.ts";
import { DAY_MS, MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import type { Transport } from "../../app/messages/channels/channel.ts";
import type { Email } from "../../app/messages/channels/email/email.ts";
import { openSmtp } from "../../app/messages/channels/email/smtp.server.ts";
import { enqueue } from "../../app/messages/outbox.server.ts";
import { sendDue } from "../../app/messages/sending/send-due.server.ts";
import { acceptProof, askForProof, findProof } from "../../app/messages/sender-proof/proof.server.ts";
import { isProofOf, readProof, signProof } from "../../app/messages/sender-proof/token.ts";
import { signToken } from "../../app/messages/unsubscribe/token.ts";
import { action, loader } from "../../app/routes/sender.tsx";
import type { Shop } from "../../app/shops/shop.ts";
import { readSettings, saveSettings } from "../../app/shops/settings/settings.server.ts";
import { useDatabase } from "../support/database.ts";
import { emailsBy } from "../support/transports.ts";
import { refusal, stageCustomer, stageShop, startMailServer, type MailServer } from "./stage.ts";

const database = useDatabase();
const secret = "test-unsubscribe-secret-0123456789";
let server: MailServer;
let channel: Transport<Email>;
let answer: Error | undefined;
let shop: Shop;
let now: Date;

beforeAll(async () => {
  server = await startMailServer({ onRcptTo: (_address, _session, done) => done(answer) });
});
afterAll(() => server.stop());
beforeEach(async () => {
  now = present();
  shop = await stageShop(database.db, plusMs(now, -400 * DAY_MS));
  channel = openSmtp(server.url);
  answer = undefined;
});
afterEach(async () => {
  channel.close();
  server.clear();
  await sql`delete from messages`.execute(database.db);
});

const enter = async (senderEmail: string | null, at = now, of = shop) =>
  saveSettings(of.shopId, { ...(await readSettings(of.shopId)), senderEmail }, at);
const ask = (at = now, of = shop) => askForProof(of, "en", at, channel);
async function linkIn(index = -1): Promise<string> {
  const email = (await server.emails()).at(index);
  return /\/sender\?t=([\w-]+)/.exec(email?.text ?? "")?.[1] ?? "";
}
async function proved(of = shop): Promise<string | null> {
  return (await readSettings(of.shopId)).senderProved;
}
const open = (token: string, method = "GET", body: BodyInit | null = null, language = "en") => {
  const url = `http://127.0.0.1:3000/sender?t=${encodeURIComponent(token)}`;
  const args = { request: new Request(url, { method, body, headers: { "Accept-Language": language } }), params: {}, context: {} };
  return method === "GET" || method === "HEAD" ? loader(args) : action(args);
};
async function fromOfNextMail(): Promise<unknown> {
  await stageCustomer(database.db, shop, 1n).catch(() => undefined);
  const noon = new Date("2026-06-10T10:00:00Z");
  const data = { redemptionId: 1n, title: "5 €", points: 500n, reason: "undone" };
  await enqueue(
    database.db,
    shop.shopId,
    [{ template: "reward-released", data, customerId: 1n, key: crypto.randomUUID() }],
    noon,
  );
  await sendDue(database.db, () => noon, 10, factSources, emailsBy(channel));
  const email = (await server.emails()).at(-1);
  return { from: email?.from?.address, name: email?.from?.name, replyTo: email?.replyTo?.[0]?.address };
}

describe("a sender address (security-faults 6)", () => {
  it("is not used before a click in an email to it has proved it; answers go to it all the same", async () => {
    await enter("laden@morgenrot.example");
    expect(await fromOfNextMail()).toEqual({
      from: "reprise@example.com",
      name: "Morgenrot",
      replyTo: "laden@morgenrot.example",
    });
    expect(await ask()).toBe("sent");
    const email = (await server.emails()).at(-1);
    expect(email).toMatchObject({
      from: { name: "Reprise", address: "reprise@example.com" },
      to: [{ address: "laden@morgenrot.example" }],
      subject: "Confirm laden@morgenrot.example as a sender address",
    });
    expect(email?.text).toContain(`“Morgenrot” (${shop.domain})`);
    expect(email?.html).toContain("Confirm the address");
    const token = await linkIn();
    expect(await open(token, "POST")).toMatchObject({ status: 200 });
    expect(await proved()).toBe("laden@morgenrot.example");
    expect(await fromOfNextMail()).toMatchObject({ from: "laden@morgenrot.example", replyTo: undefined });
  });

  it("is not proved by a scanner that opens the link, however it asks", async () => {
    await enter("laden@morgenrot.example");
    await ask();
    const token = await linkIn();
    for (const method of ["GET", "HEAD", "GET"]) expect((await open(token, method)).status).toBe(200);
    for (const method of ["PUT", "DELETE", "PATCH"]) expect((await open(token, method)).status).toBe(405);
    const page = await (await open(token)).text();
    expect(page).toContain("Confirm this sender address?");
    expect(page).toContain("laden@morgenrot.example");
    expect(page).toContain('<form method="post">');
    expect(await proved()).toBeNull();
    expect(await (await open(token, "GET", null, "de-AT")).text()).toContain("Diese Absenderadresse bestätigen?");
  });

  it("may be clicked for twice, at the same moment and later", async () => {
    await enter("laden@morgenrot.example");
    await ask();
    const token = await linkIn();
    const answers = await Promise.all(Array.from({ length: 8 }, () => open(token, "POST", "whatever")));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(await (await open(token, "POST")).text()).toContain("The address is confirmed");
    expect(await (await open(token)).text()).not.toContain("<form");
    expect(await proved()).toBe("laden@morgenrot.example");
  });

  it("starts anew with another address, while the one before stays in use", async () => {
    await enter("laden@morgenrot.example");
    await ask();
    const first = await linkIn();
    await open(first, "POST");
    const changed = plusMs(now, MINUTE_MS);
    await enter("neu@morgenrot.example", changed);
    expect(await proved()).toBe("laden@morgenrot.example");
    // The link for the older address proves nothing any more.
    expect((await open(first, "POST")).status).toBe(400);
    expect(await fromOfNextMail()).toMatchObject({ from: "laden@morgenrot.example" });
    expect(await ask(changed)).toBe("sent");
    await open(await linkIn(), "POST");
    expect(await proved()).toBe("neu@morgenrot.example");
    // Back to the first one, whose link has been used once: it asks for a new proof.
    await enter("laden@morgenrot.example", plusMs(now, 2 * MINUTE_MS));
    expect((await open(first, "POST")).status).toBe(400);
    expect(await proved()).toBe("neu@morgenrot.example");
    // Without an address of its own, the operator's counts at once.
    await enter(null, plusMs(now, 3 * MINUTE_MS));
    expect(await proved()).toBeNull();
  });

  it("is for the shop that asked: another shop's link proves nothing, and each shop proves for itself", async () => {
    const other = await stageShop(database.db, plusMs(now, -400 * DAY_MS));
    for (const of of [shop, other]) await enter("hallo@morgenrot.de", now, of);
    await ask();
    const mine = await linkIn();
    // The attacker's shop, with a link that was sent for the other one, its number changed.
    const forged = mine.replace(`s${shop.shopId}-`, `s${other.shopId}-`);
    expect((await open(forged, "POST")).status).toBe(400);
    expect(await proved(other)).toBeNull();
    await open(mine, "POST");
    expect([await proved(shop), await proved(other)]).toEqual(["hallo@morgenrot.de", null]);
    await ask(now, other);
    await open(await linkIn(), "POST");
    expect(await proved(other)).toBe("hallo@morgenrot.de");
  });

  it("is not proved by a link that has expired, or when the shop has gone", async () => {
    await enter("laden@morgenrot.example", plusMs(now, -4 * DAY_MS));
    await ask(plusMs(now, -3 * DAY_MS - 1_000));
    const old = await linkIn();
    const expired = await open(old, "POST");
    expect(expired.status).toBe(400);
    expect(await expired.text()).toContain("This link has expired");
    await ask(plusMs(now, -3 * DAY_MS + MINUTE_MS));
    const fresh = await linkIn();
    await sql`update shops set status = 'uninstalled' where shop_id = ${shop.shopId}`.execute(database.db);
    expect((await open(fresh, "POST")).status).toBe(400);
    await sql`update shops set status = 'installed' where shop_id = ${shop.shopId}`.execute(database.db);
    expect(await proved()).toBeNull();
    expect((await open(fresh, "POST")).status).toBe(200);
  });

  it("is not proved when the merchant changes it at the same moment", async () => {
    await enter("laden@morgenrot.example");
    await ask();
    const token = await linkIn();
    const settings = await import("../../app/shops/settings/settings.server.ts");
    // The click has been read; then the address changes; then the click would count.
    const prove = vi.spyOn(settings, "proveSender");
    expect(await findProof(database.db, token, now)).toMatchObject({ kind: "valid", proved: false });
    await enter("neu@morgenrot.example", plusMs(now, 1));
    expect(await settings.proveSender(shop.shopId, "laden@morgenrot.example", now)).toBe(false);
    prove.mockRestore();
    expect(await acceptProof(database.db, token, now)).toEqual({ kind: "void" });
    expect(await proved()).toBeNull();
  });

  it("gets a link a minute and six a day, whichever address they go to, also from two clicks at once", async () => {
    await enter("laden@morgenrot.example");
    expect((await Promise.all([ask(), ask(), ask()])).sort()).toEqual(["sent", "too-soon", "too-soon"]);
    for (let minute = 1; minute < 6; minute += 1) {
      const at = plusMs(now, minute * MINUTE_MS);
      await enter(`opfer${minute}@example.com`, at);
      expect(await ask(at)).toBe("sent");
      expect(await ask(plusMs(at, MINUTE_MS - 1))).toBe("too-soon");
    }
    expect(await ask(plusMs(now, 10 * MINUTE_MS))).toBe("too-soon");
    expect(server.raw).toHaveLength(6);
    expect(await ask(plusMs(now, DAY_MS + MINUTE_MS))).toBe("sent");
  });

  it("says so when the mail server does not take the link, or there is nothing to prove", async () => {
    await enter("laden@morgenrot.example");
    answer = refusal(550, "5.1.1 no such user");
    expect(await ask()).toBe("not-sent");
    await enter(null);
    expect(await ask(plusMs(now, DAY_MS))).toBe("nothing-to-prove");
  });
});

describe("tokens that prove a sender (security-faults 6)", () => {
  const proof = { shopId: 7, sentAt: new Date("2026-06-10T10:00:00Z") };
  const address = "hallo@morgenrot.de";

  it("are worth nothing when changed anywhere, for another address, or by another secret", () => {
    const token = signProof(proof, address, secret);
    expect(readProof(token)).toEqual(proof);
    expect(isProofOf(token, address, [secret])).toBe(true);
    expect(isProofOf(token, "hallo@morgenrot.de.evil.example", [secret])).toBe(false);
    expect(isProofOf(token, address, ["another-secret-0123456789"])).toBe(false);
    fc.assert(
      fc.property(fc.nat({ max: token.length - 1 }), fc.constantFrom("a", "Z", "0", "9", "-", "_", " ", "é"), (index, letter) => {
        fc.pre(token[index] !== letter);
        expect(isProofOf(token.slice(0, index) + letter + token.slice(index + 1), address, [secret])).toBe(false);
      }),
    );
  });

  it("do not stand in for links of another kind, nor those for them", () => {
    const unsubscribe = signToken({ shopId: 7, customerId: 1n, channel: "email" }, secret);
    expect(isProofOf(unsubscribe.replace(/^e/, "s"), "", [secret])).toBe(false);
    expect(readProof(unsubscribe)).toBeNull();
  });

  it.each([
    "",
    "s",
    "s0-1-" + "A".repeat(43),
    "s99999999999-1-" + "A".repeat(43),
    "s1-999999999999999-" + "A".repeat(43),
    "x".repeat(9_999),
  ])("are refused when malformed (case %#)", async (token) => {
    expect((await open(token, "POST")).status).toBe(400);
  });
});
