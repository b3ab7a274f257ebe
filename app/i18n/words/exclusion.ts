import type { Same, Words } from "../words.ts";

/** Keeping a customer out of the program. */
export const exclusion = {
  title: "Taking part in the program",
  exclude: "Exclude from the program",
  include: "Let take part again",
  meansEarning: "From now on, orders, birthdays and other bonuses earn nothing, and no reward can be redeemed.",
  meansPoints:
    "Points and codes stay. Points expire by your rules; you can take them away with an adjustment. The tier stays as it is.",
  meansTold: "In the shop, the customer reads that they aren’t taking part. No emails about earning are sent.",
  meansUndo: "You can undo this at any time. What happened in the meantime still earns nothing.",
  reason: "Reason",
  reasonHelp: "For you and your team. The customer doesn’t see it.",
  done: "Excluded from the program",
  undone: "Takes part again",
  banner: "Excluded from the program on {date} by {user}",
  bannerText: "Earns nothing and can’t redeem. Points, codes and tier stay as they are.",
} as const satisfies Words;

export const exclusionGerman: Same<typeof exclusion> = {
  title: "Teilnahme am Programm",
  exclude: "Vom Programm ausschließen",
  include: "Wieder teilnehmen lassen",
  meansEarning: "Ab jetzt bringen Bestellungen, Geburtstage und andere Boni nichts, und Prämien lassen sich nicht einlösen.",
  meansPoints:
    "Punkte und Codes bleiben. Punkte verfallen nach Ihren Regeln; mit einer Anpassung können Sie sie abziehen. Die Stufe bleibt, wie sie ist.",
  meansTold: "Im Shop steht, dass die Kundin oder der Kunde nicht teilnimmt. E-Mails über das Sammeln werden nicht gesendet.",
  meansUndo: "Das lässt sich jederzeit zurücknehmen. Was in der Zwischenzeit geschah, bringt weiterhin nichts.",
  reason: "Grund",
  reasonHelp: "Für Sie und Ihr Team. Die Kundin oder der Kunde sieht ihn nicht.",
  done: "Vom Programm ausgeschlossen",
  undone: "Nimmt wieder teil",
  banner: "Vom Programm ausgeschlossen am {date} durch {user}",
  bannerText: "Sammelt nichts und kann nichts einlösen. Punkte, Codes und Stufe bleiben, wie sie sind.",
};
