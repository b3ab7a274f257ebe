import type { Same, Words } from "../words.ts";

export const segments = {
  title: "Segments",
  intro:
    "Who your customers are, kept up to date with every order and with time itself. Each is written in Shopify’s segment language.",
  members: { one: "{count} customer", other: "{count} customers" },
  share: "{share} of all customers",
  show: "Show customers",
  showOf: "Show customers of the segment {segment}",
  query: "Rule",
  created: "Created on {date}",
  newText: "Bought for the first time in the last 30 days. A good moment for a warm welcome.",
  regularText: "More than three orders. They know why they come back.",
  vipText: "More than three orders, and more than {amount} on average. Your best customers.",
  atRiskText: "Have bought, but not in the last 90 days. Win-back writes to them if they have agreed to mails.",
  emptyTitle: "No segments",
  emptyText:
    "The four segments are created when the app is installed. If they are missing, open the app again from the Shopify admin.",
} as const satisfies Words;

export const segmentsGerman: Same<typeof segments> = {
  title: "Segmente",
  intro:
    "Wer Ihre Kundschaft ist: mit jeder Bestellung und mit der Zeit auf aktuellem Stand. Jedes Segment ist in Shopifys Segmentsprache geschrieben.",
  members: { one: "{count} Person", other: "{count} Personen" },
  share: "{share} der gesamten Kundschaft",
  show: "Personen ansehen",
  showOf: "Personen ansehen: Segment {segment}",
  query: "Regel",
  created: "Angelegt am {date}",
  newText: "Erster Kauf in den letzten 30 Tagen. Ein guter Moment für ein herzliches Willkommen.",
  regularText: "Mehr als drei Bestellungen. Diese Menschen wissen, warum sie wiederkommen.",
  vipText: "Mehr als drei Bestellungen und im Schnitt mehr als {amount}. Ihre beste Kundschaft.",
  atRiskText:
    "Haben gekauft, aber seit 90 Tagen nicht mehr. Die Rückgewinnung schreibt ihnen, wenn sie E-Mails zugestimmt haben.",
  emptyTitle: "Keine Segmente",
  emptyText:
    "Die vier Segmente entstehen bei der Installation. Falls sie fehlen, öffnen Sie die App erneut in der Shopify-Verwaltung.",
};
