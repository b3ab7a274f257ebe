import { bought, button, closing, code, greeting, list, question, recommended, text, type Preset } from "./preset.ts";

/** Day 90: what is new. No discount. */
export const winBack1: Preset = {
  name: { de: "Win-back 1: was neu ist", en: "Win-back 1: what is new" },
  words: {
    de: {
      subject: "Neu, seit <du|Sie> zuletzt bei uns <warst|waren>",
      preheader: "<Deine|Ihre> letzte Bestellung, und zwei Neuheiten, die gut dazu passen.",
      blocks: [
        text(
          greeting.de,
          "{% if last_order_on %}am {{ last_order_on }} <hast du|haben Sie> zuletzt bei uns bestellt.{% else %}<deine|Ihre> letzte Bestellung ist eine Weile her.{% endif %} Wir hoffen, <du hast|Sie haben> viel Freude daran.",
        ),
        bought(1),
        text("Seitdem ist einiges dazugekommen, das gut dazu passt."),
        recommended(2),
        button("Neues ansehen"),
        closing.de,
      ],
    },
    en: {
      subject: "New since you last stopped by",
      preheader: "Your last order, and two new arrivals that go well with it.",
      blocks: [
        text(
          greeting.en,
          "{% if last_order_on %}You last ordered from us on {{ last_order_on }}.{% else %}It’s been a while since your last order.{% endif %} We hope you’re enjoying it.",
        ),
        bought(1),
        text("A few things have arrived since then that go well with it."),
        recommended(2),
        button("See what’s new"),
        closing.en,
      ],
    },
  },
};

/** Day 105: help with what they own. */
export const winBack2: Preset = {
  name: { de: "Win-back 2: Tipps", en: "Win-back 2: tips" },
  words: {
    de: {
      subject: "{% if product %}3 Tipps zu „{{ product }}“{% else %}3 Tipps zu <deinem|Ihrem> letzten Einkauf{% endif %}",
      preheader: "So <hast du|haben Sie> länger etwas davon, und an wen <du dich|Sie sich> bei Fragen <wendest|wenden>.",
      blocks: [
        text(
          greeting.de,
          "heute wollen wir <dir|Ihnen> nichts verkaufen, sondern helfen:",
          list(
            "**Kurz nachlesen:** Auf der Produktseite steht, wie <du|Sie> am längsten Freude daran <hast|haben>.",
            "**Etwas fehlt oder ist kaputt?** <Antworte|Antworten Sie> einfach auf diese E-Mail, wir kümmern uns darum.",
            "**Passt es doch nicht?** Wir sagen <dir|Ihnen> ehrlich, was besser wäre.",
          ),
        ),
        bought(1),
        button("Tipps lesen", "product"),
        closing.de,
      ],
    },
    en: {
      subject: "{% if product %}3 tips for your {{ product }}{% else %}3 tips for your last order{% endif %}",
      preheader: "How to get more out of it, and who to ask if something isn’t right.",
      blocks: [
        text(
          greeting.en,
          "We’re not here to sell you anything today, just to help:",
          list(
            "**Take a quick look:** the product page tells you how to enjoy it for longer.",
            "**Something missing or broken?** Just reply to this email and we’ll sort it out.",
            "**Not quite right for you?** We’ll tell you honestly what would be better.",
          ),
        ),
        bought(1),
        button("Read the tips", "product"),
        closing.en,
      ],
    },
  },
};

/** Day 120: a code, said in the first sentence. */
export const winBack3: Preset = {
  name: { de: "Win-back 3: Rabatt", en: "Win-back 3: discount" },
  words: {
    de: {
      subject: '{{ code_value | default: "Ein Rabatt" }} für <deine|Ihre> nächste Bestellung',
      preheader:
        "{% if code_ends_on %}<Dein|Ihr> Code gilt bis {{ code_ends_on }} und wirkt mit einem Klick.{% else %}<Dein|Ihr> Code steht in dieser E-Mail. Ein Klick genügt.{% endif %}",
      blocks: [
        text(
          greeting.de,
          "{% if code_value %}auf <deine|Ihre> nächste Bestellung <bekommst du|bekommen Sie> {{ code_value }} Rabatt.{% else %}für <deine|Ihre> nächste Bestellung haben wir einen Code für <dich|Sie>.{% endif %} Über den Button ist der Code schon eingetragen.",
        ),
        code,
        button("{% if code_value %}Mit {{ code_value }} einkaufen{% else %}Mit Code einkaufen{% endif %}", "shop-with-code"),
        closing.de,
      ],
    },
    en: {
      subject: '{{ code_value | default: "A discount" }} off your next order',
      preheader:
        "{% if code_ends_on %}Your code is valid until {{ code_ends_on }} and takes one click.{% else %}Your code is in this email. One click is all it takes.{% endif %}",
      blocks: [
        text(
          greeting.en,
          "{% if code_value %}You get {{ code_value }} off your next order.{% else %}We have a code for your next order.{% endif %} The button applies it for you.",
        ),
        code,
        button("{% if code_value %}Shop with {{ code_value }} off{% else %}Shop with your code{% endif %}", "shop-with-code"),
        closing.en,
      ],
    },
  },
};

