import type { Same, Words } from "../words.ts";

export const nav = {
  home: "Home",
  customers: "Customers",
  program: "Program",
  activity: "Activity",
  messages: "Messages",
  analytics: "Analytics",
  points: "Points",
  settings: "Settings",
  overview: "Overview",
  customer: "Customer",
  reward: "Reward",
  flow: "Flow",
  engagement: "Engagement",
  advocates: "Advocates",
  data: "Data",
  privacy: "Privacy",
  connections: "Connections",
} as const satisfies Words;

export const navGerman: Same<typeof nav> = {
  home: "Übersicht",
  customers: "Kundschaft",
  program: "Programm",
  activity: "Aktivität",
  messages: "Nachrichten",
  analytics: "Auswertung",
  points: "Punkte",
  settings: "Einstellungen",
  overview: "Überblick",
  customer: "Kundenprofil",
  reward: "Prämie",
  flow: "Ablauf",
  engagement: "Mitmachen",
  advocates: "Empfehlen",
  data: "Daten",
  privacy: "Datenschutz",
  connections: "Anbindungen",
};

export const common = {
  teamMember: "team member {user}",
  notKnown: "Unknown",
  never: "Never",
  filters: "Filter and sort",
  filtersActive: { one: "{count} filter on", other: "{count} filters on" },
  cancel: "Cancel",
  save: "Save",
  conflictText: "Nothing of yours is lost. Save yours over it, or load theirs.",
  conflictMine: "Save mine",
  conflictTheirs: "Load theirs",
  discard: "Discard",
  previous: "Previous",
  next: "Next",
  older: "Older",
  newest: "Back to newest",
  choose: "Please choose",
  edit: "Edit",
  editNamed: "Edit: {name}",
} as const satisfies Words;

export const commonGerman: Same<typeof common> = {
  teamMember: "Teammitglied {user}",
  notKnown: "Unbekannt",
  never: "Noch nie",
  filters: "Filtern und sortieren",
  filtersActive: { one: "{count} Filter aktiv", other: "{count} Filter aktiv" },
  cancel: "Abbrechen",
  save: "Speichern",
  conflictText: "Von Ihrer Eingabe ist nichts verloren. Speichern Sie sie darüber, oder laden Sie die andere.",
  conflictMine: "Meine speichern",
  conflictTheirs: "Andere laden",
  discard: "Verwerfen",
  previous: "Zurück",
  next: "Weiter",
  older: "Ältere",
  newest: "Zu den neuesten",
  choose: "Bitte auswählen",
  edit: "Bearbeiten",
  editNamed: "Bearbeiten: {name}",
};

export const errors = {
  notFoundTitle: "This page does not exist",
  notFoundText: "It may have moved, or the address may have a typing error. Nothing has been lost.",
  customerTitle: "This customer is not in your shop",
  customerText: "The customer may have been deleted in Shopify, or the link belongs to another shop.",
  failedTitle: "Something went wrong on our side",
  failedText: "Your data is safe. Try again in a moment.",
  retry: "Try again",
  home: "Go to Home",
} as const satisfies Words;

export const errorsGerman: Same<typeof errors> = {
  notFoundTitle: "Diese Seite gibt es nicht",
  notFoundText: "Vielleicht ist sie umgezogen, oder die Adresse enthält einen Tippfehler. Es ist nichts verloren gegangen.",
  customerTitle: "Dieses Kundenkonto gehört nicht zu Ihrem Shop",
  customerText: "Vielleicht wurde das Kundenkonto in Shopify gelöscht, oder der Link gehört zu einem anderen Shop.",
  failedTitle: "Bei uns ist etwas schiefgegangen",
  failedText: "Ihre Daten sind sicher. Versuchen Sie es gleich noch einmal.",
  retry: "Erneut versuchen",
  home: "Zur Übersicht",
};

export const segmentNames = {
  new: "New",
  regular: "Regular",
  vip: "Big spenders",
  atRisk: "At risk",
} as const satisfies Words;

export const segmentNamesGerman: Same<typeof segmentNames> = {
  new: "Neu",
  regular: "Stammkundschaft",
  vip: "Umsatzstark",
  // With a soft hyphen: the word is wider than half a telephone.
  atRisk: "Abwanderungs\u00adgefährdet",
};
