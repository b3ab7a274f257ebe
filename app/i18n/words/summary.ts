import type { Same, Words } from "../words.ts";

/** The monthly summary by email, and the page behind the link that ends it. */
export const summary = {
  subject: "{month} at {shop}: your figures",
  intro: "How {month} went at {shop}, beside {before} and {yearBefore}.",
  beside: "{month}: {value}",
  fresh: "Revenue from new customers",
  flows: "Revenue after clicks in flow emails",
  points: "Points outstanding at the end of the month",
  steps: "What to do next",
  goalTitle: "{name}: behind its goal",
  goalText: "It is {value} now and shall be {target} by {date}.",
  winBackTitle: { one: "{count} customer became inactive", other: "{count} customers became inactive" },
  winBackText: "No win-back flow is running. Switch one on, and it writes to everybody who stops ordering.",
  onceTitle: { one: "{count} customer has ordered only once", other: "{count} customers have ordered only once" },
  onceText: "No flow asks for the second order yet.",
  flowsAction: "Open flows",
  lostText: "See who they are, and write to those whom your flows don’t reach.",
  lostAction: "View these customers",
  open: "Open Retention",
  reason: "You are receiving this email because the monthly summary is switched on in Reprise, under Settings.",
  switchOff: "Switch off the monthly summary",

  askTitle: "Switch off the monthly summary?",
  askText: "The figures of {shop} will no longer come by email. You can switch them on again in the app under Settings.",
  askButton: "Yes, switch off",
  doneTitle: "The monthly summary is off",
  doneText: "The figures of {shop} no longer come by email. You can switch them on again in the app under Settings.",
  failedTitle: "This link does not work",
  failedText: "It may have been cut off on its way to you. You can switch the summary off in the app under Settings.",

  setting: "Monthly summary",
  settingHelp: "Last month’s figures beside the month and the year before, and what to do next, on the first of each month.",
  settingLabel: "Send us the monthly summary",
  settingTo: "It goes to {address}.",
  settingNowhere: "Shopify has told us no contact address, and no sender address is confirmed: there is nowhere to send it yet.",
} as const satisfies Words;

export const summaryGerman: Same<typeof summary> = {
  subject: "{month} bei {shop}: Ihre Zahlen",
  intro: "So lief der {month} bei {shop}, daneben {before} und {yearBefore}.",
  beside: "{month}: {value}",
  fresh: "Umsatz mit neuer Kundschaft",
  flows: "Umsatz nach Klicks in E-Mails von Abläufen",
  points: "Offene Punkte am Monatsende",
  steps: "Was jetzt am meisten bringt",
  goalTitle: "{name}: hinter dem Ziel",
  goalText: "Jetzt {value}, bis {date} sollen es {target} sein.",
  winBackTitle: {
    one: "{count} Kundin oder Kunde ist inaktiv geworden",
    other: "{count} Kundinnen und Kunden sind inaktiv geworden",
  },
  winBackText: "Kein Rückgewinnungs-Ablauf ist eingeschaltet. Ist einer aktiv, schreibt er allen, die nicht mehr bestellen.",
  onceTitle: {
    one: "{count} Kundin oder Kunde hat erst einmal bestellt",
    other: "{count} Kundinnen und Kunden haben erst einmal bestellt",
  },
  onceText: "Noch bittet kein Ablauf um die zweite Bestellung.",
  flowsAction: "Abläufe öffnen",
  lostText: "Sehen Sie, wer das ist, und schreiben Sie denen, die Ihre Abläufe nicht erreichen.",
  lostAction: "Kundinnen und Kunden anzeigen",
  open: "Kundenbindung ansehen",
  reason: "Sie bekommen diese E-Mail, weil die monatliche Zusammenfassung in Reprise unter Einstellungen eingeschaltet ist.",
  switchOff: "Monatliche Zusammenfassung ausschalten",

  askTitle: "Monatliche Zusammenfassung ausschalten?",
  askText:
    "Die Zahlen von {shop} kommen dann nicht mehr per E-Mail. In der App können Sie das unter Einstellungen wieder einschalten.",
  askButton: "Ja, ausschalten",
  doneTitle: "Die monatliche Zusammenfassung ist aus",
  doneText:
    "Die Zahlen von {shop} kommen nicht mehr per E-Mail. In der App können Sie das unter Einstellungen wieder einschalten.",
  failedTitle: "Dieser Link funktioniert nicht",
  failedText:
    "Vielleicht wurde er unterwegs abgeschnitten. Ausschalten können Sie die Zusammenfassung in der App unter Einstellungen.",

  setting: "Monatliche Zusammenfassung",
  settingHelp:
    "Die Zahlen des letzten Monats neben denen des Vormonats und des Vorjahres, und was jetzt zu tun ist, an jedem Monatsersten.",
  settingLabel: "Monatliche Zusammenfassung zusenden",
  settingTo: "Sie geht an {address}.",
  settingNowhere:
    "Shopify hat uns keine Kontaktadresse genannt, und keine Absenderadresse ist bestätigt: Noch gibt es niemanden, an den sie gehen kann.",
};
