import { generateKeyPairSync } from "node:crypto";

import { afterEach, describe, expect, it } from "vitest";

import { checkDomain, createResolve } from "../../../app/messages/sender-domain/check.server.ts";
import { isAligned } from "../../../app/messages/sender-domain/dmarc.ts";
import { startDns, type Zone } from "./dns-server.ts";

const publicKey = (bits: number) =>
  generateKeyPairSync("rsa", { modulusLength: bits }).publicKey.export({ type: "spki", format: "der" }).toString("base64");
const key = publicKey(2048);
const good: Zone = {
  "TXT morgenrot.de": ["google-site-verification=x", "v=spf1 include:spf.provider.example -all"],
  "TXT spf.provider.example": ["v=spf1 ip4:192.0.2.0/24 ~all"],
  "TXT resend._domainkey.morgenrot.de": [`p=${key}`],
  "TXT _dmarc.morgenrot.de": ["v=DMARC1; p=none; rua=mailto:dmarc@morgenrot.de"],
  "MX morgenrot.de": ["mx.morgenrot.de"],
};

let running: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(running.map((stop) => stop()));
  running = [];
});

async function check(
  changes: Zone,
  { domain = "morgenrot.de", selector = null as string | null, without = [] as string[] } = {},
) {
  const zone = Object.fromEntries(Object.entries({ ...good, ...changes }).filter(([name]) => !without.includes(name)));
  const server = await startDns(zone);
  running.push(server.stop);
  return { ...(await checkDomain(domain, selector, createResolve([server.address]))), asked: server.asked };
}

describe("a sending domain (flows 3.1)", () => {
  it("that is set up is said to be", async () => {
    expect(await check({})).toMatchObject({
      spf: { finding: "ok", lookups: 1, problem: null },
      dkim: { finding: "ok", selector: "resend", problem: null },
      dmarc: { finding: "ok", at: "morgenrot.de", policy: "none" },
      mx: { finding: "ok" },
    });
  });

  it("of which DNS knows nothing lacks everything", async () => {
    expect(await check({}, { domain: "abendrot.de" })).toMatchObject({
      ...{ spf: { finding: "missing" }, dkim: { finding: "missing", selector: null } },
      ...{ dmarc: { finding: "missing" }, mx: { finding: "missing" } },
    });
  });

  it.each(["silent", "refused"] as const)("of which DNS says nothing (%s) is unknown, and not missing", async (how) => {
    const all: Zone = Object.fromEntries(Object.keys(good).map((name) => [name, how]));
    const found = await check(all, { selector: "resend" });
    expect([found.spf, found.dkim, found.dmarc, found.mx].map(({ finding }) => finding)).toEqual([
      "unknown",
      "unknown",
      "unknown",
      "unknown",
    ]);
  });
});

describe("SPF", () => {
  const includes = (count: number) => Array.from({ length: count }, (_, index) => `include:s${index}.example`).join(" ");
  const zoneOf = (count: number): Zone =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`TXT s${index}.example`, ["v=spf1 ip4:192.0.2.1 -all"]]));

  it.each<[string, Zone, object]>([
    ["two records", { "TXT morgenrot.de": ["v=spf1 -all", "v=spf1 mx -all"] }, { finding: "several" }],
    ["a record of another kind that begins alike", { "TXT morgenrot.de": ["v=spf10 -all"] }, { finding: "missing" }],
    ["ten look-ups", { "TXT morgenrot.de": [`v=spf1 ${includes(10)} -all`], ...zoneOf(10) }, { finding: "ok", lookups: 10 }],
    [
      "eleven look-ups",
      { "TXT morgenrot.de": [`v=spf1 ${includes(10)} a -all`], ...zoneOf(10) },
      { finding: "wrong", problem: "too-many-lookups" },
    ],
    [
      "look-ups of what it takes in",
      {
        "TXT morgenrot.de": ["v=spf1 include:one.example mx -all"],
        "TXT one.example": ["v=spf1 a mx exists:x.example ip4:192.0.2.1 -all"],
      },
      { finding: "ok", lookups: 5 },
    ],
    [
      "a circle",
      { "TXT morgenrot.de": ["v=spf1 include:one.example -all"], "TXT one.example": ["v=spf1 include:morgenrot.de -all"] },
      { finding: "wrong", problem: "loop" },
    ],
    [
      "taking in what is not there",
      { "TXT morgenrot.de": ["v=spf1 include:nowhere.example -all"] },
      { finding: "wrong", problem: "included-missing" },
    ],
    [
      "taking in what DNS is silent about",
      { "TXT morgenrot.de": ["v=spf1 include:quiet.example -all"], "TXT quiet.example": "silent" },
      { finding: "unknown", problem: null },
    ],
    [
      "a redirect",
      { "TXT morgenrot.de": ["v=spf1 redirect=one.example"], "TXT one.example": ["v=spf1 -all"] },
      { finding: "ok", lookups: 1 },
    ],
    [
      "a word that is none",
      { "TXT morgenrot.de": ["v=spf1 includes:one.example -all"] },
      { finding: "wrong", problem: "syntax" },
    ],
    ["letting everybody send", { "TXT morgenrot.de": ["v=spf1 +all"] }, { finding: "wrong", problem: "allows-all" }],
    [
      "macros",
      { "TXT morgenrot.de": ["v=spf1 exists:%{i}.spf.example include:%{d}.example ?all"] },
      { finding: "ok", lookups: 2 },
    ],
  ])("%s", async (_what, zone, expected) => expect((await check(zone)).spf).toMatchObject(expected));
});