/** Day 135: the last one, with the larger discount. */
export const winBack4: Preset = {
  name: { de: "Win-back 4: letzter Rabatt", en: "Win-back 4: last discount" },
  words: {
    de: {
      subject:
        "{% if code_value %}{{ code_value }} auf <deine|Ihre> nächste Bestellung{% else %}Ein Code für <deine|Ihre> nächste Bestellung{% endif %}",
      preheader: "Der Code ist schon hinterlegt, und es ist die letzte E-Mail dieser Reihe.",
      blocks: [
        text(
          greeting.de,
          "{% if code_value %}wir würden uns freuen, <dich|Sie> wiederzusehen. Dafür <bekommst du|bekommen Sie> {{ code_value }} auf <deine|Ihre> nächste Bestellung.{% else %}wir würden uns freuen, <dich|Sie> wiederzusehen. Dieser Code gehört <dir|Ihnen>.{% endif %}",
        ),
        code,
        button("Code einlösen", "shop-with-code"),
        question(
          "Eine Frage noch: Woran lag es, dass <du|Sie> länger nicht bestellt <hast|haben>?",
          "Ich brauche gerade nichts",
          "Es war mir zu teuer",
          "Das Produkt hat mich nicht überzeugt",
          "Mit der Lieferung lief etwas schief",
          "Ich kaufe inzwischen woanders",
        ),
        text("Das ist die letzte E-Mail dieser Reihe. Danach melden wir uns hierzu nicht mehr."),
        closing.de,
      ],
    },
    en: {
      subject: "{% if code_value %}{{ code_value }} off your next order{% else %}A code for your next order{% endif %}",
      preheader: "The code is already in the link, and this is the last email of the series.",
      blocks: [
        text(
          greeting.en,
          "{% if code_value %}We’d love to see you again, so here is {{ code_value }} off your next order.{% else %}We’d love to see you again. This code is yours.{% endif %}",
        ),
        code,
        button("Use your code", "shop-with-code"),
        question(
          "One question: what kept you from ordering again?",
          "I don’t need anything right now",
          "It was too expensive",
          "The product wasn’t for me",
          "Something went wrong with delivery",
          "I buy somewhere else now",
        ),
        text("This is the last email of this series. We won’t write to you about this again."),
        closing.en,
      ],
    },
  },
};

/** Day 180, for what is bought once in years: how it is doing, and what completes it. */
export const winBackDurable1: Preset = {
  name: { de: "Win-back für Langlebiges 1: Wie läuft es?", en: "Win-back for durable goods 1: how is it going?" },
  words: {
    de: {
      subject: "{% if product %}Wie läuft es mit „{{ product }}“?{% else %}Wie läuft es mit <deinem|Ihrem> Kauf?{% endif %}",
      preheader: "Ein halbes Jahr später: Pflege, Zubehör und Antworten auf Fragen.",
      blocks: [
        text(
          greeting.de,
          "seit <deiner|Ihrer> Bestellung ist etwa ein halbes Jahr vergangen. Ein guter Zeitpunkt für einen kurzen Blick auf die Pflege: Was regelmäßig gepflegt wird, hält länger.",
        ),
        bought(1),
        text("Und falls noch etwas fehlt: Das hier passt dazu."),
        recommended(2),
        button("Passendes ansehen"),
        text("Etwas klappt nicht wie gedacht? <Antworte|Antworten Sie> einfach auf diese E-Mail."),
        closing.de,
      ],
    },
    en: {
      subject: "{% if product %}How is your {{ product }} doing?{% else %}How is it going with your purchase?{% endif %}",
      preheader: "Half a year on: care, accessories, and answers to your questions.",
      blocks: [
        text(
          greeting.en,
          "It’s been about half a year since your order. A good moment for a quick look at care: what is looked after regularly lasts longer.",
        ),
        bought(1),
        text("And in case something is missing: these go with it."),
        recommended(2),
        button("See what goes with it"),
        text("Something not working as it should? Just reply to this email."),
        closing.en,
      ],
    },
  },
};

/** Some weeks later: a code for accessories and more. */
export const winBackDurable2: Preset = {
  name: { de: "Win-back für Langlebiges 2: Rabatt", en: "Win-back for durable goods 2: discount" },
  words: {
    de: {
      subject: '{{ code_value | default: "Ein Rabatt" }} auf alles, was dazu passt',
      preheader: "Zubehör, Ersatz oder etwas Neues: <Dein|Ihr> Code liegt in dieser E-Mail.",
      blocks: [
        text(
          greeting.de,
          "{% if code_value %}für Zubehör, Ersatzteile oder etwas ganz Neues <bekommst du|bekommen Sie> {{ code_value }} Rabatt.{% else %}für Zubehör, Ersatzteile oder etwas ganz Neues haben wir einen Code für <dich|Sie>.{% endif %}",
        ),
        code,
        recommended(3),
        button("Mit Code einkaufen", "shop-with-code"),
        text("Mehr schreiben wir <dir|Ihnen> hierzu nicht."),
        closing.de,
      ],
    },
    en: {
      subject: '{{ code_value | default: "A discount" }} off whatever completes it',
      preheader: "Accessories, spare parts or something new: your code is in this email.",
      blocks: [
        text(
          greeting.en,
          "{% if code_value %}You get {{ code_value }} off accessories, spare parts or something altogether new.{% else %}We have a code for accessories, spare parts or something altogether new.{% endif %}",
        ),
        code,
        recommended(3),
        button("Shop with your code", "shop-with-code"),
        text("That’s all we’ll write to you about this."),
        closing.en,
      ],
    },
  },
};
