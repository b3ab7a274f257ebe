import { domainToUnicode } from "node:url";

import fc from "fast-check";
import { describe, expect, it, test } from "vitest";

import { mentions } from "../../../app/customers/privacy/mentions.ts";

const of = (...emails: string[]) => ({ ids: [], emails });

/** One character as JSON may write it. */
const spelled = (character: string, how: number): string => {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  const hex = units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
  if (how % 4 === 1) return hex;
  if (how % 4 === 2) return hex.replace(/[a-f]/g, (letter) => letter.toUpperCase());
  return JSON.stringify(character).slice(1, -1);
};

const addresses = [
  "mia@example.com",
  "müller.erase@web.de",
  "ärger@straße.de",
  "a&b+c@example.com",
  "𝒶@exämple.com",
  "o'neil@example.co.uk",
];
const anAddress = fc.constantFrom(...addresses);
const spelling = fc.array(fc.nat({ max: 3 }), { minLength: 40, maxLength: 40 });

describe("whether a text names somebody (security-faults 9)", () => {
  it("finds an address in every spelling of JSON, case, composition and domain", () => {
    fc.assert(
      fc.property(anAddress, spelling, fc.nat({ max: 8 }), fc.boolean(), (address, hows, kind, cut) => {
        const upper = kind % 2 === 0 ? address : address.toUpperCase();
        const form = kind % 3 === 0 ? upper : upper.normalize(kind % 3 === 1 ? "NFD" : "NFC");
        const at = form.lastIndexOf("@");
        const written = kind < 6 ? form : form.slice(0, at + 1) + new URL(`http://${form.slice(at + 1)}`).hostname;
        const json = Array.from(written)
          .map((character, index) => spelled(character, hows[index % 40] ?? 0))
          .join("");
        const body = `{"note":"from \\n${json}","id":12,"more":"${"x".repeat(kind * 700)}"${cut ? "" : "}"}`;
        expect(mentions(body, of("else@example.com", address))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    [
      "in JSON within JSON",
      JSON.stringify({ body: JSON.stringify({ email: "müller@web.de", text: "ü" }) }).replaceAll("ü", "\\u00fc"),
    ],
    ["in a link", '{"url":"https://x.example/?email=m%C3%BCller%40web.de&a=1"}'],
    ["beyond the first piece", `{"a":"${"x".repeat(1_990)} müller@web.de"}`],
    ["at the very end", `${"@".repeat(3_000)}müller@web.de`],
    ["in full width", '{"email":"müller＠web.de"}'],
  ])("finds an address %s", (_name, body) => expect(mentions(body, of("müller@web.de"))).toBe(true));

  it("finds a domain that was stored as Punycode where the text has it in letters", () => {
    expect(domainToUnicode("xn--strae-oqa.de")).toBe("straße.de");
    expect(mentions('{"email":"mia@straße.de"}', of("mia@xn--strae-oqa.de"))).toBe(true);
  });

  test.each([
    ['{"email":"mia@example.org"}', "another domain"],
    ['{"email":"lena@example.com"}', "another mailbox"],
    ['{"customer":{"id":7064}}', "a longer number"],
    ["", "nothing"],
  ])("%s is %s", (body) => expect(mentions(body, { ids: [706n], emails: ["mia@example.com"] })).toBe(false));

  test.each(['{"id":706}', '{"gid":"gid://shopify/Customer/706"}', '{"id":"\\u0037\\u0030\\u0036"}', "706"])(
    "%s names a number",
    (body) => expect(mentions(body, { ids: [706n], emails: [] })).toBe(true),
  );
});