describe("DKIM", () => {
  const at = (record: string, ...more: string[]): Zone => ({ "TXT own._domainkey.morgenrot.de": [record, ...more] });
  it.each<[string, Zone, object]>([
    ["a key", at(`v=DKIM1; k=rsa; p=${key}`), { finding: "ok", selector: "own" }],
    ["a key with blanks in it", at(`v=DKIM1; p=${key.replace(/(.{60})/g, "$1 ")}`), { finding: "ok" }],
    ["an Ed25519 key", at(`v=DKIM1; k=ed25519; p=${Buffer.alloc(32, 7).toString("base64")}`), { finding: "ok" }],
    ["a key that was taken back", at("v=DKIM1; p="), { finding: "wrong", problem: "revoked" }],
    ["a key that is too short", at(`v=DKIM1; p=${publicKey(512)}`), { finding: "wrong", problem: "short" }],
    ["no key", at("v=DKIM1; p=abc"), { finding: "wrong", problem: "syntax" }],
    ["two records", at(`p=${key}`, `p=${key}`), { finding: "several" }],
    ["nothing there", {}, { finding: "missing", selector: "own" }],
  ])("%s at the selector that the merchant names", async (_what, zone, expected) =>
    expect((await check(zone, { selector: "own" })).dkim).toMatchObject(expected),
  );

  it("the selectors of providers are tried, and one that works counts before one that does not", async () => {
    const found = await check({ "TXT s1._domainkey.morgenrot.de": ["v=DKIM1; p="] });
    expect(found.dkim).toMatchObject({ finding: "ok", selector: "resend" });
    expect(
      (await check({ "TXT s1._domainkey.morgenrot.de": ["v=DKIM1; p="] }, { without: ["TXT resend._domainkey.morgenrot.de"] }))
        .dkim,
    ).toMatchObject({ finding: "wrong", selector: "s1" });
  });
});

describe("DMARC", () => {
  it.each<[string, Zone, string, object]>([
    ["its own record", {}, "morgenrot.de", { finding: "ok", at: "morgenrot.de", policy: "none" }],
    ["the record of the name above", {}, "news.shop.morgenrot.de", { finding: "ok", at: "morgenrot.de", policy: "none" }],
    [
      "the policy for names below",
      { "TXT _dmarc.morgenrot.de": ["v=DMARC1; p=reject; sp=quarantine; adkim=s"] },
      "shop.morgenrot.de",
      { policy: "quarantine", strictDkim: true },
    ],
    [
      "nearer before farther",
      { "TXT _dmarc.shop.morgenrot.de": ["v=DMARC1; p=reject"] },
      "shop.morgenrot.de",
      { at: "shop.morgenrot.de", policy: "reject" },
    ],
    [
      "two records",
      { "TXT _dmarc.morgenrot.de": ["v=DMARC1; p=none", "v=DMARC1; p=reject"] },
      "morgenrot.de",
      { finding: "several" },
    ],
    [
      "no policy",
      { "TXT _dmarc.morgenrot.de": ["v=DMARC1; rua=mailto:x@y.de"] },
      "morgenrot.de",
      { finding: "wrong", policy: null },
    ],
    ["a policy that is none", { "TXT _dmarc.morgenrot.de": ["v=DMARC1; p=maybe"] }, "morgenrot.de", { finding: "wrong" }],
    ["DNS silent on the way up", { "TXT _dmarc.shop.morgenrot.de": "silent" }, "shop.morgenrot.de", { finding: "unknown" }],
  ])("%s", async (_what, zone, domain, expected) => expect((await check(zone, { domain })).dmarc).toMatchObject(expected));

  it("the last name is not asked, it is nobody's", async () => {
    const { asked } = await check({}, { domain: "abendrot.de" });
    expect(asked.filter((name) => name.includes("_dmarc"))).toEqual(["TXT _dmarc.abendrot.de"]);
  });

  it.each([
    ["morgenrot.de", "morgenrot.de", true, true],
    ["shop.morgenrot.de", "morgenrot.de", false, true],
    ["shop.morgenrot.de", "morgenrot.de", true, false],
    ["shop.morgenrot.de", "mail.morgenrot.de", false, true],
    ["morgenrot.de", "provider.example", false, false],
    ["morgenrot.de", "notmorgenrot.de", false, false],
  ])("of %s signed by %s (strict: %s) it is %s that it stands for it", (domain, signer, strictDkim, aligned) =>
    expect(isAligned(domain, signer, { at: "morgenrot.de", strictDkim })).toBe(aligned),
  );
});

describe("MX", () => {
  it("that says that there is no mailbox is wrong: answers would go nowhere", async () => {
    expect((await check({ "MX morgenrot.de": ["."] })).mx).toEqual({ finding: "wrong" });
  });
});
