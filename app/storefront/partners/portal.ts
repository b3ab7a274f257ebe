import type { Balance } from "../../affiliates/ledger/balance.server.ts";
import { accountHint, taxes, type Method, type Payee, type PayeeIssue } from "../../affiliates/people/payee.ts";
import type { Payout } from "../../affiliates/payouts/read.server.ts";
import { fillIn } from "../../i18n/shopper/say.ts";
import type { Format } from "../../i18n/format.ts";
import { plain } from "../answer.ts";
import { field, ownText, problems, tick, type Setting } from "./pages.ts";
import { partnerWords } from "./words.ts";

export type Portal = Setting & {
  format: Format;
  /** They are no affiliate any more. */
  ended: boolean;
  /** Of the form. */
  key: string;
  link: string;
  code: string;
  /** By which they recruit others; null: that brings nothing here. */
  recruitLink: string | null;
  material: string | null;
  balance: Balance | null;
  minimumMinor: bigint;
  payouts: readonly Payout[];
  payee: Payee | null;
  /** Where PayPal reached them in the program that they were brought along from; "" for nowhere. */
  paypal: string;
  /** How they can be paid. */
  offered: readonly Method[];
  /** What was typed and is wrong; null: nothing was sent. */
  answer: { typed: ReadonlyMap<string, string>; issues: readonly PayeeIssue[] } | null;
};

/** What an affiliate sees: link and code, figures, payouts, and the form that says where they are paid to. */
export function portalPage(portal: Portal): string {
  const { locale, shopName } = portal;
  const words = partnerWords[locale];
  return `<h1>${plain(fillIn(words.portalTitle, { shop: shopName }))}</h1>
${portal.answer?.issues.length === 0 ? `<p role="status"><strong>${plain(words.saved)}</strong></p>` : ""}
${portal.ended ? `<p>${plain(words.endedText)}</p>` : sharing(portal)}
${figures(portal)}
${payoutList(portal)}
${payeeForm(portal)}`;
}

function sharing({ locale, link, code, material, recruitLink }: Portal): string {
  const words = partnerWords[locale];
  return `<h2>${plain(words.share)}</h2>
<p>${plain(words.link)}: <code class="reprise-answer__code" translate="no">${plain(link)}</code></p>
<p>${plain(words.code)}: <code class="reprise-answer__code" translate="no">${plain(code)}</code></p>
<p>${plain(words.shareLaw)}</p>
${
  recruitLink === null
    ? ""
    : `<h2>${plain(words.recruit)}</h2>
<p>${plain(words.recruitText)}</p>
<p>${plain(words.recruitLink)}: <code class="reprise-answer__code" translate="no">${plain(recruitLink)}</code></p>`
}
${material === null ? "" : `<h2>${plain(words.material)}</h2>\n<p>${ownText(material)}</p>`}`;
}

function figures({ locale, format, balance, minimumMinor }: Portal): string {
  const words = partnerWords[locale];
  const row = (label: string, value: string) => `<tr><th scope="row">${plain(label)}</th><td>${plain(value)}</td></tr>`;
  return `<h2>${plain(words.figures)}</h2>
<table class="reprise-answer__table"><tbody>
${row(words.clicks, format.number(balance?.clicks ?? 0))}
${row(words.orders, format.number(balance?.orders ?? 0))}
${row(words.pending, format.money(balance?.pending ?? 0n))}
${row(words.due, format.money(balance?.due ?? 0n))}
${row(words.paid, format.money(balance?.paid ?? 0n))}
${(balance?.recruited ?? 0) === 0 ? "" : row(words.recruited, format.number(balance?.recruited ?? 0)) + row(words.recruitedShare, format.money(balance?.recruitedMinor ?? 0n))}
</tbody></table>
<p><small>${plain(fillIn(words.minimum, { amount: format.money(minimumMinor) }))}</small></p>`;
}

