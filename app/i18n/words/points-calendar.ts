import type { Same, Words } from "../words.ts";

/** When points count more than once, or not at all. */
export const pointsCalendar = {
  title: "Points calendar",
  intro:
    "Multipliers and exclusions that have dates, by the published versions of your program. Changes in a draft aren’t in it.",
  open: "Open the points calendar",
  campaign: "Campaign",
  effect: "Effect",
  from: "From",
  until: "Until",
  beside: "At the same time",
  none: "No points",
  narrow: "For certain products or tiers",
  since: "Before this program",
  openEnd: "Until further notice",
  alone: "None",
  atOnce: { one: "{count} campaign", other: "{count} at once" },
  overlapHelp: "Where several fit a product, an exclusion wins, else the highest factor counts. Factors of tiers come on top.",
  nothing: "Nothing has dates in this month",
  nothingText:
    "Give a multiplier a first and a last day, such as double points for a weekend, and you see here when it runs and what overlaps.",
  nothingAction: "Multipliers",
  always: "Without dates: {names}",
  list: "Campaigns in {month}",
} as const satisfies Words;

export const pointsCalendarGerman: Same<typeof pointsCalendar> = {
  title: "Punktekalender",
  intro:
    "Multiplikatoren und Ausschlüsse mit Zeitraum, nach den veröffentlichten Versionen Ihres Programms. Änderungen in einem Entwurf sind nicht dabei.",
  open: "Punktekalender öffnen",
  campaign: "Aktion",
  effect: "Wirkung",
  from: "Von",
  until: "Bis",
  beside: "Gleichzeitig",
  none: "Keine Punkte",
  narrow: "Für bestimmte Produkte oder Stufen",
  since: "Vor diesem Programm",
  openEnd: "Bis auf Weiteres",
  alone: "Keine",
  atOnce: { one: "{count} Aktion", other: "{count} gleichzeitig" },
  overlapHelp:
    "Passen mehrere zu einem Produkt, gilt ein Ausschluss vor allem anderen, sonst der höchste Faktor. Faktoren von Stufen kommen dazu.",
  nothing: "In diesem Monat hat nichts einen Zeitraum",
  nothingText:
    "Geben Sie einem Multiplikator einen ersten und einen letzten Tag, etwa doppelte Punkte am Wochenende: Hier sehen Sie dann, wann er gilt und was sich überschneidet.",
  nothingAction: "Multiplikatoren",
  always: "Ohne Zeitraum: {names}",
  list: "Aktionen im {month}",
};
