import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { maskIban, readIban } from "../../app/affiliates/people/iban.ts";
import { sepaFile, type Transfer } from "../../app/affiliates/payouts/sepa.ts";
import { readSepa } from "./sepa-reader.ts";

const DEBTOR = { name: "Müller & Söhne GmbH", iban: "DE89370400440532013000", bic: "" };
const IBANS = ["DE02120300000000202051", "AT611904300234573201", "NL91ABNA0417164300", "FR1420041010050500013M02606"];

const transferArb: fc.Arbitrary<Transfer> = fc.record({
  reference: fc.string({ minLength: 1, maxLength: 60, unit: "grapheme" }),
  amountMinor: fc.bigInt({ min: 1n, max: 99_999_999n }),
  name: fc.string({ maxLength: 120, unit: "grapheme" }),
  iban: fc.constantFrom(...IBANS),
  bic: fc.constantFrom("", "COBADEFFXXX", "NTSBDEB1"),
  address: fc.record({
    street: fc.string({ maxLength: 100, unit: "grapheme" }),
    postcode: fc.string({ maxLength: 30 }),
    city: fc.string({ maxLength: 60 }),
    country: fc.constantFrom("DE", "AT"),
  }),
  purpose: fc.string({ maxLength: 300, unit: "grapheme" }),
});

describe("the SEPA file, read by a reader of its own (issue 12: 4)", () => {
  it("is whole whatever names and purposes say: order of elements, sums, lengths, characters and accounts", () => {
    fc.assert(
      fc.property(fc.array(transferArb, { minLength: 1, maxLength: 5 }), (transfers) => {
        const xml = sepaFile({
          messageId: "REPRISE-AFFILIATES-1",
          madeAt: new Date("2026-11-30T11:00:00Z"),
          payOn: "2026-11-30",
          debtor: DEBTOR,
          transfers,
        });
        const read = readSepa(xml);
        expect(read.problems).toEqual([]);
        expect(read.payments.map(({ amount, iban }) => ({ amount, iban }))).toEqual(
          transfers.map(({ amountMinor, iban }) => ({ amount: (Number(amountMinor) / 100).toFixed(2), iban })),
        );
      }),
      { numRuns: 200 },
    );
  });

  it("spells names as banks take them, and lets nothing become markup", () => {
    const [transfer] = fc.sample(transferArb, 1);
    if (transfer === undefined) return expect.fail("no transfer");
    const xml = sepaFile({
      ...{ messageId: "M", madeAt: new Date("2026-11-30T11:00:00Z"), payOn: "2026-11-30", debtor: DEBTOR },
      transfers: [{ ...transfer, name: "Jörg Weiß & Łukasz</Nm><IBAN>", purpose: "GS-1 O'Brien" }],
    });
    expect(xml).toContain("<Nm>Mueller + Soehne GmbH</Nm>");
    expect(xml).toContain("<Nm>Joerg Weiss + Lukasz./Nm..IBAN.</Nm>");
    expect(xml).toContain("<Ustrd>GS-1 O&apos;Brien</Ustrd>");
    expect(readSepa(xml).problems).toEqual([]);
  });

  it("an independent reader finds a wrong sum, a foreign character and a wrong account", () => {
    const [transfer] = fc.sample(transferArb, 1);
    if (transfer === undefined) return expect.fail("no transfer");
    const xml = sepaFile({ messageId: "M", madeAt: new Date(0), payOn: "2026-11-30", debtor: DEBTOR, transfers: [transfer] });
    for (const broken of [
      xml.replace(/<CtrlSum>[\d.]+/, "<CtrlSum>0.01"),
      xml.replace("<NbOfTxs>1", "<NbOfTxs>2"),
      xml.replace("<Nm>Mueller", "<Nm>Müller"),
      xml.replace(transfer.iban, transfer.iban.slice(0, -1) + (transfer.iban.endsWith("1") ? "2" : "1")),
      xml.replace("<PmtMtd>TRF</PmtMtd>", ""),
      xml.replace("</Document>", ""),
    ])
      expect(readSepa(broken).problems).not.toEqual([]);
  });
});

describe("IBANs", () => {
  it("take what the registry has as examples, however it is typed", () => {
    for (const iban of [
      ...IBANS,
      "GB29NWBK60161331926819",
      "CH9300762011623852957",
      "MT84MALT011000012345MTLCAST001S",
      "NO9386011117947",
    ]) {
      expect(readIban(iban)).toBe(iban);
      expect(readIban(iban.toLowerCase().replace(/(.{4})/g, "$1 "))).toBe(iban);
    }
    expect(maskIban("DE02120300000000202051")).toBe("DE02 •••• 2051");
  });

  it("refuse each single wrong digit, swapped neighbours, other lengths and countries outside of SEPA", () => {
    const iban = "DE02120300000000202051";
    for (let at = 2; at < iban.length; at += 1) {
      const other = iban[at] === "9" ? "0" : String(Number(iban[at]) + 1);
      expect(readIban(iban.slice(0, at) + other + iban.slice(at + 1))).toBeNull();
      const swapped = iban.slice(0, at - 1) + (iban[at] ?? "") + (iban[at - 1] ?? "") + iban.slice(at + 1);
      if (at > 4 && iban[at] !== iban[at - 1]) expect(readIban(swapped)).toBeNull();
    }
    for (const wrong of [
      "",
      "DE",
      "DE0212030000000020205",
      `${iban}0`,
      "US64SVBKUS6S3300958879",
      "BR1800360305000010009795493C1",
      "DE02 1203 <b>",
    ])
      expect(readIban(wrong)).toBeNull();
  });
});
