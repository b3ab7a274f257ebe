import type { Same, Words } from "../words.ts";

/** Consents that Shopify has not taken yet. */
export const untold = {
  title: "Marketing consent that Shopify has not accepted",
  text: "These customers gave or withdrew their consent here. The app follows it, but Shopify and apps that read from it don’t know yet. We’ll try again automatically. If this doesn’t go away, change the consent on the customer’s page in Shopify: the entry here then disappears.",
  signUp: "{email} signed up for the newsletter; Shopify has not taken them as a customer yet.",
  confirmed: "Confirmed on {date}",
  more: { one: "and {count} more", other: "and {count} more" },
  retry: "Try again now",
  retried: { one: "{count} consent is being sent again", other: "{count} consents are being sent again" },
  since: "{state} since {date}",
  next: "Next attempt: {date}",
  openInShopify: "Open in Shopify",
  openOf: "Open {name} in Shopify",
  onCustomer: "Shopify has not accepted this yet.",
  refused: "Shopify refused it and said: “{answer}”",
  refusedSilently:
    "Shopify’s answer made no sense. If this doesn’t go away, tell the operator of the app: its log says what came.",
  unknownCustomer: "Shopify says that it doesn’t have this customer. The app checks every night whether they were deleted.",
  noAddress: "The customer has no email address in Shopify.",
  access: "The app is not allowed to change customers. Open it in the Shopify admin and agree to what it asks for.",
  unreachable: "Shopify could not be reached.",
} as const satisfies Words;

export const untoldGerman: Same<typeof untold> = {
  title: "Werbeeinwilligungen, die Shopify nicht angenommen hat",
  text: "Diese Kundinnen und Kunden haben ihre Einwilligung hier erteilt oder widerrufen. Die App hält sich daran, Shopify und Apps, die von dort lesen, wissen aber noch nichts davon. Wir versuchen es automatisch erneut. Bleibt es dabei, ändern Sie die Einwilligung auf der Kundenseite in Shopify: Der Eintrag hier verschwindet dann.",
  signUp: "{email} hat sich für den Newsletter angemeldet; Shopify hat daraus noch kein Kundenkonto gemacht.",
  confirmed: "Bestätigt am {date}",
  more: { one: "und {count} weitere", other: "und {count} weitere" },
  retry: "Jetzt erneut versuchen",
  retried: { one: "{count} Einwilligung wird erneut gesendet", other: "{count} Einwilligungen werden erneut gesendet" },
  since: "{state} seit {date}",
  next: "Nächster Versuch: {date}",
  openInShopify: "In Shopify öffnen",
  openOf: "{name} in Shopify öffnen",
  onCustomer: "Shopify hat das noch nicht angenommen.",
  refused: "Shopify hat es abgelehnt und dazu geschrieben: „{answer}“",
  refusedSilently:
    "Die Antwort von Shopify war unverständlich. Bleibt es dabei, sagen Sie bitte dem Betreiber der App Bescheid: Was kam, steht im Protokoll.",
  unknownCustomer:
    "Shopify kennt diese Kundin oder diesen Kunden nach eigener Angabe nicht. Die App prüft jede Nacht, ob das Konto gelöscht wurde.",
  noAddress: "In Shopify ist für dieses Kundenkonto keine E-Mail-Adresse hinterlegt.",
  access: "Die App darf Kundendaten nicht ändern. Öffnen Sie sie in Shopify und stimmen Sie dem zu, worum sie bittet.",
  unreachable: "Shopify war nicht erreichbar.",
};
