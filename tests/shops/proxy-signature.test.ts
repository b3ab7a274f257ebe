import { createHmac } from "node:crypto";

import { describe, expect, test } from "vitest";

import { verifyProxySignature } from "../../app/shops/proxy/proxy-signature.ts";
import { signQuery } from "../sandbox/storefront/proxy.ts";

const SECRET = "test-client-secret-0123456789";
const NOW = new Date("2026-11-21T09:00:00Z");
const STAMP = String(NOW.getTime() / 1000);
const CUSTOMER = "9100000000000099";

type Pairs = [name: string, value: string][];

const genuine: Pairs = [
  ["shop", "morgenrot.myshopify.com"],
  ["logged_in_customer_id", CUSTOMER],
  ["path_prefix", "/apps/reprise"],
  ["timestamp", STAMP],
];

/** Shopify's rule written out once more, independently of app and stand-in. */
function signature(pairs: Pairs, secret = SECRET): string {
  const text = [...pairs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}=${value}`);
  return createHmac("sha256", secret).update(text.join("")).digest("hex");
}

function url(pairs: Pairs): URL {
  return new URL(`https://reprise.example.com/proxy/status?${new URLSearchParams(pairs).toString()}`);
}

const signed = (pairs: Pairs, secret = SECRET): Pairs => [...pairs, ["signature", signature(pairs, secret)]];
const without = (pairs: Pairs, name: string) => pairs.filter(([key]) => key !== name);
const set = (pairs: Pairs, name: string, value: string): Pairs => pairs.map(([key, old]) => [key, key === name ? value : old]);
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
const verify = (pairs: Pairs, now = NOW) => verifyProxySignature(url(pairs), [SECRET], now);

const good = { ok: true, shop: "morgenrot.myshopify.com", customerId: BigInt(CUSTOMER), path: "/apps/reprise" };

describe("genuine requests", () => {
  test.each<[string, Pairs, unknown]>([
    ["as Shopify sends it", signed(genuine), good],
    ["in another order", signed(genuine).reverse(), good],
    ["nobody logged in", signed(set(genuine, "logged_in_customer_id", "")), { ...good, customerId: null }],
    ["with a parameter of the page", signed([...genuine, ["view", "kurz & gut = ?"]]), good],
    ["with an empty parameter", signed([...genuine, ["a", ""]]), good],
    [
      "the greatest id",
      signed(set(genuine, "logged_in_customer_id", "9223372036854775807")),
      { ...good, customerId: 9223372036854775807n },
    ],
  ])("%s", (_name, pairs, verdict) => {
    expect(verify(pairs)).toEqual(verdict);
  });

  test.each<[string, string | null]>([
    ["/apps/reprise", "/apps/reprise"],
    ["/community/my-points", "/community/my-points"],
    ["/de/apps/reprise", "/apps/reprise"],
    ["/pt-BR/tools/x_1", "/tools/x_1"],
    ["/apps/../admin", null],
    ["/apps/reprise/redeem", null],
    ["/", "malformed"],
    ['/apps/"onclick', null],
  ])("a signed path prefix of %s is taken, and tells where the proxy is: %s (real-store B1, B2)", (prefix, path) => {
    const verdict = verify(signed(set(genuine, "path_prefix", prefix)));
    if (path === "malformed") expect(verdict.ok).toBe(false);
    else expect(verdict).toEqual({ ...good, path });
  });

  test("repeated values of the page's own parameters are joined by commas", () => {
    const joined = signature([...genuine, ["ids[]", "1,2"]]);
    expect(verify([...genuine, ["ids[]", "1"], ["ids[]", "2"], ["signature", joined]])).toEqual(good);
  });

  test.each([-90, 0, 90])("%i seconds old", (seconds) => {
    expect(verify(signed(genuine), at(seconds))).toEqual(good);
  });

  test("what the stand-in signs is accepted", () => {
    const query = signQuery(new URLSearchParams([...genuine, ["tag", "b"], ["tag", "a"]]), SECRET);
    expect(verify([...query])).toEqual(good);
  });
});

const refused = (reason: string) => ({ ok: false, reason });

