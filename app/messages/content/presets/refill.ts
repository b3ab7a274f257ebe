import { closing, due, greeting, list, reorder, text, type Preset } from "./preset.ts";

/** Some days before the supply ends. */
export const refillDue: Preset = {
  name: { de: "Nachkauf: bald aufgebraucht", en: "Refill: running low" },
  words: {
    de: {
      subject: "{% if product %}Reicht „{{ product }}“ noch?{% else %}Reicht <dein|Ihr> Vorrat noch?{% endif %}",
      preheader: "Nach unserer Rechnung wird es bald knapp. Nachbestellen geht mit einem Klick.",
      blocks: [
        text(
          greeting.de,
          "{% if lasts_until %}nach unserer Rechnung reicht <dein|Ihr> Vorrat noch bis etwa {{ lasts_until }}.{% else %}nach unserer Rechnung geht <dein|Ihr> Vorrat bald zur Neige.{% endif %} Wenn <du|Sie> jetzt <nachbestellst|nachbestellen>, ist der Nachschub rechtzeitig da.",
        ),
        due(6),
        reorder("Noch einmal bestellen"),
        text(list("[Ich habe noch genug: in zwei Wochen erinnern](remind-later)", "[Hieran nicht mehr erinnern](remind-stop)")),
        closing.de,
      ],
    },
    en: {
      subject: "{% if product %}Running low on {{ product }}?{% else %}Running low?{% endif %}",
      preheader: "By our reckoning it’s almost used up. Reordering takes one click.",
      blocks: [
        text(
          greeting.en,
          "{% if lasts_until %}By our reckoning your supply lasts until about {{ lasts_until }}.{% else %}By our reckoning your supply is almost used up.{% endif %} If you reorder now, the next one arrives in time.",
        ),
        due(6),
        reorder("Order again"),
        text(list("[I still have enough: remind me in two weeks](remind-later)", "[Don’t remind me of this again](remind-stop)")),
        closing.en,
      ],
    },
  },
};

/** Some days after it ended. */
export const refillLate: Preset = {
  name: { de: "Nachkauf: aufgebraucht", en: "Refill: used up" },
  words: {
    de: {
      subject: "Schon aufgebraucht?",
      preheader: "<Deine|Ihre> letzte Bestellung liegt mit einem Klick wieder im Warenkorb.",
      blocks: [
        text(
          greeting.de,
          "{% if product %}inzwischen müsste „{{ product }}“ aufgebraucht sein.{% else %}inzwischen müsste <dein|Ihr> Vorrat aufgebraucht sein.{% endif %} Mit einem Klick ist alles wieder im Warenkorb. Falls etwas ausverkauft ist, schlagen wir <dir|Ihnen> dort einen Ersatz vor.",
        ),
        due(6),
        reorder("In den Warenkorb"),
        text(
          "An diese Bestellung erinnern wir <dich|Sie> nicht noch einmal.",
          list("[Noch nicht aufgebraucht: in zwei Wochen erinnern](remind-later)", "[Hieran nicht mehr erinnern](remind-stop)"),
        ),
        closing.de,
      ],
    },
    en: {
      subject: "All used up?",
      preheader: "One click puts your last order back into the cart.",
      blocks: [
        text(
          greeting.en,
          "{% if product %}By now, {{ product }} should be used up.{% else %}By now, your supply should be used up.{% endif %} One click puts everything back into your cart. If something is sold out, we’ll suggest an alternative there.",
        ),
        due(6),
        reorder("Add to cart"),
        text(
          "This is our last reminder of this order.",
          list("[Not used up yet: remind me in two weeks](remind-later)", "[Don’t remind me of this again](remind-stop)"),
        ),
        closing.en,
      ],
    },
  },
};
