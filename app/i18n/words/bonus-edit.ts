import type { Same, Words } from "../words.ts";

export const bonusEdit = {
  on: "On",
  off: "Off",
  bonusesEmpty: "No bonus points yet",
  bonusesEmptyText:
    "Thank customers for joining, for their birthday, for a tenth order or for a review. Each rule has a cap, so points can’t pile up without limit.",
  addBonus: "Add a bonus",
  enabled: "Customers get these points",
  bonusPoints: "Points",
  bonusTitle: "Name for shoppers",
  bonusTitleHelp: "If you leave this empty, we use built-in text in the shopper’s language.",
  capTimes: "How often, at most",
  capPeriod: "Within",
  capDay: "one day",
  capMonth: "one month",
  capYear: "one year",
  capEver: "all time",
  newsletterStrict:
    "Switched off on purpose. In Germany and Austria consent to advertising must be given freely, and courts disagree on whether a reward leaves it free. Switch this on only after you have taken legal advice.",
  newsletterMild: "Consent to advertising must be given freely. Check whether you may reward it where your customers live.",
  reviewNotice:
    "Only reviews on your own shop’s pages, with the same points whatever the rating, and the note below beside the form. Reviews on Google, Trustpilot and similar platforms cannot be rewarded: their rules and the law against unfair competition forbid it.",
  socialNotice:
    "Self-declared: no network lets an app check whether somebody follows or shares. Points are given once, on the shopper’s word, and entries are labeled as self-declared.",
  selfDeclared: "{name} (self-declared)",
  milestoneOrders: "Orders",
  noticeDays: "Birthday must be on file for",
  noticeDaysHelp: "Keeps customers from simply entering today’s date.",
  socialWhat: "What for",
  socialFollow: "Follow on {network}",
  socialShare: "Share on {network}",
  socialUrl: "Address of your profile or of the page to share",
  surveyUrl: "Address of the survey",
  surveyWord: "Code word",
  surveyWordHelp: "Shown on the survey’s last page. Uppercase and lowercase are treated alike.",
  disclosure: "Note beside reviews",
  disclosureHelp: "Shoppers must be able to see that reviews are rewarded.",
} as const satisfies Words;

export const bonusEditGerman: Same<typeof bonusEdit> = {
  on: "Aktiv",
  off: "Inaktiv",
  bonusesEmpty: "Noch keine Bonuspunkte",
  bonusesEmptyText:
    "Bedanken Sie sich für ein Kundenkonto, zum Geburtstag, für die zehnte Bestellung oder für eine Bewertung. Jede Regel hat eine Obergrenze, damit niemand Punkte anhäuft.",
  addBonus: "Bonus anlegen",
  enabled: "Diese Punkte werden vergeben",
  bonusPoints: "Punkte",
  bonusTitle: "Bezeichnung im Shop",
  bonusTitleHelp: "Bleibt das Feld leer, steht dort ein fester Text in der Sprache der Kundin oder des Kunden.",
  capTimes: "Höchstens wie oft",
  capPeriod: "Innerhalb",
  capDay: "eines Tages",
  capMonth: "eines Monats",
  capYear: "eines Jahres",
  capEver: "der gesamten Zeit",
  newsletterStrict:
    "Mit Absicht inaktiv. In Deutschland und Österreich muss die Einwilligung in Werbung freiwillig sein (Art. 7 Abs. 4 DSGVO, § 7 UWG), und ob sie das gegen eine Belohnung noch ist, ist umstritten. Schalten Sie diese Regel nur nach rechtlicher Beratung ein.",
  newsletterMild:
    "Die Einwilligung in Werbung muss freiwillig sein. Prüfen Sie, ob Sie sie dort belohnen dürfen, wo Ihre Kundschaft lebt.",
  reviewNotice:
    "Nur für Bewertungen auf den eigenen Seiten Ihres Shops, mit gleich vielen Punkten unabhängig von der Sternezahl und mit dem Hinweis unten. Bewertungen bei Google, Trustpilot und ähnlichen Plattformen lassen sich nicht belohnen: Deren Regeln und das Wettbewerbsrecht verbieten es.",
  socialNotice:
    "Beruht auf eigenen Angaben: Kein Netzwerk lässt eine App prüfen, ob jemand folgt oder teilt. Punkte gibt es deshalb einmal und auf Treu und Glauben; die Buchungen sind als Selbstauskunft gekennzeichnet.",
  selfDeclared: "{name} (Selbstauskunft)",
  milestoneOrders: "Bestellungen",
  noticeDays: "Geburtstag muss bekannt sein seit",
  noticeDaysHelp: "Damit niemand einfach das heutige Datum einträgt.",
  socialWhat: "Wofür",
  socialFollow: "Folgen auf {network}",
  socialShare: "Teilen auf {network}",
  socialUrl: "Adresse Ihres Profils oder dessen, was geteilt werden soll",
  surveyUrl: "Adresse der Umfrage",
  surveyWord: "Kennwort",
  surveyWordHelp: "Steht auf der letzten Seite der Umfrage. Groß- und Kleinschreibung spielt keine Rolle.",
  disclosure: "Hinweis bei Bewertungen",
  disclosureHelp: "Es muss erkennbar sein, dass Bewertungen belohnt werden.",
};
