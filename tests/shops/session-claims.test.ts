import { createHmac } from "node:crypto";

import { expect, test } from "vitest";

import { authenticateAdmin } from "../../app/shopify.server.ts";
import { areClaimsSound } from "../../app/secrets/session-claims.ts";

const SECRET = "test-client-secret-0123456789";
const good = {
  ...{ iss: "https://morgenrot.myshopify.com/admin", dest: "https://morgenrot.myshopify.com", aud: "test-client-id", sub: "42" },
  ...{ exp: 4_000_000_000, nbf: 1, iat: 1, jti: "j", sid: "s" },
};
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const tokenOf = (claims: object) => {
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", SECRET).update(signed).digest("base64url")}`;
};
const bad: [string, object][] = [
  ["another shop's issuer", { ...good, iss: "https://nordlicht.myshopify.com/admin" }],
  ["no issuer", { ...good, iss: undefined }],
  ["an issuer that is no address", { ...good, iss: "morgenrot" }],
  ["no end", { ...good, exp: undefined }],
  ["an end that is no number", { ...good, exp: "never" }],
  ["a shopper instead of staff", { ...good, sub: "gid://shopify/Customer/42" }],
  ["nobody whose it is", { ...good, sub: undefined }],
];

test("claims that name one shop, an end and a member of its staff are sound", () => {
  expect(areClaimsSound(tokenOf(good))).toBe(true);
  for (const nonsense of ["", "a.b.c", "a", tokenOf([])]) expect(areClaimsSound(nonsense)).toBe(false);
});

test.each(bad)(
  "a session token with %s is answered 401, though its signature is right (security-faults 14)",
  async (_name, claims) => {
    const token = tokenOf(claims);
    expect(areClaimsSound(token)).toBe(false);
    for (const request of [
      new Request("http://127.0.0.1:3000/app.data", { headers: { authorization: `Bearer ${token}` } }),
      new Request(`http://127.0.0.1:3000/app?shop=morgenrot.myshopify.com&embedded=1&id_token=${token}`),
    ]) {
      const thrown = await authenticateAdmin(request).catch((answer: unknown) => answer);
      expect((thrown as Response).status).toBe(401);
    }
  },
);
