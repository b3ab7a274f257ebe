import { closing, due, greeting, list, reorder, text, type Preset } from "./preset.ts";

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
