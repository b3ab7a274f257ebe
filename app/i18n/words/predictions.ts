import type { Same, Words } from "../words.ts";

export const predictions = {
  title: "Predictions",
  intro:
    "Who is still a customer, and what to expect of them: learned from your own orders, checked against what really happened, and recalculated every night.",
  coming: "Predictions are being calculated. This page updates automatically.",
  refit: "Recalculate now",
  alive: "Still customers",
  aliveNote: "Of {customers} customers who have bought, added up by each one’s probability.",
  orders: "Expected orders, next 365 days",
  ordersNote: "From today’s customers only. Several orders on one day count as one.",
  spend: "Expected revenue, next 365 days",
  spendNote: "From today’s customers only, net, at what each usually spends.",
  missing: "Not enough data for predictions",
  missingSpend: "Not enough data to predict revenue",
  missingText: "A prediction that is only a guess would do harm. This is what is still missing:",
  missingBuyers: "Customers who have bought: {have} so far, {need} needed",
  missingHistory: "Days since the first order: {have} so far, {need} needed",
  missingRecent: "The last order was {have} days ago; it may be {need} days at most",
  missingThird: "Customers with three orders or more: nobody so far",
  missingRepeaters: "Customers who have bought again: {have} so far, {need} needed",
  missingPattern: "A clear pattern: your orders don’t show yet when customers stop buying",
  check: "How good the predictions are",
  checkHelp:
    "For {customers} customers, the last {days} days were hidden, predicted from everything before, and compared with what was really ordered.",
  unsureTitle: "These predictions are rough",
  unsureText:
    "Who was expected to order more did not do so to the expected extent. Use the order of customers rather than the exact numbers.",
  total: "Predicted: {expected} orders. Placed: {placed}.",
  outlook: "The next year",
  bin: "Customers by prediction, lowest first",
  binPart: "Part {bin} of 10 ({customers} customers)",
  binAxis:
    "Each pair of bars is a tenth of these customers: on the left those with the fewest predicted orders, on the right those with the most.",
  binExpected: "Predicted orders per customer",
  binPlaced: "Placed orders per customer",
  binsLabel:
    "Predicted and placed orders per customer over {days} days, in ten parts from the lowest prediction to the highest: {expected} predicted and {placed} placed in total. The table below has every part.",
  errors: "Way of predicting",
  errorOff: "Orders off per customer",
  errorModel: "These predictions",
  errorBefore: "“As many as in the {days} days before”",
  errorEver: "“At the customer’s pace so far”",
  ranked:
    "Out of 100 pairs of a customer who came back and one who didn’t, the predictions put {model} in the right order. The rule of thumb “lost after 1.5 times the usual pause” gets {hiatus} right.",
  lost: "The rule of thumb called {lost} customers lost; {hiatus} of them came back. Of as many customers whom the predictions gave the lowest chance, {model} came back.",
  relatedTitle: "Revenue predictions are less certain",
  relatedText:
    "In your shop, customers who buy often also spend a different amount per order. The prediction of revenue assumes that the two are unrelated.",
  fittedAt: "Learned from all orders on {at}. Repeated every week; each customer’s prediction changes daily.",
} as const satisfies Words;

