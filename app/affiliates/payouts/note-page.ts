import { formatMoney } from "../../lib/money.ts";
import { plain } from "../../lib/plain.ts";
import type { Tax } from "../people/payee.ts";
import type { Note } from "./note.ts";

type NoteWords = {
  /** § 14 (2) UStG wants the word itself; who is no business gets a statement instead. */
  title: string;
  statement: string;
  number: string;
  date: string;
  from: string;
  to: string;
  taxNumber: string;
  vatId: string;
  service: (orders: number) => string;
  period: string;
  net: string;
  vat: string;
  total: string;
  cancelled: (date: string) => string;
  tax: Record<Tax, string>;
};

export const noteWords: Record<Note["locale"], NoteWords> = {
  en: {
    title: "Credit note (self-billing invoice, Gutschrift)",
    statement: "Commission statement",
    number: "Number",
    date: "Date",
    from: "Issued by (recipient of the service)",
    to: "For (supplier of the service)",
    taxNumber: "Tax number",
    vatId: "VAT ID",
    service: (orders) =>
      orders === 1 ? "Commission for 1 order that was brought" : `Commission for ${orders} orders that were brought`,
    period: "Period of service",
    net: "Net",
    vat: "VAT 19%",
    total: "Total paid",
    cancelled: (date) => `Canceled on ${date}: this amount was not paid. The number stays taken.`,
    tax: {
      regular: "",
      small: "No VAT is charged: small business under § 19 UStG.",
      reverse: "Reverse charge: the recipient of the service owes the VAT (Steuerschuldnerschaft des Leistungsempfängers).",
      private: "No VAT: the recipient of this payment has said that they are not a business.",
    },
  },
  de: {
    title: "Gutschrift",
    statement: "Provisionsabrechnung",
    number: "Nummer",
    date: "Datum",
    from: "Ausgestellt von (Leistungsempfänger)",
    to: "Für (leistender Unternehmer)",
    taxNumber: "Steuernummer",
    vatId: "USt-IdNr.",
    service: (orders) =>
      orders === 1 ? "Provision für 1 vermittelte Bestellung" : `Provision für ${orders} vermittelte Bestellungen`,
    period: "Leistungszeitraum",
    net: "Nettobetrag",
    vat: "Umsatzsteuer 19 %",
    total: "Auszahlungsbetrag",
    cancelled: (date) => `Storniert am ${date}: Dieser Betrag wurde nicht ausgezahlt. Die Nummer bleibt vergeben.`,
    tax: {
      regular: "",
      small: "Es wird keine Umsatzsteuer berechnet: Kleinunternehmer nach § 19 UStG.",
      reverse: "Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge).",
      private: "Ohne Umsatzsteuer: Empfängerin oder Empfänger handelt nach eigener Angabe nicht als Unternehmer.",
    },
  },
};

/** A credit note as HTML that can stand in a page of the theme or of its own: nothing in it is markup or Liquid but ours. @param cancelledOn a day, or null */
export function noteBody(note: Note, cancelledOn: string | null): string {
  const words = noteWords[note.locale];
  const money = (minor: bigint) => plain(formatMoney(minor, note.currency, note.locale));
  const day = (iso: string) => plain(dayText(iso, note.locale));
  const row = (label: string, value: string) => `<tr><th scope="row">${plain(label)}</th><td>${value}</td></tr>`;
  const remark = words.tax[note.tax];
  return `<h1>${plain(note.tax === "private" ? words.statement : words.title)}</h1>
${cancelledOn === null ? "" : `<p role="status"><strong>${plain(words.cancelled(dayText(cancelledOn, note.locale)))}</strong></p>`}
<table class="reprise-note">
<tbody>
${row(words.number, plain(note.number))}
${row(words.date, day(note.writtenOn))}
${row(words.from, party(note.issuer, words))}
${row(note.tax === "private" ? (note.locale === "de" ? "Für" : "For") : words.to, party(note.recipient, words))}
${row(words.period, `${day(note.from)} – ${day(note.until)}`)}
${row(words.service(note.orders), money(note.netMinor))}
${note.tax === "regular" ? row(words.net, money(note.netMinor)) + row(words.vat, money(note.taxMinor)) : ""}
${row(words.total, `<strong>${money(note.netMinor + note.taxMinor)}</strong>`)}
</tbody>
</table>
${remark === "" ? "" : `<p>${plain(remark)}</p>`}`;
}

type Party = Note["recipient"];

function party({ name, street, postcode, city, country, taxNumber, vatId }: Party, words: NoteWords): string {
  return [
    ...[name, street, `${postcode} ${city}`, country],
    ...(taxNumber === "" ? [] : [`${words.taxNumber}: ${taxNumber}`]),
    ...(vatId === "" ? [] : [`${words.vatId}: ${vatId}`]),
  ]
    .map(plain)
    .join("<br>");
}

/** "2026-11-30" as it is read: "November 30, 2026", "30. November 2026". */
function dayText(iso: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${iso}T12:00:00Z`));
}

/** A page of its own, to be printed or kept. No script, nothing from elsewhere. */
export function notePage(note: Note, cancelledOn: string | null): string {
  return `<!doctype html>
<html lang="${note.locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${plain(note.number)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#111;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse}th,td{text-align:start;vertical-align:top;padding:.5rem .75rem .5rem 0;border-bottom:1px solid #bbb}th{width:45%;font-weight:600}
@media print{body{margin:0}}</style></head>
<body>
${noteBody(note, cancelledOn)}
</body></html>
`;
}
