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
  recruited: string;
  brought: string;
  period: string;
  net: string;
  vat: string;
  total: string;
  paidAs: string;
  credit: string;
  points: (points: string) => string;
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
    recruited: "Of this, for orders of recruited partners",
    brought: "Of this, taken over from the previous partner program",
    period: "Period of service",
    net: "Net",
    vat: "VAT 19%",
    total: "Total paid",
    paidAs: "Paid as",
    credit: "Store credit",
    points: (points) => `${points} points in the loyalty program`,
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
    recruited: "Davon für Bestellungen geworbener Partner",
    brought: "Davon aus dem früheren Partnerprogramm übernommen",
    period: "Leistungszeitraum",
    net: "Nettobetrag",
    vat: "Umsatzsteuer 19 %",
    total: "Auszahlungsbetrag",
    paidAs: "Ausgezahlt als",
    credit: "Shop-Guthaben",
    points: (points) => `${points} Punkte im Treueprogramm`,
    cancelled: (date) => `Storniert am ${date}: Dieser Betrag wurde nicht ausgezahlt. Die Nummer bleibt vergeben.`,
    tax: {
      regular: "",
      small: "Es wird keine Umsatzsteuer berechnet: Kleinunternehmer nach § 19 UStG.",
      reverse: "Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge).",
      private: "Ohne Umsatzsteuer: Empfängerin oder Empfänger handelt nach eigener Angabe nicht als Unternehmer.",
    },
  },
};

/** What a credit note says, line by line: what each is, and what it comes to. Texts, not markup; lines of an address are parted by line breaks. */
function linesOf(note: Note): [label: string, value: string, isTotal?: true][] {
  const words = noteWords[note.locale];
  const money = (minor: bigint) => formatMoney(minor, note.currency, note.locale);
  const day = (iso: string) => dayText(iso, note.locale);
  return [
    [words.number, note.number],
    [words.date, day(note.writtenOn)],
    [words.from, party(note.issuer, words)],
    [note.tax === "private" ? (note.locale === "de" ? "Für" : "For") : words.to, party(note.recipient, words)],
    [words.period, `${day(note.from)} – ${day(note.until)}`],
    [words.service(note.orders), money(note.netMinor)],
    ...(note.recruitedMinor === 0n ? [] : [[words.recruited, money(note.recruitedMinor)] as [string, string]]),
    ...(note.broughtMinor === 0n ? [] : [[words.brought, money(note.broughtMinor)] as [string, string]]),
    ...(note.tax === "regular"
      ? ([
          [words.net, money(note.netMinor)],
          [words.vat, money(note.taxMinor)],
        ] as [string, string][])
      : []),
    [words.total, money(note.netMinor + note.taxMinor), true],
    ...(note.paidIn === null ? [] : [[words.paidAs, paidAs(note, words)] as [string, string]]),
  ];
}

const titleOf = (note: Note) => noteWords[note.locale][note.tax === "private" ? "statement" : "title"];

/** A credit note in lines of text, for an email. */
export function noteLines(note: Note): string[] {
  const remark = noteWords[note.locale].tax[note.tax];
  const lines = linesOf(note).map(([label, value]) => `${label}: ${value.replaceAll("\n", ", ")}`);
  return [titleOf(note), ...lines, ...(remark === "" ? [] : [remark])];
}

/** A credit note as HTML that can stand in a page of the theme or of its own: nothing in it is markup or Liquid but ours. @param cancelledOn a day, or null */
export function noteBody(note: Note, cancelledOn: string | null): string {
  const words = noteWords[note.locale];
  const text = (value: string) => value.split("\n").map(plain).join("<br>");
  const rows = linesOf(note).map(
    ([label, value, isTotal]) =>
      `<tr><th scope="row">${plain(label)}</th><td>${isTotal === true ? `<strong>${text(value)}</strong>` : text(value)}</td></tr>`,
  );
  const remark = words.tax[note.tax];
  return `<h1>${plain(titleOf(note))}</h1>
${cancelledOn === null ? "" : `<p role="status"><strong>${plain(words.cancelled(dayText(cancelledOn, note.locale)))}</strong></p>`}
<table class="reprise-note">
<tbody>
${rows.join("\n")}
</tbody>
</table>
${remark === "" ? "" : `<p>${plain(remark)}</p>`}`;
}

function paidAs({ paidIn, points, locale }: Note, words: NoteWords): string {
  return paidIn === "points" ? words.points(new Intl.NumberFormat(locale).format(points ?? 0n)) : words.credit;
}

type Party = Note["recipient"];

function party({ name, street, postcode, city, country, taxNumber, vatId }: Party, words: NoteWords): string {
  return [
    ...[name, street, `${postcode} ${city}`, country],
    ...(taxNumber === "" ? [] : [`${words.taxNumber}: ${taxNumber}`]),
    ...(vatId === "" ? [] : [`${words.vatId}: ${vatId}`]),
  ].join("\n");
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
<body><main>
${noteBody(note, cancelledOn)}
</main></body></html>
`;
}
