import { toDecimal } from "../../lib/money.ts";

/** Who pays. IBAN without spaces; BIC empty where the bank is known by the IBAN. */
export type Debtor = { name: string; iban: string; bic: string };

export type Transfer = {
  /** Known again on both statements; at most 35 characters. */
  reference: string;
  amountMinor: bigint;
  name: string;
  iban: string;
  bic: string;
  address: { street: string; postcode: string; city: string; country: string };
  purpose: string;
};

export type SepaFile = {
  messageId: string;
  madeAt: Date;
  /** The day of the shop: "2026-11-30". */ payOn: string;
  debtor: Debtor;
  transfers: readonly Transfer[];
};

/**
 * A SEPA credit transfer initiation, pain.001.001.09, with one payment block. Amounts are in euros.
 * Rule: EPC132-08 (customer-to-PSP implementation guidelines) and Anlage 3 of the DFÜ-Abkommen.
 */
export function sepaFile({ messageId, madeAt, payOn, debtor, transfers }: SepaFile): string {
  const count = String(transfers.length);
  const sum = euros(transfers.reduce((total, { amountMinor }) => total + amountMinor, 0n));
  const body = tag(
    "CstmrCdtTrfInitn",
    tag(
      "GrpHdr",
      tag("MsgId", text(messageId, 35)),
      tag("CreDtTm", madeAt.toISOString().slice(0, 19) + "Z"),
      tag("NbOfTxs", count),
      tag("CtrlSum", sum),
      tag("InitgPty", tag("Nm", text(debtor.name, 70))),
    ),
    tag(
      "PmtInf",
      tag("PmtInfId", text(`${messageId}-1`, 35)),
      tag("PmtMtd", "TRF"),
      tag("NbOfTxs", count),
      tag("CtrlSum", sum),
      tag("PmtTpInf", tag("SvcLvl", tag("Cd", "SEPA"))),
      tag("ReqdExctnDt", tag("Dt", payOn)),
      tag("Dbtr", tag("Nm", text(debtor.name, 70))),
      tag("DbtrAcct", tag("Id", tag("IBAN", debtor.iban))),
      tag("DbtrAgt", tag("FinInstnId", debtor.bic === "" ? tag("Othr", tag("Id", "NOTPROVIDED")) : tag("BICFI", debtor.bic))),
      tag("ChrgBr", "SLEV"),
      ...transfers.map(transferOf),
    ),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">${body}</Document>\n`;
}

function transferOf({ reference, amountMinor, name, iban, bic, address, purpose }: Transfer): string {
  return tag(
    "CdtTrfTxInf",
    tag("PmtId", tag("EndToEndId", text(reference, 35))),
    tag("Amt", `<InstdAmt Ccy="EUR">${euros(amountMinor)}</InstdAmt>`),
    ...(bic === "" ? [] : [tag("CdtrAgt", tag("FinInstnId", tag("BICFI", bic)))]),
    tag(
      "Cdtr",
      tag("Nm", text(name, 70)),
      tag(
        "PstlAdr",
        tag("StrtNm", text(address.street, 70)),
        tag("PstCd", text(address.postcode, 16)),
        tag("TwnNm", text(address.city, 35)),
        tag("Ctry", address.country),
      ),
    ),
    tag("CdtrAcct", tag("Id", tag("IBAN", iban))),
    tag("RmtInf", tag("Ustrd", text(purpose, 140))),
  );
}

function tag(name: string, ...content: string[]): string {
  return `<${name}>${content.join("")}</${name}>`;
}

function euros(minor: bigint): string {
  return toDecimal(minor, "EUR");
}

const SPELLED: Readonly<Record<string, string>> = {
  ...{
    ä: "ae",
    ö: "oe",
    ü: "ue",
    Ä: "Ae",
    Ö: "Oe",
    Ü: "Ue",
    ß: "ss",
    æ: "ae",
    Æ: "Ae",
    œ: "oe",
    Œ: "Oe",
    ø: "o",
    Ø: "O",
    å: "a",
    Å: "A",
  },
  ...{ ł: "l", Ł: "L", đ: "d", Đ: "D", ð: "d", þ: "th", "&": "+", "’": "'", "–": "-", "—": "-", "@": "(at)", _: "-" },
};

/** In the characters that every bank of the SEPA area takes, cut to a length: umlauts are spelled out, accents left out, and the rest is a full stop. Nothing of it means anything in XML. */
export function sepaText(value: string, most: number): string {
  const spelled = value.normalize("NFC").replace(/./gu, (character) => SPELLED[character] ?? character);
  const plain = spelled.normalize("NFKD").replace(/\p{M}/gu, "");
  const known = plain
    .replace(/\s+/g, " ")
    .replace(/[^A-Za-z0-9/\-?:().,'+ ]/gu, ".")
    .trim();
  // Neither may a text begin or end with a slash, nor hold two of them in a row.
  const cut = known
    .replace(/\/{2,}/g, "/")
    .replace(/^\/|\/$/g, "")
    .slice(0, most)
    .replace(/[/\s]+$/, "");
  return cut === "" ? "." : cut;
}

function text(value: string, most: number): string {
  return sepaText(value, most).replaceAll("'", "&apos;");
}
