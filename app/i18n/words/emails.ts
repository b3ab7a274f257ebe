import type { Same, Words } from "../words.ts";

/** Emails about points: which there are and which leave. */
export const emails = {
  title: "Emails",
  intro:
    "These emails are sent automatically, each in the customer’s language (English, German, French, Spanish, Italian or Dutch), with the legal notice from your settings.",
  which: "Which mails leave",
  marketing: "Marketing",
  transactional: "About the customer’s own reward",
  purposes:
    "Marketing mails go only to customers who agreed to e-mail marketing, outside quiet hours (9 p.m. to 8 a.m.) and at most once in 16 hours. Mails about the customer’s own reward confirm what was done with their points and go to everybody.",
  previewOf: "Mail",
  saved: "Mails saved",
} as const satisfies Words;

export const emailsGerman: Same<typeof emails> = {
  title: "E-Mails",
  intro:
    "Diese E-Mails bekommt Ihre Kundschaft automatisch, in der Sprache der Person (Deutsch, Englisch, Französisch, Spanisch, Italienisch oder Niederländisch) und mit dem Impressum aus Ihren Einstellungen.",
  which: "Welche E-Mails hinausgehen",
  marketing: "Werbung",
  transactional: "Zur eigenen Prämie",
  purposes:
    "Werbung geht nur an Menschen, die E-Mail-Werbung zugestimmt haben, außerhalb der Ruhezeiten (21 bis 8 Uhr) und höchstens einmal in 16 Stunden. E-Mails zur eigenen Prämie bestätigen, was mit den Punkten geschehen ist, und gehen an alle.",
  previewOf: "E-Mail",
  saved: "E-Mails gespeichert",
};
