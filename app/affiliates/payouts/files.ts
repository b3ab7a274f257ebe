import { csvLine, type Dialect } from "../../lib/csv.ts";
import { toDecimal } from "../../lib/money.ts";
import type { RunToSend } from "./read.server.ts";
import { sepaFile } from "./sepa.ts";

type RunFile = { name: string; type: string; text: string };

/** What a run is handed to bank, PayPal or bookkeeper as. Made of what was written with the run: asked for again, it is the same. */
export function fileOf(
  run: RunToSend,
  { shopName, payOn, dialect }: { shopName: string; /** The day of the shop: "2026-11-30". */ payOn: string; dialect: Dialect },
): RunFile {
  const { method, runId, madeAt, payouts, currency, debtor } = run;
  switch (method) {
    case "sepa":
      return {
        name: `reprise-payouts-${runId}.xml`,
        type: "application/xml",
        text: sepaFile({
          ...{ messageId: `REPRISE-AFFILIATES-${runId}`, madeAt, payOn, debtor },
          transfers: payouts.map(({ number, grossMinor, payee: { name, iban, bic, street, postcode, city, country } }) => ({
            ...{ reference: number, amountMinor: grossMinor, name, iban, bic, address: { street, postcode, city, country } },
            purpose: `${number} ${shopName}`,
          })),
        }),
      };
    case "paypal":
      // PayPal's own columns, without a heading: recipient, amount, currency, reference, note, wallet.
      return {
        name: `reprise-payouts-${runId}-paypal.csv`,
        type: "text/csv",
        text: payouts
          .map(({ number, grossMinor, payee }) =>
            csvLine([
              payee.paypal,
              { decimal: toDecimal(grossMinor, currency) },
              currency,
              number,
              `${shopName} ${number}`,
              "PayPal",
            ]),
          )
          .join(""),
      };
    case "csv":
    case "credit":
    case "points":
      return {
        name: `reprise-payouts-${runId}.csv`,
        type: "text/csv",
        text: [
          csvLine(
            ["number", "name", "method", "iban", "bic", "paypal", "net", "tax", "total", "currency", "tax_treatment", "vat_id"],
            dialect,
          ),
          ...payouts.map(({ number, netMinor, taxMinor, grossMinor, payee }) => {
            const amount = (minor: bigint) => ({ decimal: toDecimal(minor, currency) });
            return csvLine(
              [
                ...[number, payee.name, payee.method, payee.iban, payee.bic, payee.paypal],
                ...[amount(netMinor), amount(taxMinor), amount(grossMinor), currency, payee.tax, payee.vatId],
              ],
              dialect,
            );
          }),
        ].join(""),
      };
  }
}
