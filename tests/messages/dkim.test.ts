import { generateKeyPairSync } from "node:crypto";

import { dkimVerify } from "mailauth/lib/dkim/verify";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { compose } from "../../app/messages/channels/email/email.ts";
import { openSmtp } from "../../app/messages/channels/email/smtp.server.ts";
import { refusal, startMailServer, type MailServer } from "./stage.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const dkim = {
  domainName: "example.com",
  keySelector: "reprise",
  privateKey: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
};
const record = `v=DKIM1; k=rsa; p=${publicKey.export({ type: "spki", format: "der" }).toString("base64")}`;

/** DNS as it would answer; nothing is asked of the net. */
const resolver = (name: string, type: string) =>
  name === "reprise._domainkey.example.com" && type === "TXT"
    ? Promise.resolve([[record]])
    : Promise.reject(Object.assign(new Error("none"), { code: "ENOTFOUND" }));

const email = (more: { text?: string; unsubscribeUrl?: string | null } = {}) =>
  compose({
    ...{ name: "name", mark: "mark", to: "anna@example.org", locale: "de", now: new Date("2026-06-10T10:00:00Z") },
    sender: { name: "Müllers Lädchen", address: "shop@example.com", replyTo: "hallo@example.com" },
    rendered: {
      subject: "Schöne Grüße — 10 %",
      preheader: "",
      html: "<p>Grüß dich,\r\n.\r\nEnde  </p>",
      text: more.text ?? "Grüß dich,\n.\nEnde  \n\n",
    },
    unsubscribeUrl: more.unsubscribeUrl === undefined ? "https://app.example.com/unsubscribe?t=e1-1-x" : more.unsubscribeUrl,
  });

let server: MailServer;
let answer: Error | undefined;
beforeAll(async () => {
  server = await startMailServer({ onRcptTo: (_address, _session, done) => done(answer) });
});
beforeEach(() => {
  answer = undefined;
  server.clear();
});
afterAll(() => server.stop());

async function sent(options: Parameters<typeof openSmtp>[1], more?: Parameters<typeof email>[0]): Promise<string> {
  const smtp = openSmtp(server.url, options);
  expect(await smtp.send(email(more))).toMatchObject({ kind: "accepted" });
  smtp.close();
  return server.raw[0] ?? "";
}

const verify = async (raw: string) => {
  const { results } = await dkimVerify(Buffer.from(raw), { resolver });
  return results.map(({ status, signingHeaders, signingDomain }) => ({
    result: status.result,
    domain: signingDomain,
    signed: (signingHeaders?.keys ?? "").toLowerCase().split(/\s*:\s*/),
  }));
};

describe("emails that we sign ourselves (flows 19)", () => {
  it("are signed with both headers of the unsubscribe button, and verify", async () => {
    const [one, ...others] = await verify(await sent({ dkim }));
    expect(others).toEqual([]);
    expect(one).toMatchObject({ result: "pass", domain: "example.com" });
    expect(one?.signed).toEqual(
      expect.arrayContaining([
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "reply-to",
        "list-unsubscribe",
        "list-unsubscribe-post",
      ]),
    );
  });

  it("verify without a link to unsubscribe, and with lines of any length", async () => {
    expect(await verify(await sent({ dkim }, { unsubscribeUrl: null }))).toMatchObject([{ result: "pass" }]);
    server.clear();
    expect(await verify(await sent({ dkim }, { text: "ä".repeat(5_000) }))).toMatchObject([{ result: "pass" }]);
  });

  it("do not when somebody has changed the button's header", async () => {
    const raw = await sent({ dkim });
    const changed = raw.replace("List-Unsubscribe: <https://app", "List-Unsubscribe: <https://evil");
    expect(changed).not.toBe(raw);
    expect(await verify(changed)).toMatchObject([{ result: "fail" }]);
    expect(await verify(raw.replace("List-Unsubscribe=One-Click", "List-Unsubscribe=Two-Click"))).toMatchObject([
      { result: "fail" },
    ]);
  });

  it("are not signed where the mail server does it", async () => {
    expect(await sent({})).not.toContain("DKIM-Signature");
  });

  it("that the server refuses before it has seen any of them are tried again all the same", async () => {
    answer = refusal(451, "4.3.2 Try again later");
    const smtp = openSmtp(server.url, { dkim });
    expect(await smtp.send(email())).toMatchObject({ kind: "temporary" });
    smtp.close();
    const nowhere = openSmtp("smtp://127.0.0.1:1", { dkim });
    expect(await nowhere.send(email())).toMatchObject({ kind: "temporary" });
    nowhere.close();
  });

  it("bring the mark, and what the provider needs to give it back", async () => {
    const raw = await sent({ markHeaders: (mark) => ({ "X-PM-Metadata-reprise": mark }) });
    expect(raw).toContain("X-Reprise-Message: mark\r\n");
    expect(raw).toContain("X-PM-Metadata-reprise: mark\r\n");
  });
});
