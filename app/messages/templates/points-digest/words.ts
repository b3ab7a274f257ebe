import type { EmailWords } from "../template.ts";

export const words: EmailWords = {
  en: {
    subject: "Your {{ points_name }} in {{ month }}",
    preheader: "Your balance: {{ balance }}.",
    paragraphs: [
      "{% if earned and spent %}In {{ month }} you collected {{ earned }} at {{ shop_name }} and used {{ spent }}.{% elsif earned %}In {{ month }} you collected {{ earned }} at {{ shop_name }}.{% else %}In {{ month }} you used {{ spent }} at {{ shop_name }}.{% endif %}",
      "Your balance is now {{ balance }}{% if worth %}, worth {{ worth }}{% endif %}.{% if pending %} Another {{ pending }} will follow soon.{% endif %}",
    ],
  },
  de: {
    subject: "Deine {{ points_name }} im {{ month }}",
    preheader: "Du hast jetzt {{ balance }}.",
    paragraphs: [
      "{% if earned and spent %}im {{ month }} hast du bei {{ shop_name }} {{ earned }} gesammelt und {{ spent }} eingelöst.{% elsif earned %}im {{ month }} hast du bei {{ shop_name }} {{ earned }} gesammelt.{% else %}im {{ month }} hast du bei {{ shop_name }} {{ spent }} eingelöst.{% endif %}",
      "Du hast jetzt {{ balance }}{% if worth %} im Wert von {{ worth }}{% endif %}.{% if pending %} Bald kommen {{ pending }} dazu.{% endif %}",
    ],
  },
  fr: {
    subject: "Vos {{ points_name }} en {{ month }}",
    preheader: "Votre solde : {{ balance }}.",
    paragraphs: [
      "{% if earned and spent %}En {{ month }}, vous avez gagné {{ earned }} chez {{ shop_name }} et utilisé {{ spent }}.{% elsif earned %}En {{ month }}, vous avez gagné {{ earned }} chez {{ shop_name }}.{% else %}En {{ month }}, vous avez utilisé {{ spent }} chez {{ shop_name }}.{% endif %}",
      "Votre solde est maintenant de {{ balance }}{% if worth %}, soit {{ worth }}{% endif %}.{% if pending %} Bientôt disponibles : {{ pending }}.{% endif %}",
    ],
  },
  es: {
    subject: "Tus {{ points_name }} en {{ month }}",
    preheader: "Tu saldo: {{ balance }}.",
    paragraphs: [
      "{% if earned and spent %}En {{ month }} has conseguido {{ earned }} en {{ shop_name }} y has usado {{ spent }}.{% elsif earned %}En {{ month }} has conseguido {{ earned }} en {{ shop_name }}.{% else %}En {{ month }} has usado {{ spent }} en {{ shop_name }}.{% endif %}",
      "Tu saldo es ahora de {{ balance }}{% if worth %}, por un valor de {{ worth }}{% endif %}.{% if pending %} En camino: {{ pending }}.{% endif %}",
    ],
  },
  it: {
    subject: "Il tuo saldo: {{ month }}",
    preheader: "Il tuo saldo: {{ balance }}.",
    paragraphs: [
      "{% if earned and spent %}nel mese di {{ month }} hai raccolto {{ earned }} da {{ shop_name }} e hai usato {{ spent }}.{% elsif earned %}nel mese di {{ month }} hai raccolto {{ earned }} da {{ shop_name }}.{% else %}nel mese di {{ month }} hai usato {{ spent }} da {{ shop_name }}.{% endif %}",
      "Ora il tuo saldo è di {{ balance }}{% if worth %}, per un valore di {{ worth }}{% endif %}.{% if pending %} In arrivo: {{ pending }}.{% endif %}",
    ],
  },
  nl: {
    subject: "Je {{ points_name }} in {{ month }}",
    preheader: "Je saldo: {{ balance }}.",
    paragraphs: [
      "{% if earned and spent %}In {{ month }} heb je bij {{ shop_name }} {{ earned }} gespaard en {{ spent }} ingewisseld.{% elsif earned %}In {{ month }} heb je bij {{ shop_name }} {{ earned }} gespaard.{% else %}In {{ month }} heb je bij {{ shop_name }} {{ spent }} ingewisseld.{% endif %}",
      "Je saldo is nu {{ balance }}{% if worth %}, ter waarde van {{ worth }}{% endif %}.{% if pending %} Onderweg: {{ pending }}.{% endif %}",
    ],
  },
};
