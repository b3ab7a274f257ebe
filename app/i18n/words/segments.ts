import type { Same, Words } from "../words.ts";

export const segments = {
  title: "Segments",
  intro:
    "Groups of customers that stay up to date with every order and every day. Each is written in Shopify’s segment language.",
  members: { one: "{count} customer", other: "{count} customers" },
  share: "{share} of all customers",
  show: "Show customers",
  showOf: "Show customers of the segment {segment}",
  query: "Rule",
  created: "Created on {date}",
  newText: "Bought for the first time in the last 30 days. A good moment for a warm welcome.",
  regularText: "More than three orders. They know why they come back.",
  vipText: "More than three orders, and more than {amount} on average. Your best customers.",
  atRiskText: "Have bought, but not in the last 90 days. Win-back writes to them if they have agreed to marketing emails.",
  emptyTitle: "No segments",
  emptyText: "The four segments are created when the app is installed. If they are missing, reload the app in the Shopify admin.",
} as const satisfies Words;

export const segmentsGerman: Same<typeof segments> = {
  title: "Segmente",
  intro:
    "Gruppen Ihrer Kundschaft, mit jeder Bestellung und jedem Tag auf aktuellem Stand. Jedes Segment ist in Shopifys Segmentsprache geschrieben.",
  members: { one: "{count} Kundin oder Kunde", other: "{count} Kundinnen und Kunden" },
  share: "{share} der gesamten Kundschaft",
  show: "Kundinnen und Kunden ansehen",
  showOf: "Kundinnen und Kunden ansehen: Segment {segment}",
  query: "Regel",
  created: "Angelegt am {date}",
  newText: "Erster Kauf in den letzten 30 Tagen. Ein guter Moment für ein herzliches Willkommen.",
  regularText: "Mehr als drei Bestellungen. Diese Kundinnen und Kunden wissen, warum sie wiederkommen.",
  vipText: "Mehr als drei Bestellungen und im Schnitt mehr als {amount}. Ihre beste Kundschaft.",
  atRiskText:
    "Haben gekauft, aber seit 90 Tagen nicht mehr. Die Rückgewinnung schreibt ihnen, wenn sie in E-Mail-Werbung eingewilligt haben.",
  emptyTitle: "Keine Segmente",
  emptyText:
    "Die vier Segmente entstehen bei der Installation. Falls sie fehlen, laden Sie die App in der Shopify-Verwaltung neu.",
};
