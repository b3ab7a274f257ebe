import type { Same, Words } from "../words.ts";

export const charts = {
  table: "Show the table",
  tableHide: "Hide the table",
  save: "Save as image",
  saveOf: "Save as image: {name}",
  saveFailed: "The image couldn’t be saved. Please try again.",
} as const satisfies Words;

export const chartsGerman: Same<typeof charts> = {
  table: "Tabelle anzeigen",
  tableHide: "Tabelle ausblenden",
  save: "Als Bild speichern",
  saveOf: "Als Bild speichern: {name}",
  saveFailed: "Das Bild konnte nicht gespeichert werden. Bitte versuchen Sie es noch einmal.",
};
