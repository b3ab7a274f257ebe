import { frame, type Wordings } from "./wording.ts";

export const pointsWordings: Record<"points-expiring" | "points-digest", Wordings> = {
  "points-expiring": {
    en: {
      ...frame.en,
      subject: "{{ points }} expire{% if one_point %}s{% endif %} on {{ expires_on }}",
      preheader:
        "{% if affordable %}{% if worth %}Worth {{ worth }}. {% endif %}Use them while they last.{% elsif missing %}{{ missing }} more, and you can have a reward.{% elsif worth %}Worth {{ worth }}.{% else %}From {{ shop_name }}.{% endif %}",
      paragraphs: [
        "{% if one_point %}1 point that you have collected at {{ shop_name }} expires on {{ expires_on }}.{% else %}{{ points }} that you have collected at {{ shop_name }} expire on {{ expires_on }}{% if worth %}: worth {{ worth }}{% endif %}.{% endif %}",
        "{% if affordable %}Before then you can turn your points into a reward, for example: {{ reward }}.{% elsif missing %}You need {{ missing }} more for this reward: {{ reward }}.{% endif %}",
        "{% if inactivity %}With your next order before then, all your points stay with you.{% endif %}",
      ],
      button: "See the rewards",
    },
    de: {
      ...frame.de,
      subject: "{{ points }} {% if one_point %}verfällt{% else %}verfallen{% endif %} am {{ expires_on }}",
      preheader:
        "{% if affordable %}{% if worth %}Sie sind {{ worth }} wert. {% endif %}Löse sie rechtzeitig ein.{% elsif missing %}Noch {{ missing }} bis zu einer Prämie.{% elsif worth %}Sie sind {{ worth }} wert.{% else %}Von {{ shop_name }}.{% endif %}",
      paragraphs: [
        "{% if one_point %}1 Punkt, den du bei {{ shop_name }} gesammelt hast, verfällt am {{ expires_on }}.{% else %}{{ points }}, die du bei {{ shop_name }} gesammelt hast, verfallen am {{ expires_on }}{% if worth %}. Sie sind {{ worth }} wert{% endif %}.{% endif %}",
        "{% if affordable %}Bis dahin kannst du deine Punkte gegen eine Prämie einlösen, zum Beispiel: {{ reward }}.{% elsif missing %}Für diese Prämie {% if one_missing %}fehlt{% else %}fehlen{% endif %} dir noch {{ missing }}: {{ reward }}.{% endif %}",
        "{% if inactivity %}Wenn du bis dahin wieder bestellst, behältst du alle deine Punkte.{% endif %}",
      ],
      button: "Zu den Prämien",
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