function payoutList({ locale, format, payouts }: Portal): string {
  const words = partnerWords[locale];
  const lines = payouts.map(({ payoutId, number, netMinor, taxMinor, points, credit, madeAt, cancelledAt }) => {
    const about = [
      ...[format.date(madeAt), format.money(netMinor + taxMinor)],
      ...(points === null ? [] : [fillIn(words.asPoints, { points: format.number(points) })]),
      ...(credit === null || cancelledAt !== null ? [] : [words.credits[credit]]),
      ...(cancelledAt === null ? [] : [words.cancelled]),
    ].join(" · ");
    return `<li>${plain(about)} · <a href="?note=${payoutId}&amp;l=${locale}">${plain(fillIn(words.note, { number }))}</a></li>`;
  });
  return `<h2>${plain(words.payouts)}</h2>\n${lines.length === 0 ? `<p>${plain(words.noPayouts)}</p>` : `<ul>${lines.join("")}</ul>`}`;
}

/** The IBAN that is kept is never shown again in full, and stays when the field is left empty. One that was just typed stays on a form that was refused: else the old one would be paid. */
function payeeForm({ locale, shopName, payee, paypal, answer, key, offered }: Portal): string {
  const words = partnerWords[locale];
  const hint = payee === null ? null : (accountHint(payee) ?? words[payee.method]);
  const wrong = answer !== null && answer.issues.length > 0;
  const before: Partial<Payee> = paypal === "" ? {} : { method: "paypal", paypal };
  const value = (name: keyof Payee) => (wrong ? (answer.typed.get(name) ?? "") : (payee?.[name] ?? before[name] ?? ""));
  const choose = (name: "method" | "tax", label: string, options: readonly (readonly [string, string])[]) =>
    `<label for="reprise-${name}">${plain(label)}</label>
<select id="reprise-${name}" name="${name}">${options
      .map(([key, text]) => `<option value="${key}"${value(name) === key ? " selected" : ""}>${plain(text)}</option>`)
      .join("")}</select>`;
  const kept = payee !== null && payee.iban !== "";
  return `<h2>${plain(words.payeeTitle)}</h2>
<p>${plain(words.payeeText)}${hint === null ? "" : ` ${plain(fillIn(words.payeeNow, { hint }))}`}</p>
${payee === null || offered.includes(payee.method) ? "" : `<p role="alert"><strong>${plain(words.methodGone)}</strong></p>`}
${
  wrong
    ? problems(
        words.wrong,
        answer.issues.map((issue) => words.payeeIssues[issue]),
      )
    : ""
}
<form class="reprise-answer__form" method="post">
<input type="hidden" name="l" value="${locale}"><input type="hidden" name="what" value="payee"><input type="hidden" name="key" value="${key}">
${choose(
  "method",
  words.method,
  offered.map((method) => [method, words[method]] as const),
)}
${offered.length > 2 ? `<p><small>${plain(words.inKindText)}</small></p>` : ""}
${field("name", words.payeeName, { value: value("name"), fill: "name" })}
${field("street", words.street, { value: value("street"), fill: "street-address" })}
${field("postcode", words.postcode, { value: value("postcode"), most: 16, fill: "postal-code" })}
${field("city", words.city, { value: value("city"), fill: "address-level2" })}
${field("country", words.country, { value: value("country"), most: 2, fill: "country" })}
${field("iban", words.iban, { value: wrong ? value("iban") : "", wanted: false, most: 42, ...(kept ? { hint: words.ibanKept } : {}) })}
${field("bic", words.bic, { value: value("bic"), wanted: false, most: 11 })}
${field("paypal", words.paypalAddress, { value: value("paypal"), wanted: false, type: "email", most: 254 })}
${choose(
  "tax",
  words.tax,
  taxes.map((tax) => [tax, words.taxes[tax]] as const),
)}
${field("taxNumber", words.taxNumber, { value: value("taxNumber"), wanted: false })}
${field("vatId", words.vatId, { value: value("vatId"), wanted: false, most: 20 })}
${tick("agree", fillIn(words.agreeNotes, { shop: shopName }))}
<button class="reprise-answer__main" type="submit">${plain(words.save)}</button>
</form>`;
}
