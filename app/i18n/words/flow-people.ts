import type { Same, Words } from "../words.ts";

/** The customers behind a figure of a flow, and what came of the variants of a split. */
export const flowPeople = {
  title: "Customers",
  titleOf: "{flow}: customers",
  whole: "In the whole flow",
  within: "ordered from {from} to {to}",
  show: "{figure}: {number}, show the customers",
  none: "Nobody here now",
  noneText: "Figures move on: those who were counted here may have gone on since, or may have been erased.",
  back: "Back to the flow",
  export: "Export",
  exportFailed: "The list could not be exported. Please try again.",
  variants: "What the variants led to",
  variant: "Variant",
  perEmail: "Revenue per email",
  clickDifference: "Clicks: A is {difference} percentage points from B, between {low} and {high}. {verdict}",
  orderDifference: "Orders: A is {difference} percentage points from B, between {low} and {high}. {verdict}",
  clicksEarly: "Clicks: no verdict yet. {have} of {needed} emails have been sent that it takes to see a fifth more.",
  ordersEarly: "Orders: no verdict yet. {have} of {needed} emails have been sent that it takes to see a fifth more.",
  reachedDifference: "Goal: A is {difference} percentage points from B, between {low} and {high}. {verdict}",
  reachedEarly: "Goal: no verdict yet. {have} of {needed} emails have been sent that it takes to see a fifth more.",
  notChance: "That is unlikely to be chance.",
  chance: "That may be chance.",
  horizon:
    "How many emails it takes was settled beforehand. If you look daily and stop at a good moment, you will find differences that aren’t there.",
} as const satisfies Words;

export const flowPeopleGerman: Same<typeof flowPeople> = {
  title: "Kundinnen und Kunden",
  titleOf: "{flow}: Kundinnen und Kunden",
  whole: "Im ganzen Ablauf",
  within: "bestellt vom {from} bis zum {to}",
  show: "{figure}: {number}, Kundinnen und Kunden zeigen",
  none: "Hier ist gerade niemand",
  noneText: "Zahlen bewegen sich: Wer hier gezählt wurde, ist vielleicht schon weiter oder wurde gelöscht.",
  back: "Zurück zum Ablauf",
  export: "Exportieren",
  exportFailed: "Die Liste ließ sich nicht exportieren. Bitte versuchen Sie es noch einmal.",
  variants: "Was die Varianten gebracht haben",
  variant: "Variante",
  perEmail: "Umsatz je E-Mail",
  clickDifference: "Klicks: A liegt {difference} Prozentpunkte neben B, zwischen {low} und {high}. {verdict}",
  orderDifference: "Bestellungen: A liegt {difference} Prozentpunkte neben B, zwischen {low} und {high}. {verdict}",
  clicksEarly: "Klicks: noch kein Urteil. Um ein Fünftel mehr zu erkennen, braucht es {needed} E-Mails; {have} sind versendet.",
  ordersEarly:
    "Bestellungen: noch kein Urteil. Um ein Fünftel mehr zu erkennen, braucht es {needed} E-Mails; {have} sind versendet.",
  reachedDifference: "Ziel: A liegt {difference} Prozentpunkte neben B, zwischen {low} und {high}. {verdict}",
  reachedEarly: "Ziel: noch kein Urteil. Um ein Fünftel mehr zu erkennen, braucht es {needed} E-Mails; {have} sind versendet.",
  notChance: "Zufall ist unwahrscheinlich.",
  chance: "Das kann Zufall sein.",
  horizon:
    "Wie viele E-Mails es braucht, steht von Anfang an fest: Wer täglich nachsieht und im günstigen Moment aufhört, findet Unterschiede, die keine sind.",
};
