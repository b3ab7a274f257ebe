import type { Same, Words } from "../words.ts";

/** How long products last. */
export const refill = {
  title: "Refill",
  intro:
    "Enter how many days one of each product lasts. The refill reminder writes to customers before it is used up; products without an entry are never reminded of.",
  search: "Search products",
  searchPlaceholder: "Part of a product’s name",
  list: "Products",
  daysOf: "Days that {product} lasts",
  daysOfVariant: "Days that {product}, {variant} lasts, if different",
  unit: "days",
  variants: "Variants, if different",
  wrong: "Enter a whole number from 1 to 1,000, or nothing.",
  notSaved: "Nothing was saved yet: please correct the marked fields.",
  learned: {
    one: "Bought again after {median} days, {low} to {high} ({count} case).",
    other: "Bought again after {median} days on median, mostly {low} to {high} ({count} cases).",
  },
  learnedByPurchase: {
    one: "Bought again after {days} days, however much was taken ({count} case).",
    other: "Bought again after {days} days on median, however much was taken ({count} cases).",
  },
  learnedInUse: "From 20 cases on, what they tell is used instead of your entry.",
  take: "Use {days} days",
  takeOf: "Use {days} days for {product}",
  saved: { one: "{count} entry saved", other: "{count} entries saved" },
  hereTitle: "These days stand in Reprise alone",
  hereText:
    "With access to products, Reprise keeps them in a field of your products, “Days one lasts”. Then you can also edit them in Shopify: on a product, in its bulk editor or with a file. It changes nothing else of your products.",
  inShopify:
    "They also stand in your products in Shopify, in the field “Days one lasts”. Whatever is entered later counts, here or there.",
  waiting: { one: "{count} entry is still to be written there.", other: "{count} entries are still to be written there." },
  problems: {
    one: "{count} entry differs from Shopify",
    other: "{count} entries differ from Shopify",
  },
  problemsText:
    "The field “Days one lasts” holds something else than a whole number from 1 to 1,000, or Shopify refuses to store the number. Enter it again here, or correct it in Shopify.",
  savedNone: "Nothing has changed.",
  export: "Export CSV",
  exportFailed: "The export couldn’t be created. Please try again.",
  importTitle: "Enter many at once",
  importText:
    "Export the file, fill in the column supply_days, and upload it here. An empty cell removes an entry; the other columns are not read.",
  importButton: "Upload",
  fileMissing: "Choose a file.",
  lines: {
    one: "Nothing was saved: {count} line needs your attention.",
    other: "Nothing was saved: {count} lines need your attention.",
  },
  lineHeader: "The first line must name the columns product_id and supply_days.",
  lineProduct: "Line {row}: there is no such product.",
  lineVariant: "Line {row}: the product has no such variant.",
  lineDays: "Line {row}: supply_days is no whole number from 1 to 1,000.",
  lineTwice: "Line {row}: this product or variant is already named above.",
  linesMore: { one: "and {count} more line", other: "and {count} more lines" },
  emptyTitle: "No products yet",
  emptyText: "Products appear here as soon as they have been read from your shop.",
  noneTitle: "No matching products",
  noneText: "Try fewer letters.",
  clear: "Show all",
} as const satisfies Words;

