import type { Same, Words } from "../words.ts";

export const visits = {
  title: "Shop visits",
  intro:
    "What recognized customers look at in your shop, for reminders of viewed products and left carts, and for segments. Only with their consent.",
  pixel: "Web pixel",
  on: "On",
  off: "Off",
  pixelText:
    "Shopify runs the pixel in your shop, cut off from your pages. It tells Reprise which products and collections a recognized customer views, that they searched, what they put in the cart, and when they start or complete a checkout.",
  since: "On since {date}.",
  heard: "Last heard from on {date}.",
  nothingHeard: "Nothing has been heard from it yet.",
  switchOn: "Switch on",
  switchOff: "Switch off",
  switchedOn: "The web pixel is on",
  switchedOff: "The web pixel is off",
  saved: "Saved",
  notChanged: "The web pixel wasn’t changed as planned",
  refused: "Shopify refused: {says}",
  refusedAccess: "Shopify doesn’t let Reprise change web pixels. Allow access to them and try again.",
  refusedUnreachable:
    "Shopify couldn’t be reached. Nothing is kept until the pixel is on; to remove it from Shopify, switch it on and off again later.",
  recognize: "Recognizing customers",
  recognizeText:
    "The pixel tells nothing of visitors who aren’t recognized. Customers who are logged in are recognized once the app embed “Recognize customers” is on in your theme.",
  openEmbed: "Open in the theme editor",
  kept: "What is kept",
  keptWhat: "Which product or collection, when, and how many pieces went into the cart.",
  keptNot: "No search terms, addresses of pages, IP addresses, devices, or visits of people who aren’t recognized.",
  keptSampled: "The same thing at most once every 30 minutes, and at most 300 things per customer and day.",
  months: "Keep for",
  monthsHelp: "Older visits are deleted at night, on the customer’s page, too. Customers who are erased are forgotten at once.",
  monthsCount: { one: "{count} month", other: "{count} months" },
  consent: "Consent",
  consentText:
    "Shopify runs the pixel only for visitors who allow analytics and marketing: where the law asks for consent, they have to agree in your cookie banner (Settings, Customer privacy in Shopify). Someone who takes it back isn’t heard of from that moment on. Emails that follow from a visit are advertising: only customers who agreed to marketing emails get them.",
  policy: "For your privacy policy",
  policyHelp: "Have somebody who knows the law look at it. A suggestion:",
  policyText:
    "If you are logged in and have agreed to analytics and marketing, we record which products and collections you view in our shop, that you use the search, what you put in the cart, and when you start or complete a checkout. We use this to remind you by email of products you viewed or left in the cart, provided you have also agreed to receive our marketing emails, and to group customers by interests. The data is processed on our behalf with the software Reprise and deleted after {months} months at the latest. The legal basis is your consent (Art. 6(1)(a) GDPR), which you can withdraw at any time in the cookie settings.",
  offTitle: "The web pixel is off",
  offText: "This flow starts with visits to your shop. Nothing is heard of them until you switch on the pixel.",
  toSettings: "Open the settings",
} as const satisfies Words;

