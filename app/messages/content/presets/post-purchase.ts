import { bought, button, closing, greeting, list, recommended, reorder, text, toReview, type Preset } from "./preset.ts";

/** Three to five days after delivery. */
export const howToUse: Preset = {
  name: { de: "Nach dem Kauf 1: gut starten", en: "After the purchase 1: getting started" },
  words: {
    de: {
      subject: "Gut angekommen? Drei Tipps für den Start",
      preheader: "Damit <du|Sie> von Anfang an Freude daran <hast|haben>.",
      blocks: [
        text(
          greeting.de,
          "<deine|Ihre> Bestellung müsste inzwischen da sein. Damit der Anfang gelingt:",
          list(
            "**Alles da?** <Vergleiche|Vergleichen Sie> kurz mit dem Lieferschein. Fehlt etwas, <schreib|schreiben Sie> uns.",
            "**Erst lesen, dann loslegen:** Die wichtigsten Hinweise stehen auf der Produktseite.",
            "**Noch eine Frage?** <Antworte|Antworten Sie> auf diese E-Mail. Hier lesen Menschen.",
          ),
        ),
        bought(3),
        button("Hinweise lesen", "product"),
        closing.de,
      ],
    },
    en: {
      subject: "Arrived safely? Three tips to get started",
      preheader: "So that you enjoy it right from the beginning.",
      blocks: [
        text(
          greeting.en,
          "Your order should be with you by now. To get off to a good start:",
          list(
            "**Everything there?** Compare it with the packing slip. If something is missing, write to us.",
            "**Read first, then go:** the most important notes are on the product page.",
            "**Any questions?** Reply to this email. It is read by people.",
          ),
        ),
        bought(3),
        button("Read the notes", "product"),
        closing.en,
      ],
    },
  },
};

/** Ten to fourteen days after delivery. */
export const whatGoesWithIt: Preset = {
  name: { de: "Nach dem Kauf 2: was dazu passt", en: "After the purchase 2: what goes with it" },
  words: {
    de: {
      subject: "Das passt zu <deiner|Ihrer> Bestellung",
      preheader: "Drei Vorschläge, ausgesucht nach dem, was <du|Sie> zuletzt bestellt <hast|haben>.",
      blocks: [
        text(
          greeting.de,
          "{% if product %}zu „{{ product }}“ passt einiges aus unserem Sortiment besonders gut. Drei Vorschläge:{% else %}zu <deiner|Ihrer> letzten Bestellung passt einiges besonders gut. Drei Vorschläge:{% endif %}",
        ),
        recommended(3),
        button("Alles ansehen"),
        closing.de,
      ],
    },
    en: {
      subject: "Goes well with your order",
      preheader: "Three suggestions, chosen to go with what you ordered last.",
      blocks: [
        text(
          greeting.en,
          "{% if product %}Some of what we have goes especially well with {{ product }}. Three suggestions:{% else %}Some of what we have goes especially well with your last order. Three suggestions:{% endif %}",
        ),
        recommended(3),
        button("See everything"),
        closing.en,
      ],
    },
  },
};

/** Twenty-one days after the last parcel of an order. */
export const review: Preset = {
  name: { de: "Nach dem Kauf 3: Bewertung", en: "After the purchase 3: review" },
  words: {
    de: {
      subject: "{% if product %}Wie gefällt <dir|Ihnen> „{{ product }}“?{% else %}Wie zufrieden <bist du|sind Sie>?{% endif %}",
      preheader: "Zwei Sätze von <dir|Ihnen> helfen anderen bei der Entscheidung.",
      blocks: [
        text(
          greeting.de,
          "<du hattest|Sie hatten> jetzt ein paar Wochen Zeit zum Ausprobieren. Wie ist <dein|Ihr> Eindruck? Ob Lob oder Kritik: Eine ehrliche Bewertung hilft anderen und uns.",
        ),
        toReview(3),
        text("Etwas war nicht in Ordnung? <Antworte|Antworten Sie> auf diese E-Mail, dann finden wir eine Lösung."),
        closing.de,
      ],
    },
    en: {
      subject: "{% if product %}How do you like your {{ product }}?{% else %}How do you like it?{% endif %}",
      preheader: "Two sentences from you will help others decide.",
      blocks: [
        text(
          greeting.en,
          "You’ve had a few weeks to try it out. What do you think? Praise or criticism: an honest review helps others, and us.",
        ),
        toReview(3),
        text("Something wasn’t right? Reply to this email and we’ll find a solution."),
        closing.en,
      ],
    },
  },
};

/** Twenty-eight days after delivery. */
export const orderAgain: Preset = {
  name: { de: "Nach dem Kauf 4: noch einmal", en: "After the purchase 4: once more" },
  words: {
    de: {
      subject: "Noch einmal dasselbe?",
      preheader: "<Deine|Ihre> letzte Bestellung, fertig gepackt für den Warenkorb.",
      blocks: [
        text(
          greeting.de,
          "wenn alles gepasst hat, <musst du|müssen Sie> nicht lange suchen: Hier ist <deine|Ihre> letzte Bestellung noch einmal.",
        ),
        bought(4),
        reorder("Noch einmal bestellen"),
        closing.de,
      ],
    },
    en: {
      subject: "The same again?",
      preheader: "Your last order, ready to go into the cart.",
      blocks: [
        text(greeting.en, "If everything was right, there’s no need to search: here is your last order once more."),
        bought(4),
        reorder("Order again"),
        closing.en,
      ],
    },
  },
};
