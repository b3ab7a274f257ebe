import type { Same, Words } from "../words.ts";

export const settings = {
  title: "Settings",
  sender: "Sender",
  senderHelp: "How your mails introduce themselves.",
  senderName: "Name",
  senderNameHelp: "Left empty, your shop’s name “{name}” is used.",
  senderEmail: "E-mail address",
  senderEmailHelp:
    "Left empty, {address} is used. An address of your own needs your mail server to be allowed to send for its domain (SPF, DKIM).",
  replyTo: "Replies go to",
  replyToHelp: "Optional: the address that receives the answers.",
  legal: "Legal notice",
  legalHelp: "Stands at the end of every mail. Marketing mails in the EU must carry it.",
  imprint: "Company name and postal address",
  imprintExample: "Example Ltd, 1 High Street, London SW1A 1AA",
  consent: "Consent",
  consentHelp: "Whom your marketing mails may reach. Without consent nobody is written to, whatever is chosen here.",
  confirmedOptIn: "Only write to customers in Germany and Austria who have confirmed their sign-up (double opt-in)",
  confirmedOptInHelp:
    "Courts there want you to prove every consent, and a confirmed sign-up is the proof that they accept. Shopify sends the mail that asks for the confirmation once double opt-in is switched on in its settings. Switch this off only if you can prove consent in another way.",
  language: "Languages",
  languageHelp:
    "Customers get mails in their own language as Shopify knows it: German or English. The admin follows the language of your Shopify account.",
  defaultLocale: "Language for everyone else",
  english: "English",
  german: "German",
  saved: "Settings saved",
  failed: "Please check the marked fields",
  issueRequired: "Please fill this in.",
  issueEmail: "Please enter one e-mail address, such as hello@example.com.",
  issueLong: "That is too long.",
  issueLine: "Please write it on one line.",
  issueLanguage: "Please choose English or German.",
} as const satisfies Words;

export const settingsGerman: Same<typeof settings> = {
  title: "Einstellungen",
  sender: "Absender",
  senderHelp: "So stellen sich Ihre E-Mails vor.",
  senderName: "Name",
  senderNameHelp: "Bleibt das Feld leer, wird der Name Ihres Shops „{name}“ verwendet.",
  senderEmail: "E-Mail-Adresse",
  senderEmailHelp:
    "Bleibt das Feld leer, wird {address} verwendet. Für eine eigene Adresse muss Ihr Mailserver für deren Domain senden dürfen (SPF, DKIM).",
  replyTo: "Antworten gehen an",
  replyToHelp: "Optional: die Adresse, die Antworten empfängt.",
  legal: "Impressum",
  legalHelp: "Steht am Ende jeder E-Mail. Werbe-E-Mails in der EU müssen es enthalten.",
  imprint: "Firmenname und Anschrift",
  imprintExample: "Beispiel GmbH, Hauptstraße 1, 10115 Berlin",
  consent: "Einwilligung",
  consentHelp:
    "Wen Ihre Werbe-E-Mails erreichen dürfen. Ohne Einwilligung wird niemand angeschrieben, ganz gleich, was hier eingestellt ist.",
  confirmedOptIn: "In Deutschland und Österreich nur Personen anschreiben, die ihre Anmeldung bestätigt haben (Double-Opt-in)",
  confirmedOptInHelp:
    "Gerichte verlangen dort, dass Sie jede Einwilligung nachweisen können; als Nachweis gilt die bestätigte Anmeldung. Die E-Mail mit der Bitte um Bestätigung verschickt Shopify, sobald Double-Opt-in in dessen Einstellungen aktiviert ist. Schalten Sie dies nur aus, wenn Sie Einwilligungen auf andere Weise belegen können.",
  language: "Sprachen",
  languageHelp:
    "Ihre Kundschaft bekommt E-Mails in der Sprache, die Shopify von ihr kennt: Deutsch oder Englisch. Die Verwaltung folgt der Sprache Ihres Shopify-Kontos.",
  defaultLocale: "Sprache für alle anderen",
  english: "Englisch",
  german: "Deutsch",
  saved: "Einstellungen gespeichert",
  failed: "Bitte prüfen Sie die markierten Felder",
  issueRequired: "Bitte füllen Sie dieses Feld aus.",
  issueEmail: "Bitte geben Sie genau eine E-Mail-Adresse ein, zum Beispiel hallo@example.com.",
  issueLong: "Das ist zu lang.",
  issueLine: "Bitte schreiben Sie es in eine Zeile.",
  issueLanguage: "Bitte wählen Sie Englisch oder Deutsch.",
};