export const visitsGerman: Same<typeof visits> = {
  title: "Shop-Besuche",
  intro:
    "Was sich wiedererkannte Kundinnen und Kunden in Ihrem Shop ansehen: für Erinnerungen an angesehene Produkte und verlassene Warenkörbe und für Segmente. Nur mit deren Einwilligung.",
  pixel: "Web-Pixel",
  on: "An",
  off: "Aus",
  pixelText:
    "Shopify führt das Pixel in Ihrem Shop aus, abgeschottet von Ihren Seiten. Es meldet Reprise, welche Produkte und Kollektionen sich wiedererkannte Kundinnen und Kunden ansehen, dass sie gesucht haben, was sie in den Warenkorb legen und wann sie zur Kasse gehen oder den Kauf abschließen.",
  since: "An seit {date}.",
  heard: "Zuletzt gemeldet am {date}.",
  nothingHeard: "Es hat noch nichts gemeldet.",
  switchOn: "Einschalten",
  switchOff: "Ausschalten",
  switchedOn: "Das Web-Pixel ist an",
  switchedOff: "Das Web-Pixel ist aus",
  saved: "Gespeichert",
  notChanged: "Das Web-Pixel wurde nicht wie gewünscht geändert",
  refused: "Shopify lehnt ab: {says}",
  refusedAccess: "Shopify lässt Reprise keine Web-Pixel ändern. Erlauben Sie den Zugriff und versuchen Sie es noch einmal.",
  refusedUnreachable:
    "Shopify war nicht erreichbar. Solange das Pixel nicht an ist, wird nichts gespeichert; um es aus Shopify zu entfernen, schalten Sie es später noch einmal ein und aus.",
  recognize: "Kundinnen und Kunden wiedererkennen",
  recognizeText:
    "Wer nicht wiedererkannt wird, von dem meldet das Pixel nichts. Wer eingeloggt ist, wird wiedererkannt, sobald in Ihrem Theme die App-Einbettung „Kundschaft wiedererkennen“ aktiv ist.",
  openEmbed: "Im Theme-Editor öffnen",
  kept: "Was gespeichert wird",
  keptWhat: "Welches Produkt oder welche Kollektion, wann, und wie viele Stück in den Warenkorb kamen.",
  keptNot:
    "Keine Suchbegriffe, Seitenadressen, IP-Adressen oder Geräte, und keine Besuche von Menschen, die nicht wiedererkannt werden.",
  keptSampled: "Dasselbe höchstens einmal in 30 Minuten, und je Kundin oder Kunde höchstens 300 Einträge am Tag.",
  months: "Aufbewahren für",
  monthsHelp:
    "Ältere Besuche werden nachts gelöscht, auch auf der Kundenseite. Wer gelöscht werden möchte, wird sofort vergessen.",
  monthsCount: { one: "{count} Monat", other: "{count} Monate" },
  consent: "Einwilligung",
  consentText:
    "Shopify führt das Pixel nur aus, wenn Analyse und Marketing erlaubt sind: Wo das Recht eine Einwilligung verlangt, muss sie in Ihrem Cookie-Banner erteilt sein (in Shopify unter Einstellungen, Datenschutz). Nach einem Widerruf wird ab diesem Moment nichts mehr gemeldet. E-Mails, die auf einen Besuch folgen, sind Werbung: Sie gehen nur an Kundinnen und Kunden mit Einwilligung in E-Mail-Werbung.",
  policy: "Für Ihre Datenschutzerklärung",
  policyHelp: "Lassen Sie jemanden mit Rechtskenntnis darauf schauen. Ein Vorschlag:",
  policyText:
    "Wenn Sie eingeloggt sind und in Analyse und Marketing eingewilligt haben, erfassen wir, welche Produkte und Kollektionen Sie sich in unserem Shop ansehen, dass Sie die Suche nutzen, was Sie in den Warenkorb legen und wann Sie einen Kauf beginnen oder abschließen. Damit erinnern wir Sie per E-Mail an angesehene Produkte oder an Ihren Warenkorb, sofern Sie auch in E-Mail-Werbung eingewilligt haben, und bilden Kundengruppen nach Interessen. Die Daten werden in unserem Auftrag mit der Software Reprise verarbeitet und spätestens nach {months} Monaten gelöscht. Rechtsgrundlage ist Ihre Einwilligung (Art. 6 Abs. 1 lit. a DSGVO), die Sie jederzeit in den Cookie-Einstellungen widerrufen können.",
  offTitle: "Das Web-Pixel ist aus",
  offText: "Dieser Ablauf beginnt mit Besuchen in Ihrem Shop. Von ihnen ist nichts bekannt, bis Sie das Pixel einschalten.",
  toSettings: "Zu den Einstellungen",
};
