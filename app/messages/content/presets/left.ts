import { button, closing, due, greeting, list, recommended, reorder, text, type Preset } from "./preset.ts";

/** An hour after a checkout was left. */
export const checkout1: Preset = {
  name: { de: "Abgebrochener Kauf 1: noch da", en: "Abandoned checkout 1: still there" },
  words: {
    de: {
      subject: "<Dein|Ihr> Warenkorb ist noch da",
      preheader: "Alles liegt so bereit, wie <du es zurückgelassen hast|Sie es zurückgelassen haben>.",
      blocks: [
        text(greeting.de, "ist etwas dazwischengekommen? Kein Problem: <Dein|Ihr> Warenkorb ist noch da, genau wie vorhin."),
        due(6),
        reorder("Zum Warenkorb"),
        closing.de,
      ],
    },
    en: {
      subject: "Your cart is still here",
      preheader: "Everything is there, just the way you left it.",
      blocks: [
        text(greeting.en, "Did something come up? No problem: your cart is still here, just as it was."),
        due(6),
        reorder("Go to your cart"),
        closing.en,
      ],
    },
  },
};

/** A day after a checkout was left. */
export const checkout2: Preset = {
  name: { de: "Abgebrochener Kauf 2: Fragen?", en: "Abandoned checkout 2: questions?" },
  words: {
    de: {
      subject: "Noch Fragen zu <deinem|Ihrem> Warenkorb?",
      preheader: "Versand, Rückgabe, Zahlung: Hier sind die kurzen Antworten.",
      blocks: [
        text(
          greeting.de,
          "falls noch eine Frage offen war:",
          list(
            "**Versand:** Kosten und Dauer stehen an der Kasse, bevor <du bezahlst|Sie bezahlen>.",
            "**Rückgabe:** innerhalb der gesetzlichen Frist möglich.",
            "**Alles andere:** <Antworte|Antworten Sie> einfach auf diese E-Mail.",
          ),
        ),
        due(6),
        reorder("Zum Warenkorb"),
        text("Wir erinnern <dich|Sie> daran nicht noch einmal."),
        closing.de,
      ],
    },
    en: {
      subject: "Any questions about your cart?",
      preheader: "Shipping, returns, payment: here are the short answers.",
      blocks: [
        text(
          greeting.en,
          "In case something was still unclear:",
          list(
            "**Shipping:** the checkout shows cost and time before you pay.",
            "**Returns:** our return policy says how.",
            "**Anything else:** just reply to this email.",
          ),
        ),
        due(6),
        reorder("Go to your cart"),
        text("We won’t remind you of this again."),
        closing.en,
      ],
    },
  },
};

/** Some hours after something was looked at. */
export const visit1: Preset = {
  name: { de: "Angesehen 1: noch einmal ansehen", en: "Viewed products 1: another look" },
  words: {
    de: {
      subject: "{% if product %}Noch einmal ansehen: {{ product }}{% else %}Noch einmal ansehen?{% endif %}",
      preheader: "Hier <findest du|finden Sie> wieder, was <du dir angesehen hast|Sie sich angesehen haben>.",
      blocks: [
        text(
          greeting.de,
          "<du hast|Sie haben> bei uns etwas entdeckt? Damit <du|Sie> nicht lange suchen <musst|müssen>, ist hier der direkte Weg zurück:",
        ),
        due(3),
        button("Noch einmal ansehen", "product"),
        text("Noch unsicher? <Antworte|Antworten Sie> einfach auf diese E-Mail, wir helfen gern."),
        closing.de,
      ],
    },
    en: {
      subject: "{% if product %}Another look at {{ product }}?{% else %}Care for another look?{% endif %}",
      preheader: "Here is the way back to what you were looking at.",
      blocks: [
        text(greeting.en, "Did something catch your eye? So you don’t have to search for it, here is the way back:"),
        due(3),
        button("Take another look", "product"),
        text("Not sure yet? Just reply to this email. We’re happy to help."),
        closing.en,
      ],
    },
  },
};

/** Two days later. */
export const visit2: Preset = {
  name: { de: "Angesehen 2: Alternativen", en: "Viewed products 2: alternatives" },
  words: {
    de: {
      subject: "Noch nicht das Richtige gefunden?",
      preheader: "Drei Vorschläge, die gut zu <dir|Ihnen> passen könnten.",
      blocks: [
        text(greeting.de, "manchmal ist das Erste noch nicht das Richtige. Diese drei könnten <dir|Ihnen> auch gefallen:"),
        recommended(3),
        button("Alles ansehen"),
        text("Wir erinnern <dich|Sie> daran nicht noch einmal."),
        closing.de,
      ],
    },
    en: {
      subject: "Haven’t found the right one yet?",
      preheader: "Three suggestions that you might like as well.",
      blocks: [
        text(greeting.en, "Sometimes the first thing isn’t the right one yet. You might like one of these three, too:"),
        recommended(3),
        button("See everything"),
        text("We won’t remind you of this again."),
        closing.en,
      ],
    },
  },
};

/** Some hours after something was put into the cart. */
export const cart1: Preset = {
  name: { de: "Warenkorb 1: noch da", en: "Cart 1: still there" },
  words: {
    de: {
      subject: "In <deinem|Ihrem> Warenkorb liegt noch etwas",
      preheader: "Was <du ausgesucht hast|Sie ausgesucht haben>, ist nur einen Klick entfernt.",
      blocks: [
        text(greeting.de, "<du hast|Sie haben> etwas ausgesucht und noch nicht bestellt. Hier ist es wieder:"),
        due(6),
        reorder("Zum Warenkorb"),
        closing.de,
      ],
    },
    en: {
      subject: "There’s still something in your cart",
      preheader: "What you picked is just one click away from you.",
      blocks: [
        text(greeting.en, "You picked something and haven’t ordered it yet. Here it is again:"),
        due(6),
        reorder("Go to your cart"),
        closing.en,
      ],
    },
  },
};

/** A day later. */
export const cart2: Preset = {
  name: { de: "Warenkorb 2: Fragen?", en: "Cart 2: questions?" },
  words: {
    de: {
      subject: "Können wir bei der Auswahl helfen?",
      preheader: "Eine kurze Antwort genügt, und wir kümmern uns darum.",
      blocks: [
        text(
          greeting.de,
          "falls noch eine Frage offen ist, zu Größe, Versand oder Rückgabe: <Antworte|Antworten Sie> einfach auf diese E-Mail.",
        ),
        due(6),
        reorder("Zum Warenkorb"),
        text("Wir erinnern <dich|Sie> daran nicht noch einmal."),
        closing.de,
      ],
    },
    en: {
      subject: "Can we help you decide?",
      preheader: "A short reply is enough, and we’ll take care of it.",
      blocks: [
        text(greeting.en, "If there’s still a question about size, shipping or returns, just reply to this email."),
        due(6),
        reorder("Go to your cart"),
        text("We won’t remind you of this again."),
        closing.en,
      ],
    },
  },
};
