import { button, closing, greeting, list, recommended, text, type Preset } from "./preset.ts";

/** At once after the sign-up. */
export const welcome1: Preset = {
  name: { de: "Willkommen 1: Begrüßung", en: "Welcome 1: hello" },
  words: {
    de: {
      subject: "Willkommen bei {{ shop_name }}",
      preheader: "Schön, dass <du da bist|Sie da sind>. Das erwartet <dich|Sie> in unseren E-Mails.",
      blocks: [
        text(
          greeting.de,
          "schön, dass <du|Sie> von uns hören <willst|wollen>. Das <bekommst du|bekommen Sie> von uns:",
          list(
            "Neues, bevor es alle sehen",
            "Tipps zu dem, was <du|Sie> bei uns <kaufst|kaufen>",
            "ab und zu ein Angebot, und nie jeden Tag",
          ),
        ),
        button("Zum Shop"),
        closing.de,
      ],
    },
    en: {
      subject: "Welcome to {{ shop_name }}",
      preheader: "Good to have you here. This is what to expect from our emails.",
      blocks: [
        text(
          greeting.en,
          "It’s good to have you here. This is what you’ll get from us:",
          list(
            "news before everybody sees it",
            "tips for what you buy from us",
            "an offer every now and then, and never every day",
          ),
        ),
        button("Visit the shop"),
        closing.en,
      ],
    },
  },
};

/** Three days later. */
export const welcome2: Preset = {
  name: { de: "Willkommen 2: ein guter Anfang", en: "Welcome 2: where to begin" },
  words: {
    de: {
      subject: "Ein guter Anfang",
      preheader: "Drei Vorschläge für alle, die uns gerade erst kennenlernen.",
      blocks: [
        text(
          greeting.de,
          "<du weißt|Sie wissen> noch nicht, womit <du|Sie> anfangen <sollst|sollen>? Mit einem dieser drei <machst du|machen Sie> nichts falsch.",
        ),
        recommended(3),
        button("Alles ansehen"),
        closing.de,
      ],
    },
    en: {
      subject: "A good place to start",
      preheader: "Three suggestions for everyone who is just getting to know us.",
      blocks: [
        text(greeting.en, "Not sure where to begin? You can’t go wrong with one of these three."),
        recommended(3),
        button("See everything"),
        closing.en,
      ],
    },
  },
};

/** Seven days after the sign-up. */
export const welcome3: Preset = {
  name: { de: "Willkommen 3: Fragen?", en: "Welcome 3: questions?" },
  words: {
    de: {
      subject: "Noch Fragen vor der ersten Bestellung?",
      preheader: "Was andere vorher wissen wollten, und wie <du|Sie> uns <erreichst|erreichen>.",
      blocks: [
        text(
          greeting.de,
          "vor der ersten Bestellung bleiben oft ein paar Fragen offen:",
          list(
            "**Was kostet der Versand, und wie lange dauert er?** Das steht im Warenkorb, bevor <du bezahlst|Sie bezahlen>.",
            "**Was, wenn es nicht passt?** <Du kannst|Sie können> es innerhalb der gesetzlichen Frist zurückgeben.",
            "**Etwas anderes?** <Antworte|Antworten Sie> einfach auf diese E-Mail.",
          ),
        ),
        button("Jetzt umsehen"),
        closing.de,
      ],
    },
    en: {
      subject: "Any questions before your first order?",
      preheader: "What others wanted to know beforehand, and how to reach us.",
      blocks: [
        text(
          greeting.en,
          "A few questions often come up before a first order:",
          list(
            "**What does shipping cost, and how long does it take?** The cart tells you before you pay.",
            "**What if it isn’t right?** You can send it back; our return policy says how.",
            "**Something else?** Just reply to this email.",
          ),
        ),
        button("Have a look around"),
        closing.en,
      ],
    },
  },
};

/** After a first order that no second one followed. */
export const secondPurchase: Preset = {
  name: { de: "Zweiter Kauf", en: "Second purchase" },
  words: {
    de: {
      subject: "Was zu <deiner|Ihrer> ersten Bestellung passt",
      preheader: "<Du kennst|Sie kennen> uns jetzt. Das hier könnte <dir|Ihnen> auch gefallen.",
      blocks: [
        text(
          greeting.de,
          "danke noch einmal für <deine|Ihre> erste Bestellung. Wir hoffen, sie hat <dir|Ihnen> gefallen. Diese drei könnten das auch:",
        ),
        recommended(3),
        button("Mehr davon ansehen"),
        closing.de,
      ],
    },
    en: {
      subject: "Goes well with your first order",
      preheader: "You know us now. You might like these as well.",
      blocks: [
        text(greeting.en, "Thank you again for your first order. We hope you liked it. You might like these three as well:"),
        recommended(3),
        button("See more like this"),
        closing.en,
      ],
    },
  },
};
