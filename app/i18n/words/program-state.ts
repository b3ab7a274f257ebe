import type { Same, Words } from "../words.ts";

export const programState = {
  title: "State of the program",
  setup: "Setting up",
  test: "Testing",
  live: "Live",
  paused: "Paused",
  setupText:
    "Nobody earns points yet, and shoppers see nothing of the program. Set it up at your leisure, try it out with a few customers, and go live when everything is right.",
  testText:
    "Only customers with the tag “{tag}” take part: they see the program, earn and redeem. Everybody else sees nothing of it.",
  liveText: "Customers earn points with their orders and redeem them.",
  pausedText:
    "Nobody earns points, redeems them, or loses any. Customers still see their balance. Codes that were issued still work, and refunds still take points back.",
  sinceSetup: "Since the app was installed",
  since: "Since {date}",
  sinceBy: "Since {date}, by {user}",
  goLive: "Go live",
  goLiveTitle: "Take the program live?",
  goLiveText:
    "From now on every paid order earns points, and shoppers see the program wherever its blocks are in your theme. Orders placed before do not earn automatically; you can award them under Settings.",
  goLiveAgainText:
    "From now on orders earn points again, and shoppers can redeem. Orders placed in the meantime do not earn automatically; you can award them under Settings. Nobody loses points in the first 30 days.",
  pause: "Pause",
  pauseTitle: "Pause the program?",
  pauseStops:
    "What stops: orders placed from now on earn nothing, nobody can redeem points, no bonuses are given, and no emails about points and tiers are sent.",
  pauseStays: "What stays: balances, tiers and codes that were issued. No points expire, and refunds still take points back.",
  startTest: "Test with tagged customers",
  testTag: "Customer tag",
  testTagHelp: "Give this tag to your own customer account in Shopify, for example, and try everything out in your store.",
  testTagNeeded: "Enter one tag, without commas.",
  testStart: "Start the test",
  testLive: "The program is live: from the start of the test on, customers without the tag no longer earn or redeem.",
  testChange: "Change tag",
  switched: "The program’s state has been changed",
  changedMeanwhile: "Somebody else has changed the state in the meantime. Look at it again.",
  unchanged: "The program is in this state already",
  history: "Show history",
  hideHistory: "Hide history",
  wasTest: "Test with the tag “{tag}”",
  bySystem: "when the switch was introduced",
  byMerchant: "by {user}",
  bannerSetup: "The program is not live yet. What you change here reaches shoppers once it is.",
  bannerTest: "The program is being tested: only customers with the tag “{tag}” take part.",
  bannerPaused: "The program is paused: nobody earns or redeems points.",
  bannerLink: "Go to the program’s state",
} as const satisfies Words;

export const programStateGerman: Same<typeof programState> = {
  title: "Status des Programms",
  setup: "In Einrichtung",
  test: "Im Test",
  live: "Live",
  paused: "Pausiert",
  setupText:
    "Noch sammelt niemand Punkte, und im Shop ist vom Programm nichts zu sehen. Richten Sie es in Ruhe ein, probieren Sie es mit einigen Kundenkonten aus, und gehen Sie live, wenn alles stimmt.",
  testText:
    "Nur Kundinnen und Kunden mit dem Tag „{tag}“ nehmen teil: Sie sehen das Programm, sammeln Punkte und lösen sie ein. Alle anderen sehen nichts davon.",
  liveText: "Ihre Kundschaft sammelt mit Bestellungen Punkte und löst sie ein.",
  pausedText:
    "Niemand sammelt Punkte, löst welche ein oder verliert welche. Der Punktestand bleibt sichtbar. Ausgegebene Codes gelten weiter, und bei Erstattungen werden Punkte weiterhin abgezogen.",
  sinceSetup: "Seit der Installation der App",
  since: "Seit {date}",
  sinceBy: "Seit {date}, durch {user}",
  goLive: "Live gehen",
  goLiveTitle: "Mit dem Programm live gehen?",
  goLiveText:
    "Ab jetzt bringt jede bezahlte Bestellung Punkte, und das Programm ist überall zu sehen, wo seine Blöcke in Ihrem Theme stehen. Frühere Bestellungen bringen nicht automatisch Punkte; unter „Einstellungen“ können Sie sie nachträglich gutschreiben.",
  goLiveAgainText:
    "Ab jetzt bringen Bestellungen wieder Punkte, und Punkte lassen sich einlösen. Was in der Zwischenzeit bestellt wurde, bringt nicht automatisch Punkte; unter „Einstellungen“ können Sie sie nachträglich gutschreiben. In den ersten 30 Tagen verfallen keine Punkte.",
  pause: "Pausieren",
  pauseTitle: "Programm pausieren?",
  pauseStops:
    "Was aufhört: Bestellungen bringen ab jetzt keine Punkte, niemand kann Punkte einlösen, es gibt keine Bonuspunkte, und E-Mails über Punkte und Stufen werden nicht verschickt.",
  pauseStays:
    "Was bleibt: Punktestände, Stufen und ausgegebene Codes. Es verfallen keine Punkte, und bei Erstattungen werden Punkte weiterhin abgezogen.",
  startTest: "Mit ausgewählten Kundenkonten testen",
  testTag: "Kunden-Tag",
  testTagHelp:
    "Geben Sie diesen Tag zum Beispiel Ihrem eigenen Kundenkonto in Shopify, und probieren Sie alles in Ihrem Shop aus.",
  testTagNeeded: "Bitte geben Sie einen Tag ohne Komma ein.",
  testStart: "Test beginnen",
  testLive: "Das Programm ist live: Mit Beginn des Tests kann ohne den Tag niemand mehr Punkte sammeln oder einlösen.",
  testChange: "Tag ändern",
  switched: "Der Status des Programms wurde geändert",
  changedMeanwhile: "Jemand anderes hat den Status inzwischen geändert. Bitte sehen Sie noch einmal nach.",
  unchanged: "Das Programm hat diesen Status schon",
  history: "Verlauf anzeigen",
  hideHistory: "Verlauf ausblenden",
  wasTest: "Test mit dem Tag „{tag}“",
  bySystem: "bei Einführung dieses Schalters",
  byMerchant: "durch {user}",
  bannerSetup: "Das Programm ist noch nicht live. Was Sie hier ändern, ist erst danach im Shop zu sehen.",
  bannerTest: "Das Programm wird getestet: Nur Kundinnen und Kunden mit dem Tag „{tag}“ nehmen teil.",
  bannerPaused: "Das Programm ist pausiert: Niemand sammelt Punkte oder löst welche ein.",
  bannerLink: "Zum Status des Programms",
};
