import type { Same, Words } from "../words.ts";

export const scopes = {
  allOrdersTitle: "Orders older than 60 days can’t be read yet",
  allOrdersText:
    "Shopify shows Reprise only the last 60 days of orders. With access to all orders, your whole history is read; segments, reports and points for past orders then cover it.",
  allOrdersAllow: "Allow access to all orders",
  giftCardsTitle: "Gift cards need a permission",
  giftCardsText:
    "Shopify doesn’t let Reprise issue gift cards yet. Until it does, points redeemed for this reward are returned right away.",
  giftCardsAllow: "Allow gift cards",
  fulfillmentsTitle: "When parcels arrive is estimated",
  fulfillmentsText:
    "Without access to fulfillments, arrival is taken from what orders say of their parcels, else reckoned from the day they were sent: by how long your parcels usually take, or 3 days within your country and 7 days abroad. With access, Reprise hears from Shopify as soon as a carrier reports the delivery.",
  fulfillmentsAllow: "Allow access to fulfillments",
  disputesTitle: "Disputed payments are noticed only at night",
  disputesText:
    "Reprise looks for disputed payments every night. With access to disputes, it hears of them from Shopify at once.",
  disputesAllow: "Allow access to disputes",
  productsTitle: "Your theme does not show reviews yet",
  productsText:
    "Stars, reviews and what search engines read of them are written to your products’ metafields, for which Reprise needs access to products. It changes nothing else of them. Until then, reviews stand only on a page of their own.",
  productsAllow: "Allow access to products",
  pixelsTitle: "Web pixels need a permission",
  pixelsText: "Reprise needs access to web pixels and customer events before it can hear of visits to your shop.",
  pixelsAllow: "Allow web pixels and customer events",
  notDeclared: "Shopify gives an app this permission only on request. The operator of the app has to request it first.",
  granted: "Permission granted",
  declined: "The permission was not granted",
  failed: "Shopify couldn’t be reached. Please try again.",
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
  fulfillmentsTitle: "Wann Pakete ankommen, wird geschätzt",
  fulfillmentsText:
    "Ohne Zugriff auf Fulfillments gilt, was die Bestellung über ihre Pakete sagt. Sonst wird ab dem Versand gerechnet: so lange, wie Ihre Pakete üblicherweise brauchen, oder 3 Tage im Inland und 7 Tage ins Ausland. Mit Zugriff erfährt Reprise von Shopify, sobald der Versanddienst die Zustellung meldet.",
  fulfillmentsAllow: "Zugriff auf Fulfillments erlauben",
  disputesTitle: "Zahlungsanfechtungen werden erst nachts bemerkt",
  disputesText:
    "Reprise sucht jede Nacht nach angefochtenen Zahlungen. Mit Zugriff auf Zahlungsanfechtungen meldet Shopify sie sofort.",
  disputesAllow: "Zugriff auf Zahlungsanfechtungen erlauben",
  productsTitle: "Ihr Theme zeigt Bewertungen noch nicht",
  productsText:
    "Sterne, Bewertungen und was Suchmaschinen davon lesen, werden in Metafelder Ihrer Produkte geschrieben. Dafür braucht Reprise Zugriff auf Produkte; sonst ändert es nichts an ihnen. Bis dahin stehen Bewertungen nur auf einer eigenen Seite.",
  productsAllow: "Zugriff auf Produkte erlauben",
  pixelsTitle: "Für Web-Pixel fehlt eine Berechtigung",
  pixelsText: "Damit Reprise von Besuchen in Ihrem Shop erfährt, braucht es Zugriff auf Web-Pixel und Kundenereignisse.",
  pixelsAllow: "Web-Pixel und Kundenereignisse erlauben",
  notDeclared: "Diese Berechtigung erteilt Shopify einer App nur auf Antrag. Der Betreiber der App muss sie zuerst beantragen.",
  granted: "Berechtigung erteilt",
  declined: "Die Berechtigung wurde nicht erteilt",
  failed: "Shopify war nicht erreichbar. Bitte versuchen Sie es erneut.",
};
