/** What the rules need of a shop. `contact`: who runs the shop, as its emails say; empty where nobody has said. */
export type Organizer = { name: string; contact: string };

const texts = {
  en: ({ name, contact }: Organizer) => [
    `Organizer: ${oneLine(contact) === "" ? name : oneLine(contact)}.`,
    "Who can take part: people aged 18 or over who have a customer account in our shop. An account is free. You don’t need to buy anything, and a purchase doesn’t improve your chance. Taking part costs nothing beyond your usual internet connection.",
    "How it works: log in, accept these rules and press the button. A random draw on our server decides at once, with the odds shown on this page. The hash of the draw’s secret is published beforehand and the secret itself afterwards, so that every result can be checked.",
    "Prizes: you see right away whether you have won. Points are credited and rewards appear in your customer account right away. Prizes can’t be paid out in cash or passed on.",
    "How often you can take part is stated above. Taking part with several accounts, or with programs, isn’t allowed and can lead to exclusion.",
    `Privacy: ${name} keeps your customer number, the time and the result in order to run the draw, hand over prizes and prove that it was fair. News by email is a separate, voluntary choice and doesn’t affect your chance. See our privacy policy for your rights.`,
    "We may pause the draw or end it early for good cause, for instance a technical fault. Prizes already won stay yours.",
  ],
  de: ({ name, contact }: Organizer) => [
    `Veranstalter: ${oneLine(contact) === "" ? name : oneLine(contact)}.`,
    "Teilnahme: Mitmachen können alle ab 18 Jahren, die ein Kundenkonto in unserem Shop haben. Das Konto ist kostenlos. Du musst nichts kaufen, und ein Kauf erhöht deine Gewinnchance nicht. Außer deiner üblichen Internetverbindung kostet die Teilnahme nichts.",
    "Ablauf: Melde dich an, stimme diesen Bedingungen zu und drücke auf den Knopf. Eine Zufallsziehung auf unserem Server entscheidet sofort, und zwar mit den Chancen, die auf dieser Seite stehen. Die Prüfsumme des geheimen Startwerts steht vorher fest und wird gezeigt, der Startwert selbst nach dem Ende. So lässt sich jedes Ergebnis nachrechnen.",
    "Gewinne: Ob du gewonnen hast, siehst du sofort. Punkte werden gleich gutgeschrieben, Prämien stehen gleich in deinem Kundenkonto. Gewinne werden nicht bar ausgezahlt und lassen sich nicht übertragen.",
    "Wie oft du teilnehmen kannst, steht oben. Die Teilnahme mit mehreren Konten oder mit Programmen ist nicht erlaubt und kann zum Ausschluss führen.",
    `Datenschutz: ${name} speichert deine Kundennummer, den Zeitpunkt und das Ergebnis, um das Gewinnspiel durchzuführen, Gewinne zu übergeben und den fairen Ablauf nachzuweisen. Neuigkeiten per E-Mail sind freiwillig, werden getrennt abgefragt und haben keinen Einfluss auf deine Chance. Deine Rechte stehen in unserer Datenschutzerklärung.`,
    "Aus wichtigem Grund, etwa bei einer technischen Störung, können wir das Gewinnspiel unterbrechen oder vorzeitig beenden. Was du bis dahin gewonnen hast, behältst du.",
  ],
};

/** Rules to begin with. What follows from the settings, such as days, odds and stock, stands on the page beside them and not in them, so that it cannot be wrong. */
export function proposedRules(organizer: Organizer): Record<"en" | "de", string> {
  return { en: texts.en(organizer).join("\n\n"), de: texts.de(organizer).join("\n\n") };
}

function oneLine(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(", ");
}
