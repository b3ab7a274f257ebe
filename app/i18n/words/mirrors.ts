import type { Same, Words } from "../words.ts";

/** What of a segment only Shopify knows. */
export const mirrors = {
  fromShopify: "Partly known to Shopify alone",
  asOf: "Shopify says who meets these conditions and tells of every change. All of them were last compared on {date}.",
  reading: "Shopify is listing who meets these conditions",
  begun:
    "This takes a few minutes. Until then nobody joins or leaves this segment, and campaigns to it wait. This page updates automatically.",
  progress:
    "{seen} of {total} customers so far. Until it’s done, nobody joins or leaves this segment, and campaigns to it wait. This page updates automatically.",
  refused: "Shopify doesn’t accept this condition",
  refusedHelp:
    "Nobody joins or leaves this segment until it does. Edit the segment, or set the metafield up in Shopify. It’s asked again every few hours.",
  tooMany: "Shopify is asked for too much already",
  tooManyText:
    "Your segments and flows ask Shopify for {limit} conditions, and no more fit. Nobody joins or leaves this segment until others are deleted.",
  access: "The app isn’t allowed to ask Shopify for this. It’s tried again.",
  unreachable: "Shopify can’t be reached at the moment. It’s tried again, and goes on where it stopped.",
} as const satisfies Words;

export const mirrorsGerman: Same<typeof mirrors> = {
  fromShopify: "Zum Teil nur Shopify bekannt",
  asOf: "Auf wen diese Bedingungen zutreffen, sagt Shopify und meldet jede Änderung. Zuletzt ganz abgeglichen: {date}.",
  reading: "Shopify stellt zusammen, auf wen diese Bedingungen zutreffen",
  begun:
    "Das dauert einige Minuten. Bis dahin kommt niemand in dieses Segment und niemand verlässt es, und Kampagnen an das Segment warten. Diese Seite aktualisiert sich automatisch.",
  progress:
    "Bisher {seen} von {total}. Bis es fertig ist, kommt niemand in dieses Segment und niemand verlässt es, und Kampagnen an das Segment warten. Diese Seite aktualisiert sich automatisch.",
  refused: "Shopify nimmt diese Bedingung nicht an",
  refusedHelp:
    "So lange kommt niemand in dieses Segment und niemand verlässt es. Bearbeiten Sie das Segment oder legen Sie das Metafeld in Shopify an. Alle paar Stunden wird erneut gefragt.",
  tooMany: "Shopify wird schon nach zu vielem gefragt",
  tooManyText:
    "Ihre Segmente und Abläufe fragen Shopify nach {limit} Bedingungen, mehr geht nicht. Bis andere gelöscht sind, kommt niemand in dieses Segment und niemand verlässt es.",
  access: "Die App darf Shopify danach nicht fragen. Es wird wieder versucht.",
  unreachable: "Shopify ist gerade nicht erreichbar. Es wird wieder versucht und dort fortgesetzt, wo es stehen geblieben ist.",
};
