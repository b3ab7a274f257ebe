import type { Same, Words } from "../words.ts";

export const scopes = {
  allOrdersTitle: "Orders older than 60 days cannot be read yet",
  allOrdersText:
    "Shopify shows Reprise the last 60 days of orders. With access to all orders, your whole history is read; segments, reports and points for past orders then cover it.",
  allOrdersAllow: "Allow access to all orders",
  giftCardsTitle: "Gift cards need a permission",
  giftCardsText:
    "Shopify does not let Reprise issue gift cards yet. Until it does, points that are redeemed for this reward come straight back.",
  giftCardsAllow: "Allow gift cards",
  disputesTitle: "Disputed payments are noticed at night only",
  disputesText: "Reprise looks for disputed payments every night. With access to disputes, Shopify tells it at once.",
  disputesAllow: "Allow access to disputes",
  notDeclared: "Shopify gives this permission to an app on request only. Whoever runs Reprise for you has to ask for it first.",
  granted: "Permission granted",
  declined: "The permission was not granted",
  failed: "Shopify could not be asked. Please try again.",
} as const satisfies Words;

export const scopesGerman: Same<typeof scopes> = {
  allOrdersTitle: "Bestellungen, die älter als 60 Tage sind, lassen sich noch nicht lesen",
  allOrdersText:
    "Shopify zeigt Reprise die Bestellungen der letzten 60 Tage. Mit Zugriff auf alle Bestellungen wird die gesamte Vorgeschichte eingelesen; Segmente, Auswertungen und Punkte für frühere Bestellungen umfassen sie dann.",
  allOrdersAllow: "Zugriff auf alle Bestellungen erlauben",
  giftCardsTitle: "Für Geschenkgutscheine fehlt eine Berechtigung",
  giftCardsText:
    "Shopify lässt Reprise noch keine Geschenkgutscheine ausstellen. Bis dahin kommen Punkte, die für diese Prämie eingelöst werden, sofort zurück.",
  giftCardsAllow: "Geschenkgutscheine erlauben",
  disputesTitle: "Zahlungsanfechtungen werden erst nachts bemerkt",
  disputesText:
    "Reprise sucht jede Nacht nach angefochtenen Zahlungen. Mit Zugriff auf Zahlungsanfechtungen meldet Shopify sie sofort.",
  disputesAllow: "Zugriff auf Zahlungsanfechtungen erlauben",
  notDeclared:
    "Diese Berechtigung erteilt Shopify einer App nur auf Antrag. Wer Reprise für Sie betreibt, muss sie zuerst beantragen.",
  granted: "Berechtigung erteilt",
  declined: "Die Berechtigung wurde nicht erteilt",
  failed: "Shopify ließ sich nicht fragen. Bitte versuchen Sie es erneut.",
};
