import { frame, type Wordings } from "./wording.ts";

export const pointsWordings: Record<"points-expiring" | "points-digest", Wordings> = {
  "points-expiring": {
    en: {
      ...frame.en,
      subject: "{{ points }} expire{% if one_point %}s{% endif %} on {{ expires_on }}",
      preheader: "{% if worth %}Worth {{ worth }}. {% endif %}Use them while they last.",
      paragraphs: [
        "{% if one_point %}1 point that you have collected at {{ shop_name }} expires on {{ expires_on }}.{% else %}{{ points }} that you have collected at {{ shop_name }} expire on {{ expires_on }}{% if worth %}: worth {{ worth }}{% endif %}.{% endif %}",
        "Before then you can turn them into a reward in the shop.{% if inactivity %} And with your next order all your points stay with you.{% endif %}",
      ],
    },
    de: {
      ...frame.de,
      subject: "{{ points }} {% if one_point %}verfällt{% else %}verfallen{% endif %} am {{ expires_on }}",
      preheader: "{% if worth %}Sie sind {{ worth }} wert. {% endif %}Löse sie rechtzeitig ein.",
      paragraphs: [
        "{% if one_point %}1 Punkt, den du bei {{ shop_name }} gesammelt hast, verfällt am {{ expires_on }}.{% else %}{{ points }}, die du bei {{ shop_name }} gesammelt hast, verfallen am {{ expires_on }}{% if worth %}. Sie sind {{ worth }} wert{% endif %}.{% endif %}",
        "Bis dahin kannst du sie im Shop gegen eine Prämie einlösen.{% if inactivity %} Und mit deiner nächsten Bestellung behältst du alle deine Punkte.{% endif %}",
      ],
    },
  },
  "points-digest": {
    en: {
      ...frame.en,
      subject: "Your points in {{ month }}",
      preheader: "Your balance: {{ balance }}.",
      paragraphs: [
        "{% if earned and spent %}In {{ month }} you collected {{ earned }} at {{ shop_name }} and used {{ spent }}.{% elsif earned %}In {{ month }} you collected {{ earned }} at {{ shop_name }}.{% else %}In {{ month }} you used {{ spent }} at {{ shop_name }}.{% endif %}",
        "Your balance is now {{ balance }}{% if worth %}, worth {{ worth }}{% endif %}.{% if pending %} Another {{ pending }} will follow soon.{% endif %}",
      ],
    },
    de: {
      ...frame.de,
      subject: "Deine Punkte im {{ month }}",
      preheader: "Dein Punktestand: {{ balance }}.",
      paragraphs: [
        "{% if earned and spent %}im {{ month }} hast du bei {{ shop_name }} {{ earned }} gesammelt und {{ spent }} eingelöst.{% elsif earned %}im {{ month }} hast du bei {{ shop_name }} {{ earned }} gesammelt.{% else %}im {{ month }} hast du bei {{ shop_name }} {{ spent }} eingelöst.{% endif %}",
        "Dein Punktestand: {{ balance }}{% if worth %} im Wert von {{ worth }}{% endif %}.{% if pending %} Bald kommen {{ pending }} dazu.{% endif %}",
      ],
    },
  },
};
