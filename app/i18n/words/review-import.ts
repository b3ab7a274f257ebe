import type { Same, Words } from "../words.ts";

/** Taking reviews over from another reviews app. */
export const reviewImport = {
  title: "Import reviews",
  intro:
    "Reviews that your customers have written elsewhere, from a file of Judge.me, Loox, Yotpo or Shopify Product Reviews, or any CSV file with the same columns.",
  check: "Check the file",
  take: { one: "Import {count} review", other: "Import {count} reviews" },
  fileMissing: "Please choose a file.",
  noColumns: "The first line must name the product (product_id or product_handle) and the stars (rating). It has: {columns}",
  found: { one: "{count} review can be imported.", other: "{count} reviews can be imported." },
  known: { one: "{count} of them is here already and is left out.", other: "{count} of them are here already and are left out." },
  problems: { one: "{count} line can’t be imported:", other: "{count} lines can’t be imported:" },
  more: { one: "and {count} more", other: "and {count} more" },
  line: "Line {row}",
  noProduct: "Your shop has no product “{value}”",
  badStars: "“{value}” is no number of stars from 1 to 5",
  badDate: "“{value}” is no date such as 2026-03-31, or is still to come",
  twice: "“{value}” is in the file twice",
  about:
    "Reviews whose author has ordered the product from you, by their email address, are marked as a verified purchase; all others say that they have not been verified. Photos are not imported, and no points are given. What the file calls published is published here, whatever its stars.",
  programJudgeMe: "A file of Judge.me",
  programLoox: "A file of Loox",
  programYotpo: "A file of Yotpo",
  programShopify: "A file of Shopify Product Reviews",
  programOther: "A file of another program",
  done: { one: "{count} review imported", other: "{count} reviews imported" },
  listTitle: "Imported so far",
  count: { one: "{count} review", other: "{count} reviews" },
  remove: "Remove",
  removeOf: "Remove the reviews of {file}",
  removed: { one: "{count} review removed", other: "{count} reviews removed" },
} as const satisfies Words;

export const reviewImportGerman: Same<typeof reviewImport> = {
  title: "Bewertungen importieren",
  intro:
    "Bewertungen, die Ihre Kundinnen und Kunden anderswo geschrieben haben: aus einer Datei von Judge.me, Loox, Yotpo oder Shopify Product Reviews oder aus jeder CSV-Datei mit denselben Spalten.",
  check: "Datei prüfen",
  take: { one: "{count} Bewertung importieren", other: "{count} Bewertungen importieren" },
  fileMissing: "Bitte wählen Sie eine Datei aus.",
  noColumns:
    "Die erste Zeile muss das Produkt (product_id oder product_handle) und die Sterne (rating) nennen. Sie enthält: {columns}",
  found: { one: "{count} Bewertung lässt sich importieren.", other: "{count} Bewertungen lassen sich importieren." },
  known: {
    one: "{count} davon ist schon da und wird ausgelassen.",
    other: "{count} davon sind schon da und werden ausgelassen.",
  },
  problems: { one: "{count} Zeile lässt sich nicht importieren:", other: "{count} Zeilen lassen sich nicht importieren:" },
  more: { one: "und {count} weitere", other: "und {count} weitere" },
  line: "Zeile {row}",
  noProduct: "In Ihrem Shop gibt es kein Produkt „{value}“",
  badStars: "„{value}“ ist keine Zahl von Sternen von 1 bis 5",
  badDate: "„{value}“ ist kein Datum wie 2026-03-31 oder liegt in der Zukunft",
  twice: "„{value}“ steht zweimal in der Datei",
  about:
    "Bewertungen, deren Verfasserin oder Verfasser das Produkt laut E-Mail-Adresse bei Ihnen bestellt hat, gelten als verifizierter Kauf; bei allen anderen steht, dass sie nicht geprüft wurden. Fotos werden nicht importiert, Punkte gibt es keine. Was laut Datei veröffentlicht ist, wird auch hier veröffentlicht, gleich wie viele Sterne es hat.",
  programJudgeMe: "Eine Datei von Judge.me",
  programLoox: "Eine Datei von Loox",
  programYotpo: "Eine Datei von Yotpo",
  programShopify: "Eine Datei von Shopify Product Reviews",
  programOther: "Eine Datei eines anderen Programms",
  done: { one: "{count} Bewertung importiert", other: "{count} Bewertungen importiert" },
  listTitle: "Bisher importiert",
  count: { one: "{count} Bewertung", other: "{count} Bewertungen" },
  remove: "Entfernen",
  removeOf: "Bewertungen aus {file} entfernen",
  removed: { one: "{count} Bewertung entfernt", other: "{count} Bewertungen entfernt" },
};
