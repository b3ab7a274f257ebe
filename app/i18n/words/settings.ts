import type { Same, Words } from "../words.ts";

export const settings = {
  senderTitle: "Sender and legal",
  sender: "Sender",
  senderHelp: "How your emails introduce themselves.",
  senderName: "Name",
  senderNameHelp: "If you leave this empty, your shop’s name “{name}” is used.",
  senderEmail: "Email address",
  senderEmailHelp:
    "Marketing emails need one. We send a link to it, and use the address once you have opened the link and confirmed; until then, emails come from {address}. Your mail server must be allowed to send for its domain (SPF, DKIM).",
  proofTitle: "Waiting for confirmation",
  proofText:
    "We have to be sure that {address} is yours: open the link that we send to it, and confirm. Until then your emails come from {inUse}.",
  proofSend: "Send the link",
  proofSent: "The link is on its way to your sender address",
  proofTooSoon: "A link was just sent, or six were sent in the last 24 hours. Please try again later.",
  proofNotSent: "The mail server didn’t accept the email with the link. Please check the address and try again.",
  proofNothing: "There is no address to confirm",
  replyTo: "Replies go to",
  replyToHelp: "Optional: the address that receives replies.",
  legal: "Legal notice",
  legalHelp: "Shown at the end of every email. Marketing emails in the EU must carry it.",
  imprint: "Company name and postal address",
  imprintExample: "Example Inc., 1 Main Street, New York, NY 10001",
  consent: "Consent",
  consentHelp:
    "Which customers your marketing emails may reach. Without consent, customers get no marketing emails, whatever is chosen here.",
  confirmedOptIn: "Only write to customers in Germany and Austria who have confirmed their sign-up (double opt-in)",
  confirmedOptInHelp:
    "Courts there require you to prove every consent, and a confirmed sign-up is the proof they accept. Shopify sends the confirmation email once double opt-in is switched on in its settings. Switch this off only if you can prove consent in another way.",
  language: "Languages",
  languageHelp:
    "Customers get emails in their own language as Shopify knows it. The admin follows the language of your Shopify account.",
  defaultLocale: "Language for everyone else",
  english: "English",
  german: "German",
  french: "French",
  spanish: "Spanish",
  italian: "Italian",
  dutch: "Dutch",
  saved: "Settings saved",
  failed: "Please check the marked fields",
  issueRequired: "Please fill this in.",
  issueEmail: "Please enter one email address, such as hello@example.com.",
  issueLong: "That is too long.",
  issueLine: "Please write it on one line.",
  issuePath: "Please enter a page of your shop, such as /pages/rewards.",
  rewardsPage: "Page with the rewards",
  rewardsPageHelp:
    "Where emails about points lead: the page of your shop with the rewards block. If you leave this empty, they lead to the home page.",
  issueLanguage: "Please choose English or German.",
} as const satisfies Words;

export const settingsGerman: Same<typeof settings> = {
  senderTitle: "Absender und Recht",
  sender: "Absender",
  senderHelp: "So stellen sich Ihre E-Mails vor.",
  senderName: "Name",
  senderNameHelp: "Bleibt das Feld leer, wird der Name Ihres Shops „{name}“ verwendet.",
  senderEmail: "E-Mail-Adresse",
  senderEmailHelp:
    "Für Werbe-E-Mails nötig. Wir senden einen Link dorthin und verwenden die Adresse, sobald Sie ihn geöffnet und bestätigt haben; bis dahin kommen E-Mails von {address}. Ihr Mailserver muss für die Domain senden dürfen (SPF, DKIM).",
  proofTitle: "Bestätigung steht noch aus",
  proofText:
    "Wir müssen sicher sein, dass {address} Ihnen gehört: Öffnen Sie den Link, den wir dorthin senden, und bestätigen Sie. Bis dahin kommen Ihre E-Mails von {inUse}.",
  proofSend: "Link senden",
  proofSent: "Der Link ist unterwegs an Ihre Absenderadresse",
  proofTooSoon:
    "Gerade erst wurde ein Link gesendet, oder es waren schon sechs in den letzten 24 Stunden. Bitte versuchen Sie es später noch einmal.",
  proofNotSent:
    "Der Mailserver hat die E-Mail mit dem Link nicht angenommen. Bitte prüfen Sie die Adresse und versuchen Sie es erneut.",
  proofNothing: "Es gibt keine Adresse zu bestätigen",
  replyTo: "Antworten gehen an",
  replyToHelp: "Optional: die Adresse, die Antworten empfängt.",
  legal: "Impressum",
  legalHelp: "Steht am Ende jeder E-Mail. Werbe-E-Mails in der EU müssen es enthalten.",
  imprint: "Firmenname und Anschrift",
  imprintExample: "Beispiel GmbH, Hauptstraße 1, 10115 Berlin",
  consent: "Einwilligung",
  consentHelp:
    "Wen Ihre Werbe-E-Mails erreichen dürfen. Ohne Einwilligung wird niemand angeschrieben, ganz gleich, was hier eingestellt ist.",
  confirmedOptIn:
    "In Deutschland und Österreich nur Kundinnen und Kunden anschreiben, die ihre Anmeldung bestätigt haben (Double-Opt-in)",
  confirmedOptInHelp:
    "Gerichte verlangen dort, dass Sie jede Einwilligung nachweisen können; als Nachweis gilt die bestätigte Anmeldung. Die E-Mail mit der Bitte um Bestätigung verschickt Shopify, sobald Double-Opt-in in dessen Einstellungen aktiviert ist. Schalten Sie dies nur aus, wenn Sie Einwilligungen auf andere Weise belegen können.",
  language: "Sprachen",
  languageHelp:
    "Ihre Kundschaft bekommt E-Mails in der Sprache, die Shopify von ihr kennt. Die Verwaltung folgt der Sprache Ihres Shopify-Kontos.",
  defaultLocale: "Sprache für alle anderen",
  english: "Englisch",
  german: "Deutsch",
  french: "Französisch",
  spanish: "Spanisch",
  italian: "Italienisch",
  dutch: "Niederländisch",
  saved: "Einstellungen gespeichert",
  failed: "Bitte prüfen Sie die markierten Felder",
  issueRequired: "Bitte füllen Sie dieses Feld aus.",
  issueEmail: "Bitte geben Sie genau eine E-Mail-Adresse ein, zum Beispiel hallo@example.com.",
  issueLong: "Das ist zu lang.",
  issueLine: "Bitte schreiben Sie es in eine Zeile.",
  issuePath: "Bitte geben Sie eine Seite Ihres Shops ein, zum Beispiel /pages/praemien.",
  rewardsPage: "Seite mit den Prämien",
  rewardsPageHelp:
    "Wohin E-Mails über Punkte führen: die Seite Ihres Shops mit dem Prämien-Block. Bleibt das Feld leer, führen sie zur Startseite.",
  issueLanguage: "Bitte wählen Sie Englisch oder Deutsch.",
};
