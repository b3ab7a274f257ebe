import { button, closing, code, greeting, recommended, text, type Preset } from "./preset.ts";

/** On the birthday. With a code where the flow makes one. */
export const birthday: Preset = {
  name: { de: "Geburtstag", en: "Birthday" },
  words: {
    de: {
      subject:
        "<{% if first_name %}Alles Gute, {{ first_name }}!{% else %}Alles Gute zum Geburtstag!{% endif %}|Alles Gute zum Geburtstag!>",
      preheader: "Ein kleiner Gruß zum Geburtstag von allen bei {{ shop_name }}.",
      blocks: [
        text(
          greeting.de,
          "alles Gute zum Geburtstag! Wir wünschen <dir|Ihnen> einen schönen Tag und ein gutes neues Lebensjahr.",
          "{% if code_value %}Von uns <bekommst du|bekommen Sie> {{ code_value }} auf <deine|Ihre> nächste Bestellung.{% endif %}",
        ),
        code,
        button("Etwas Schönes aussuchen", "shop-with-code"),
        closing.de,
      ],
    },
    en: {
      subject: "{% if first_name %}Happy birthday, {{ first_name }}!{% else %}Happy birthday!{% endif %}",
      preheader: "A little birthday hello from everyone at {{ shop_name }}.",
      blocks: [
        text(
          greeting.en,
          "Happy birthday! We wish you a lovely day and a good year ahead.",
          "{% if code_value %}From us, you get {{ code_value }} off your next order.{% endif %}",
        ),
        code,
        button("Pick something nice", "shop-with-code"),
        closing.en,
      ],
    },
  },
};

/** On the anniversary of the first order. */
export const firstOrderAnniversary: Preset = {
  name: { de: "Jahrestag der ersten Bestellung", en: "Anniversary of the first order" },
  words: {
    de: {
      subject: "Jahrestag <deiner|Ihrer> ersten Bestellung",
      preheader: "Ein Dankeschön von {{ shop_name }} für all das Vertrauen seitdem.",
      blocks: [
        text(
          greeting.de,
          "an diesem Tag <hast du|haben Sie> zum ersten Mal bei uns bestellt. Danke, dass <du|Sie> uns seitdem <vertraust|vertrauen>.",
          "{% if code_value %}Dafür <bekommst du|bekommen Sie> {{ code_value }} auf <deine|Ihre> nächste Bestellung.{% endif %}",
        ),
        code,
        recommended(2),
        button("Zum Shop", "shop-with-code"),
        closing.de,
      ],
    },
    en: {
      subject: "The anniversary of your first order",
      preheader: "A thank-you from {{ shop_name }} for all the trust since then.",
      blocks: [
        text(
          greeting.en,
          "On this day you ordered from us for the first time. Thank you for trusting us ever since.",
          "{% if code_value %}To say thanks, you get {{ code_value }} off your next order.{% endif %}",
        ),
        code,
        recommended(2),
        button("Visit the shop", "shop-with-code"),
        closing.en,
      ],
    },
  },
};

/** Forty-eight hours before a start, to those who may come in earlier. */
export const earlyAccess: Preset = {
  name: { de: "Früher Zugang", en: "Early access" },
  words: {
    de: {
      subject: "Für <dich|Sie> schon vor allen anderen offen",
      preheader:
        "{% if date %}Für alle geht es am {{ date }} los, für <dich|Sie> schon jetzt.{% else %}Für alle geht es in zwei Tagen los, für <dich|Sie> schon jetzt.{% endif %}",
      blocks: [
        text(
          greeting.de,
          "{% if tier %}als Dank für <deine|Ihre> Treue und die Stufe {{ tier }} <darfst du|dürfen Sie> schon vor allen anderen hinein.{% else %}als Dank für <deine|Ihre> Treue <darfst du|dürfen Sie> schon vor allen anderen hinein.{% endif %} {% if date %}Ab {{ date }} ist dann für alle geöffnet.{% endif %}",
        ),
        recommended(3),
        button("Jetzt umsehen", "shop-with-code"),
        closing.de,
      ],
    },
    en: {
      subject: "Open to you before everyone else",
      preheader:
        "{% if date %}It starts for everyone on {{ date }}, and for you right now.{% else %}It starts for everyone in two days, and for you right now.{% endif %}",
      blocks: [
        text(
          greeting.en,
          "{% if tier %}As a thank-you for your loyalty and your {{ tier }} tier, you may come in before everyone else.{% else %}As a thank-you for your loyalty, you may come in before everyone else.{% endif %} {% if date %}We open to everyone on {{ date }}.{% endif %}",
        ),
        recommended(3),
        button("Have a look", "shop-with-code"),
        closing.en,
      ],
    },
  },
};