export const predictionsGerman: Same<typeof predictions> = {
  title: "Vorhersagen",
  intro:
    "Wer noch zur Kundschaft gehört und was zu erwarten ist: aus Ihren eigenen Bestellungen gelernt, an der Wirklichkeit geprüft und jede Nacht neu berechnet.",
  coming: "Die Vorhersagen werden gerade berechnet. Diese Seite aktualisiert sich automatisch.",
  refit: "Jetzt neu berechnen",
  alive: "Noch Kundschaft",
  aliveNote: "Von {customers}, die schon gekauft haben; die Wahrscheinlichkeiten aller zusammengezählt.",
  orders: "Erwartete Bestellungen, nächste 365 Tage",
  ordersNote: "Nur von der heutigen Kundschaft. Mehrere Bestellungen an einem Tag zählen als eine.",
  spend: "Erwarteter Umsatz, nächste 365 Tage",
  spendNote: "Nur von der heutigen Kundschaft, netto, mit dem, was jede und jeder üblicherweise ausgibt.",
  missing: "Noch nicht genug Daten für Vorhersagen",
  missingSpend: "Noch nicht genug Daten, um Umsatz vorherzusagen",
  missingText: "Eine Vorhersage, die nur geraten ist, würde schaden. Das fehlt noch:",
  missingBuyers: "Kundinnen und Kunden mit Kauf: bisher {have}, nötig sind {need}",
  missingHistory: "Tage seit der ersten Bestellung: bisher {have}, nötig sind {need}",
  missingRecent: "Die letzte Bestellung ist {have} Tage her; es dürfen höchstens {need} sein",
  missingThird: "Kundinnen und Kunden mit drei oder mehr Bestellungen: bisher niemand",
  missingRepeaters: "Kundinnen und Kunden, die wieder gekauft haben: bisher {have}, nötig sind {need}",
  missingPattern: "Ein klares Muster: Ihre Bestellungen zeigen noch nicht, wann jemand aufhört zu kaufen",
  check: "Wie gut die Vorhersagen sind",
  checkHelp:
    "Für {customers} Kundinnen und Kunden wurden die letzten {days} Tage verdeckt, aus allem davor vorhergesagt und mit den wirklichen Bestellungen verglichen.",
  unsureTitle: "Diese Vorhersagen sind grob",
  unsureText:
    "Wer mehr bestellen sollte, hat das nicht im erwarteten Maß getan. Verlassen Sie sich eher auf die Reihenfolge als auf die genauen Zahlen.",
  total: "Vorhergesagt: {expected} Bestellungen. Aufgegeben: {placed}.",
  outlook: "Das nächste Jahr",
  bin: "Kundschaft nach Vorhersage, niedrigste zuerst",
  binPart: "Zehntel {bin} (Kundinnen und Kunden: {customers})",
  binAxis:
    "Jedes Balkenpaar ist ein Zehntel dieser Kundschaft: links die mit den wenigsten vorhergesagten Bestellungen, rechts die mit den meisten.",
  binExpected: "Vorhergesagte Bestellungen pro Kopf",
  binPlaced: "Aufgegebene Bestellungen pro Kopf",
  binsLabel:
    "Vorhergesagte und aufgegebene Bestellungen pro Kopf über {days} Tage, in zehn Teilen von der niedrigsten bis zur höchsten Vorhersage: zusammen {expected} vorhergesagt, {placed} aufgegeben. Die Tabelle darunter zeigt jeden Teil.",
  errors: "Art der Vorhersage",
  errorOff: "Abweichung in Bestellungen pro Kopf",
  errorModel: "Diese Vorhersagen",
  errorBefore: "„So viele wie in den {days} Tagen davor“",
  errorEver: "„Im bisherigen Tempo“",
  ranked:
    "Von 100 Paaren aus jemandem, der wiederkam, und jemandem, der ausblieb, bringen die Vorhersagen {model} in die richtige Reihenfolge. Die Faustregel „verloren nach dem 1,5-Fachen der üblichen Pause“ schafft {hiatus}.",
  lost: "Die Faustregel hielt {lost} für verloren; {hiatus} davon kamen wieder. Von ebenso vielen mit der geringsten vorhergesagten Wahrscheinlichkeit kamen {model} wieder.",
  relatedTitle: "Vorhersagen zum Umsatz sind unsicherer",
  relatedText:
    "Wer in Ihrem Shop oft kauft, gibt pro Bestellung auch anders viel aus. Die Vorhersage des Umsatzes nimmt an, dass beides nichts miteinander zu tun hat.",
  fittedAt: "Gelernt aus allen Bestellungen am {at}. Jede Woche neu; die einzelnen Vorhersagen ändern sich täglich.",
};
