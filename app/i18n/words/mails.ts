import type { Same, Words } from "../words.ts";

/** Mails about points: which there are and which leave. */
export const mails = {
  title: "Emails about points",
  intro:
    "Your customers get these mails by themselves. Each leaves in German or English, by the customer’s language, with the legal notice from your settings.",
  which: "Which mails leave",
  marketing: "Marketing",
  transactional: "About the customer’s own reward",
  purposes:
    "Marketing mails go only to customers who agreed to e-mail marketing, outside quiet hours (9 p.m. to 8 a.m.) and at most once in 16 hours. Mails about the customer’s own reward confirm what was done with their points and go to everybody.",
  rewardIssued: "Reward issued",
  rewardIssuedHelp: "At once when points were redeemed, with the code.",
  rewardExpiring: "Reward expires soon",
  rewardExpiringHelp: "Before an unused reward expires.",
  rewardReleased: "Reward taken back",
  rewardReleasedHelp: "When a reward expired unused or was withdrawn and its points were credited back.",
  pointsExpiring: "Points expire soon",
  pointsExpiringHelp: "30 and 7 days before. Left out if nothing expires any more by then.",
  pointsDigest: "Monthly points digest",
  pointsDigestHelp: "On the first of the month at 9 a.m. in your shop’s time zone, to customers whose points moved.",
  tierReached: "Tier reached",
  tierReachedHelp: "When a customer moves up, with what the tier brings.",
  tierAtRisk: "Tier at risk",
  tierAtRiskHelp: "While a tier that is no longer earned is still kept, with what is missing.",
  previewOf: "Mail",
  saved: "Mails saved",
  open: "Choose and preview the mails",
  summary: { one: "{count} of {of} mails is on.", other: "{count} of {of} mails are on." },
} as const satisfies Words;

export const mailsGerman: Same<typeof mails> = {
  title: "E-Mails zu Punkten",
  intro:
    "Diese E-Mails bekommt Ihre Kundschaft automatisch, auf Deutsch oder Englisch je nach Sprache der Person und mit dem Impressum aus Ihren Einstellungen.",
  which: "Welche E-Mails hinausgehen",
  marketing: "Werbung",
  transactional: "Zur eigenen Prämie",
  purposes:
    "Werbung geht nur an Menschen, die E-Mail-Werbung zugestimmt haben, außerhalb der Ruhezeiten (21 bis 8 Uhr) und höchstens einmal in 16 Stunden. E-Mails zur eigenen Prämie bestätigen, was mit den Punkten geschehen ist, und gehen an alle.",
  rewardIssued: "Prämie ausgestellt",
  rewardIssuedHelp: "Sofort nach dem Einlösen von Punkten, mit dem Code.",
  rewardExpiring: "Prämie läuft bald ab",
  rewardExpiringHelp: "Bevor eine ungenutzte Prämie abläuft.",
  rewardReleased: "Prämie zurückgenommen",
  rewardReleasedHelp:
    "Wenn eine Prämie ungenutzt abgelaufen ist oder zurückgenommen wurde und die Punkte wieder gutgeschrieben sind.",
  pointsExpiring: "Punkte verfallen bald",
  pointsExpiringHelp: "30 und 7 Tage vorher. Entfällt, wenn bis dahin nichts mehr verfällt.",
  pointsDigest: "Monatlicher Punktestand",
  pointsDigestHelp: "Am Monatsersten um 9 Uhr in der Zeitzone Ihres Shops, an alle, deren Punkte sich bewegt haben.",
  tierReached: "Stufe erreicht",
  tierReachedHelp: "Beim Aufstieg, mit allem, was die Stufe bringt.",
  tierAtRisk: "Stufe in Gefahr",
  tierAtRiskHelp: "Solange eine nicht mehr verdiente Stufe noch gehalten wird, mit dem, was fehlt.",
  previewOf: "E-Mail",
  saved: "E-Mails gespeichert",
  open: "E-Mails auswählen und ansehen",
  summary: { one: "{count} von {of} E-Mails ist eingeschaltet.", other: "{count} von {of} E-Mails sind eingeschaltet." },
};