describe("hostile requests", () => {
  test.each<[string, Pairs, string]>([
    ["nothing at all", [], "missing-parameter"],
    ...["shop", "logged_in_customer_id", "path_prefix", "timestamp"].map((name): [string, Pairs, string] => [
      `${name} left out, signed without it`,
      signed(without(genuine, name)),
      "missing-parameter",
    ]),
    ["no signature", genuine, "missing-parameter"],
    ["another customer", set(signed(genuine), "logged_in_customer_id", "9100000000000100"), "bad-signature"],
    ["customer logged out", set(signed(genuine), "logged_in_customer_id", ""), "bad-signature"],
    ["another shop", set(signed(genuine), "shop", "nordlicht.myshopify.com"), "bad-signature"],
    ["another page", set(signed(genuine), "path_prefix", "/apps/other"), "bad-signature"],
    ["a fresher timestamp", set(signed(genuine), "timestamp", String(Number(STAMP) + 60)), "bad-signature"],
    ["a parameter added", [...signed(genuine), ["x", "1"]], "bad-signature"],
    ["signed with another secret", signed(genuine, "another-secret-0123456789"), "bad-signature"],
    ["signed with an empty secret", signed(genuine, ""), "bad-signature"],
    ["customer twice, the second foreign", [...signed(genuine), ["logged_in_customer_id", "1"]], "repeated-parameter"],
    ["customer twice, the first foreign", [["logged_in_customer_id", "1"], ...signed(genuine)], "repeated-parameter"],
    ["shop twice, the same", [...signed(genuine), ["shop", "morgenrot.myshopify.com"]], "repeated-parameter"],
    ["signature twice", [...signed(genuine), ["signature", "0".repeat(64)]], "repeated-parameter"],
    [
      "customer as an array parameter",
      signed([...without(genuine, "logged_in_customer_id"), ["logged_in_customer_id[]", "1"]]),
      "missing-parameter",
    ],
    ["signature empty", [...genuine, ["signature", ""]], "malformed-parameter"],
    ["signature too short", [...genuine, ["signature", signature(genuine).slice(0, 62)]], "malformed-parameter"],
    ["signature in capitals", [...genuine, ["signature", signature(genuine).toUpperCase()]], "malformed-parameter"],
    [
      "signature in base64",
      [...genuine, ["signature", Buffer.from(signature(genuine), "hex").toString("base64")]],
      "malformed-parameter",
    ],
    ["customer not a number, signed", signed(set(genuine, "logged_in_customer_id", "1 or 1=1")), "malformed-parameter"],
    ["customer negative, signed", signed(set(genuine, "logged_in_customer_id", "-1")), "malformed-parameter"],
    ["customer zero, signed", signed(set(genuine, "logged_in_customer_id", "0")), "malformed-parameter"],
    ["customer in full-width digits, signed", signed(set(genuine, "logged_in_customer_id", "１２")), "malformed-parameter"],
    [
      "customer beyond 64 bits, signed",
      signed(set(genuine, "logged_in_customer_id", "9223372036854775808")),
      "malformed-parameter",
    ],
    ["shop elsewhere, signed", signed(set(genuine, "shop", "evil.example.com")), "malformed-parameter"],
    ["shop with a path, signed", signed(set(genuine, "shop", "a.myshopify.com/../b")), "malformed-parameter"],
    ["shop with a line break, signed", signed(set(genuine, "shop", "a.myshopify.com\n")), "malformed-parameter"],
    ["timestamp not a number, signed", signed(set(genuine, "timestamp", "soon")), "malformed-parameter"],
    ["timestamp NaN, signed", signed(set(genuine, "timestamp", "NaN")), "malformed-parameter"],
    ["timestamp with a fraction, signed", signed(set(genuine, "timestamp", `${STAMP}.5`)), "malformed-parameter"],
    ["timestamp in milliseconds, signed", signed(set(genuine, "timestamp", `${STAMP}000`)), "malformed-parameter"],
    ["timestamp of 1970, signed", signed(set(genuine, "timestamp", "0")), "expired"],
    ["path prefix that is no path, signed", signed(set(genuine, "path_prefix", "apps/reprise")), "malformed-parameter"],
    ["path prefix of a kilobyte, signed", signed(set(genuine, "path_prefix", `/${"x".repeat(1_000)}`)), "malformed-parameter"],
    // Without separators "shop=a" + "timestamp=1" reads like one parameter "shop" of value "atimestamp=1".
    [
      "two parameters melted into one",
      [
        ["logged_in_customer_id", ""],
        ["path_prefix", "/apps/reprise"],
        ["shop", `morgenrot.myshopify.comtimestamp=${STAMP}`],
        ["signature", signature(genuine)],
      ],
      "malformed-parameter",
    ],
  ])("%s", (_name, pairs, reason) => {
    expect(verify(pairs)).toEqual(refused(reason));
  });

  test.each([-91, 91, 86_400])("replayed when it is %i seconds old", (seconds) => {
    expect(verify(signed(genuine), at(seconds))).toEqual(refused("expired"));
  });

  test("every single altered digit of the signature is refused", () => {
    const genuineSignature = signature(genuine);
    for (let position = 0; position < 64; position += 1) {
      const digit = genuineSignature[position] === "0" ? "1" : "0";
      const altered = genuineSignature.slice(0, position) + digit + genuineSignature.slice(position + 1);
      expect(verify([...genuine, ["signature", altered]])).toEqual(refused("bad-signature"));
    }
  });
});
