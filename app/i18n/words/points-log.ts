import type { Same, Words } from "../words.ts";

export const pointsLog = {
  title: "Points log",
  intro: "Every change of points in your shop, newest first. Nothing here can be edited: corrections are entries of their own.",
  list: "Points log",
  customer: "Customer",
  emptyTitle: "No points yet",
  emptyText: "Every order, bonus, redemption and adjustment becomes an entry here.",
  export: "Export",
} as const satisfies Words;

export const pointsLogGerman: Same<typeof pointsLog> = {
  title: "Punkteverlauf",
  intro:
    "Jede Änderung von Punkten in Ihrem Shop, die neueste zuerst. Nichts davon lässt sich bearbeiten: Korrekturen sind eigene Buchungen.",
  list: "Punkteverlauf",
  customer: "Kundin oder Kunde",
  emptyTitle: "Noch keine Punkte",
  emptyText: "Jede Bestellung, jeder Bonus, jede Einlösung und jede Anpassung wird hier zu einer Buchung.",
  export: "Exportieren",
};
