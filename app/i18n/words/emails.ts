import type { Same, Words } from "../words.ts";

/** The emails about points, and which of them are sent. */
export const emails = {
  title: "Emails",
  intro:
    "These emails are sent automatically, each in the customer’s language (English, German, French, Spanish, Italian or Dutch), with the legal notice from your settings.",
  which: "Which emails are sent",
  marketing: "Marketing",
  transactional: "About the customer’s own reward",
  purposes:
    "Marketing emails go only to customers who have agreed to email marketing, outside quiet hours (9 p.m. to 8 a.m.) and as often as your sending limits allow. Emails about a customer’s own reward confirm what happened to their points and go to all customers.",
  previewOf: "Email",
  saved: "Emails saved",
} as const satisfies Words;

export const emailsGerman: Same<typeof emails> = {
  title: "E-Mails",
  intro:
    "Diese E-Mails bekommt Ihre Kundschaft automatisch, in der eigenen Sprache (Deutsch, Englisch, Französisch, Spanisch, Italienisch oder Niederländisch) und mit dem Impressum aus Ihren Einstellungen.",
  which: "Welche E-Mails gesendet werden",
  marketing: "Werbung",
  transactional: "Zur eigenen Prämie",
  purposes:
    "Werbung geht nur an Kundinnen und Kunden, die in E-Mail-Werbung eingewilligt haben, außerhalb der Ruhezeiten (21 bis 8 Uhr) und nicht öfter, als es unter „Versand“ festgelegt ist. E-Mails zur eigenen Prämie bestätigen, was mit den Punkten geschehen ist, und gehen an alle.",
  previewOf: "E-Mail",
  saved: "E-Mails gespeichert",
};
