import { randomBytes } from "node:crypto";

import fc from "fast-check";
import { describe, expect, it, test } from "vitest";

import { keyFrom, keyIdOf, open, seal, resealed, SealError, type Key } from "../../../app/secrets/sealed.ts";
import { signedBy } from "../../../app/secrets/signed-by.ts";

function makeKey(): Key {
  const key = keyFrom(randomBytes(32).toString("base64"));
  if (key === null) throw new Error("no key");
  return key;
}
const [old, current, foreign] = [makeKey(), makeKey(), makeKey()];

describe("what is sealed (security-faults 14)", () => {
  it("is opened to the letter, and says nothing itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 8 }), fc.string(), (text, place) => {
        const well = Buffer.from(text, "utf8").toString("utf8");
        const sealed = seal(well, place, [current]);
        expect(open(sealed, place, [current, old])).toBe(well);
        expect(sealed).not.toContain(well);
        expect(seal(well, place, [current])).not.toBe(sealed);
      }),
    );
  });

  it("opens in no other place, with no other key and after no change", () => {
    const sealed = seal("shpat_0123456789", "session:a:accessToken", [current]);
    expect(() => open(sealed, "session:b:accessToken", [current])).toThrow(SealError);
    expect(() => open(sealed, "session:a:accessToken", [foreign, old])).toThrow(`a key that is not here: ${current.id}`);
    expect(() => open(sealed.slice(0, 40), "session:a:accessToken", [current])).toThrow(SealError);
    expect(() => open("shpat_0123456789", "session:a:accessToken", [current])).toThrow(SealError);
    fc.assert(
      fc.property(fc.nat({ max: sealed.length - 2 }), fc.constantFrom("a", "Z", "0", "9", "-", "_", ":"), (index, letter) => {
        fc.pre(sealed[index] !== letter);
        const changed = sealed.slice(0, index) + letter + sealed.slice(index + 1);
        expect(() => open(changed, "session:a:accessToken", [current])).toThrow(SealError);
      }),
    );
  });

  it("moves to the newest key, whether it was plain or under an older one", () => {
    const [before, plain] = [seal("token", "p", [old]), "token"];
    for (const text of [before, plain]) {
      const anew = resealed(text, "p", [current, old]);
      expect([keyIdOf(anew), open(anew, "p", [current])]).toEqual([current.id, "token"]);
    }
    expect(resealed("", "p", [current])).toBe("");
  });

  it.each(["", "short", "x".repeat(44), randomBytes(31).toString("base64"), randomBytes(33).toString("base64"), "g".repeat(64)])(
    "needs a key of 32 bytes (case %#)",
    (text) => expect(keyFrom(text)).toBeNull(),
  );
});

test.each(["", "a", "a.b", "a.b.c", "a.b.c.d", "..", "é.é.é"])("%j was signed by nobody", (token) => {
  expect(signedBy(token, ["secret-0123456789"])).toBeNull();
});