export const refillGerman: Same<typeof refill> = {
  title: "Nachkauf",
  intro:
    "Tragen Sie ein, wie viele Tage ein Stück von jedem Produkt reicht. Die Nachkauf-Erinnerung schreibt, bevor es aufgebraucht ist; an Produkte ohne Eintrag wird nie erinnert.",
  search: "Produkte suchen",
  searchPlaceholder: "Teil des Produktnamens",
  list: "Produkte",
  daysOf: "Reichweite in Tagen von {product}",
  daysOfVariant: "Reichweite in Tagen von {product}, {variant}, falls abweichend",
  unit: "Tage",
  variants: "Varianten, falls abweichend",
  wrong: "Bitte geben Sie eine ganze Zahl von 1 bis 1.000 ein oder nichts.",
  notSaved: "Es wurde noch nichts gespeichert: Bitte korrigieren Sie die markierten Felder.",
  learned: {
    one: "Wieder gekauft nach {median} Tagen, {low} bis {high} ({count} Fall).",
    other: "Wieder gekauft nach {median} Tagen im Median, meist {low} bis {high} ({count} Fälle).",
  },
  learnedByPurchase: {
    one: "Wieder gekauft nach {days} Tagen, unabhängig von der Menge ({count} Fall).",
    other: "Wieder gekauft nach {days} Tagen im Median, unabhängig von der Menge ({count} Fälle).",
  },
  learnedInUse: "Ab 20 Fällen gilt anstelle Ihres Eintrags, was sie zeigen.",
  take: "{days} Tage übernehmen",
  takeOf: "{days} Tage übernehmen für {product}",
  saved: { one: "{count} Eintrag gespeichert", other: "{count} Einträge gespeichert" },
  hereTitle: "Diese Tage stehen nur in Reprise",
  hereText:
    "Mit Zugriff auf Produkte führt Reprise sie in einem Feld Ihrer Produkte, „Days one lasts“. Dann können Sie sie auch in Shopify bearbeiten: am Produkt, in der Mehrfachbearbeitung oder mit einer Datei. Sonst ändert es nichts an Ihren Produkten.",
  inShopify:
    "Sie stehen auch an Ihren Produkten in Shopify, im Feld „Days one lasts“. Es zählt, was zuletzt eingetragen wurde, hier oder dort.",
  waiting: { one: "{count} Eintrag wird dort noch geschrieben.", other: "{count} Einträge werden dort noch geschrieben." },
  problems: {
    one: "{count} Eintrag weicht von Shopify ab",
    other: "{count} Einträge weichen von Shopify ab",
  },
  problemsText:
    "Im Feld „Days one lasts“ steht etwas anderes als eine ganze Zahl von 1 bis 1.000, oder Shopify nimmt die Zahl nicht an. Tragen Sie sie hier neu ein oder korrigieren Sie sie in Shopify.",
  savedNone: "Es hat sich nichts geändert.",
  export: "CSV exportieren",
  exportFailed: "Der Export konnte nicht erstellt werden. Bitte versuchen Sie es erneut.",
  importTitle: "Viele auf einmal eintragen",
  importText:
    "Exportieren Sie die Datei, füllen Sie die Spalte supply_days aus und laden Sie sie hier hoch. Eine leere Zelle entfernt den Eintrag; die übrigen Spalten werden nicht gelesen.",
  importButton: "Hochladen",
  fileMissing: "Bitte wählen Sie eine Datei aus.",
  lines: {
    one: "Es wurde nichts gespeichert: {count} Zeile ist noch zu klären.",
    other: "Es wurde nichts gespeichert: {count} Zeilen sind noch zu klären.",
  },
  lineHeader: "Die erste Zeile muss die Spalten product_id und supply_days nennen.",
  lineProduct: "Zeile {row}: Dieses Produkt gibt es nicht.",
  lineVariant: "Zeile {row}: Diese Variante hat das Produkt nicht.",
  lineDays: "Zeile {row}: supply_days ist keine ganze Zahl von 1 bis 1.000.",
  lineTwice: "Zeile {row}: Dieses Produkt oder diese Variante steht schon weiter oben.",
  linesMore: { one: "und {count} weitere Zeile", other: "und {count} weitere Zeilen" },
  emptyTitle: "Noch keine Produkte",
  emptyText: "Produkte erscheinen hier, sobald sie aus Ihrem Shop gelesen sind.",
  noneTitle: "Keine passenden Produkte",
  noneText: "Versuchen Sie es mit weniger Buchstaben.",
  clear: "Alle anzeigen",
};
