import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { readToken, signToken, unsubscribeUrl } from "../../app/messages/unsubscribe/token.ts";

const secret = "a-secret-of-some-length";
const subscription = { shopId: 7, customerId: 706405506930370084n, channel: "email" as const };

describe("unsubscribe tokens", () => {
  it("bring back what was signed, ids exact", () => {
    const ids = fc.record({
      shopId: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
      customerId: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }),
      channel: fc.constant("email" as const),
    });
    fc.assert(
      fc.property(ids, (any) => {
        expect(readToken(signToken(any, secret), [secret])).toEqual(any);
      }),
    );
  });

  it("are worth nothing when changed anywhere, or signed with another secret", () => {
    const token = signToken(subscription, secret);
    expect(readToken(token, ["another-secret-0123456789"])).toBeNull();
    fc.assert(
      fc.property(
        fc.nat({ max: token.length - 1 }),
        fc.constantFrom("a", "Z", "0", "9", "-", "_", " ", ".", "%", "é"),
        (index, letter) => {
          fc.pre(token[index] !== letter);
          expect(readToken(token.slice(0, index) + letter + token.slice(index + 1), [secret])).toBeNull();
        },
      ),
    );
  });

  it.each([
    "",
    "e",
    "e7-1",
    `${signToken(subscription, secret)}x`,
    signToken(subscription, secret).slice(0, -1),
    "e0-0-" + "A".repeat(43),
    "e99999999999-1-" + "A".repeat(43),
    "x".repeat(100_000),
    "e7-1-%00",
  ])("are refused when malformed (case %#)", (token) => {
    expect(readToken(token, [secret])).toBeNull();
  });

  it("refuse ids that no database column holds, even when signed", () => {
    expect(readToken(signToken({ ...subscription, shopId: 2 ** 31 }, secret), [secret])).toBeNull();
    expect(readToken(signToken({ ...subscription, customerId: 2n ** 63n }, secret), [secret])).toBeNull();
  });

  it("put nothing but themselves into the link", () => {
    expect(unsubscribeUrl("https://reprise.example", subscription, secret)).toMatch(
      /^https:\/\/reprise\.example\/unsubscribe\?t=e7-706405506930370084-[\w-]{43}$/,
    );
  });
});
