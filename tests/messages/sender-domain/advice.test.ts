import { describe, expect, it } from "vitest";

import { missingRecords } from "../../../app/messages/sender-domain/advice.ts";
import { domainOf } from "../../../app/messages/sender-domain/answers.ts";
import type { DomainCheck } from "../../../app/messages/sender-domain/check.server.ts";

const nothing: DomainCheck = {
  domain: "morgenrot.de",
  spf: { finding: "missing", record: null, lookups: 0, problem: null },
  dkim: { finding: "missing", selector: null, problem: null },
  dmarc: { finding: "missing", at: null, policy: null, strictDkim: false },
  mx: { finding: "missing" },
};
const dkim = { domainName: "morgenrot.de", keySelector: "reprise", publicKey: "MIIB" };

describe("what to enter where a domain lacks something (flows 3.1)", () => {
  it("is what is known of the providers that emails leave through, and of our own key", () => {
    expect(missingRecords(nothing, { providers: ["ses", "resend", "brevo"], dkim })).toEqual([
      { part: "spf", name: "morgenrot.de", type: "TXT", value: "v=spf1 include:amazonses.com include:spf.brevo.com ~all" },
      { part: "dkim", name: "reprise._domainkey.morgenrot.de", type: "TXT", value: "v=DKIM1; k=rsa; p=MIIB" },
      { part: "dmarc", name: "_dmarc.morgenrot.de", type: "TXT", value: "v=DMARC1; p=none" },
    ]);
  });

  it("is no guess where nothing is known, and no key of another domain", () => {
    const parts = (known: Parameters<typeof missingRecords>[1]) => missingRecords(nothing, known).map(({ part }) => part);
    expect(parts({ providers: [], dkim: null })).toEqual(["dmarc"]);
    expect(parts({ providers: [], dkim: { ...dkim, domainName: "operator.example" } })).toEqual(["dmarc"]);
  });

  it.each(["ok", "several", "wrong", "unknown"] as const)(
    "is nothing beside what is %s: a second record would make the first void",
    (finding) => {
      const check: DomainCheck = {
        ...nothing,
        spf: { ...nothing.spf, finding },
        dkim: { ...nothing.dkim, finding },
        dmarc: { ...nothing.dmarc, finding },
      };
      expect(missingRecords(check, { providers: ["ses"], dkim })).toEqual([]);
    },
  );

  it.each([
    ["hallo@morgenrot.de", "morgenrot.de"],
    ["hallo@Müller.DE", "xn--mller-kva.de"],
    ["hallo@localhost", null],
    ["morgenrot.de", null],
    ["", null],
    [null, null],
  ])("%s is of the domain %s", (address, domain) => expect(domainOf(address)).toBe(domain));
});
