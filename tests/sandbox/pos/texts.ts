const en = {
  title: "Point of sale",
  home: "Home screen",
  tiles: "Tiles",
  sale: "Sale",
  empty: "Nothing in this sale yet",
  guest: "No customer",
  customers: "Customers",
  noName: "Without a name",
  remove: "Remove {name}",
  takeOff: "Take {name} off the sale",
  addCustomer: "Add to sale",
  discount: "Discount {code}",
  total: "Total",
  pay: "Take payment in cash",
  done: "Sold: order {name}",
  openOrder: "Open the order in the admin",
  next: "Next sale",
  close: "Close",
  admin: "To the admin",
  standIn: "A local stand-in for Shopify POS",
};

export type Texts = Record<keyof typeof en, string>;

const de: Texts = {
  title: "Kasse",
  home: "Startbildschirm",
  tiles: "Kacheln",
  sale: "Einkauf",
  empty: "Noch nichts in diesem Einkauf",
  guest: "Niemand zugeordnet",
  customers: "Kundschaft",
  noName: "Ohne Namen",
  remove: "{name} entfernen",
  takeOff: "{name} vom Einkauf nehmen",
  addCustomer: "Dem Einkauf hinzufügen",
  discount: "Rabatt {code}",
  total: "Summe",
  pay: "Bar bezahlen",
  done: "Verkauft: Bestellung {name}",
  openOrder: "Bestellung in der Verwaltung öffnen",
  next: "Nächster Einkauf",
  close: "Schließen",
  admin: "Zur Verwaltung",
  standIn: "Ein lokaler Nachbau von Shopify POS",
};

export const textsFor = (locale: string): Texts => (locale === "de" ? de : en);
