import type { EmailWords } from "../template.ts";

export const words: EmailWords = {
  en: {
    subject: "{{ points }} expire{% if one_point %}s{% endif %} on {{ expires_on }}",
    preheader:
      "{% if affordable %}{% if worth %}Worth {{ worth }}. {% endif %}Use them while they last.{% elsif missing %}{{ missing }} more, and you can have a reward.{% elsif worth %}Worth {{ worth }}.{% else %}From {{ shop_name }}.{% endif %}",
    paragraphs: [
      "{% if one_point %}{{ points }} that you have collected at {{ shop_name }} expires on {{ expires_on }}.{% else %}{{ points }} that you have collected at {{ shop_name }} expire on {{ expires_on }}{% if worth %}: worth {{ worth }}{% endif %}.{% endif %}",
      "{% if affordable %}Before then you can turn your {{ points_name }} into a reward, for example: {{ reward }}.{% elsif missing %}You need {{ missing }} more for this reward: {{ reward }}.{% endif %}",
      "{% if inactivity %}With your next order before then, all your {{ points_name }} stay with you.{% endif %}",
    ],
    button: "See the rewards",
  },
  de: {
    subject: "{{ points }} {% if one_point %}verfällt{% else %}verfallen{% endif %} am {{ expires_on }}",
    preheader:
      "{% if affordable %}{% if worth %}Sie sind {{ worth }} wert. {% endif %}Löse sie rechtzeitig ein.{% elsif missing %}Noch {{ missing }} bis zu einer Prämie.{% elsif worth %}Sie sind {{ worth }} wert.{% else %}Von {{ shop_name }}.{% endif %}",
    paragraphs: [
      "{{ points }}, gesammelt bei {{ shop_name }}, {% if one_point %}verfällt{% else %}verfallen{% endif %} am {{ expires_on }}{% if worth %} (im Wert von {{ worth }}){% endif %}.",
      "{% if affordable %}Bis dahin kannst du deine {{ points_name }} gegen eine Prämie einlösen, zum Beispiel: {{ reward }}.{% elsif missing %}Für diese Prämie {% if one_missing %}fehlt{% else %}fehlen{% endif %} dir noch {{ missing }}: {{ reward }}.{% endif %}",
      "{% if inactivity %}Wenn du bis dahin wieder bestellst, behältst du alle deine {{ points_name }}.{% endif %}",
    ],
    button: "Zu den Prämien",
  },
  fr: {
    subject: "{{ points }} {% if one_point %}expire{% else %}expirent{% endif %} le {{ expires_on }}",
    preheader:
      "{% if affordable %}{% if worth %}Valeur : {{ worth }}. {% endif %}Profitez-en à temps.{% elsif missing %}Encore {{ missing }} avant une récompense.{% elsif worth %}Valeur : {{ worth }}.{% else %}De la part de {{ shop_name }}.{% endif %}",
    paragraphs: [
      "Chez {{ shop_name }}, {{ points }} {% if one_point %}expire{% else %}expirent{% endif %} le {{ expires_on }}{% if worth %} (valeur : {{ worth }}){% endif %}.",
      "{% if affordable %}D’ici là, vous pouvez échanger vos {{ points_name }} contre une récompense, par exemple : {{ reward }}.{% elsif missing %}Il vous manque {{ missing }} pour cette récompense : {{ reward }}.{% endif %}",
      "{% if inactivity %}Si vous commandez d’ici là, vous gardez tout votre solde.{% endif %}",
    ],
    button: "Voir les récompenses",
  },
  es: {
    subject: "{{ points }} {% if one_point %}caduca{% else %}caducan{% endif %} el {{ expires_on }}",
    preheader:
      "{% if affordable %}{% if worth %}Valor: {{ worth }}. {% endif %}Aprovéchalo a tiempo.{% elsif missing %}{{ missing }} más y tendrás una recompensa.{% elsif worth %}Valor: {{ worth }}.{% else %}De parte de {{ shop_name }}.{% endif %}",
    paragraphs: [
      "{{ points }} de {{ shop_name }} {% if one_point %}caduca{% else %}caducan{% endif %} el {{ expires_on }}{% if worth %}, por un valor de {{ worth }}{% endif %}.",
      "{% if affordable %}Hasta entonces puedes canjear tus {{ points_name }} por una recompensa, por ejemplo: {{ reward }}.{% elsif missing %}Te {% if one_missing %}falta{% else %}faltan{% endif %} {{ missing }} para esta recompensa: {{ reward }}.{% endif %}",
      "{% if inactivity %}Si haces un pedido antes, conservas todo tu saldo.{% endif %}",
    ],
    button: "Ver las recompensas",
  },
  it: {
    subject: "{{ points }} in scadenza: {{ expires_on }}",
    preheader:
      "{% if affordable %}{% if worth %}Valore: {{ worth }}. {% endif %}Approfittane in tempo.{% elsif missing %}Ancora {{ missing }} per un premio.{% elsif worth %}Valore: {{ worth }}.{% else %}Da {{ shop_name }}.{% endif %}",
    paragraphs: [
      "{{ points }} da {{ shop_name }} {% if one_point %}sta{% else %}stanno{% endif %} per scadere: {{ expires_on }}{% if worth %}. Valore: {{ worth }}{% endif %}.",
      "{% if affordable %}Fino ad allora puoi scegliere un premio, ad esempio: {{ reward }}.{% elsif missing %}Per questo premio ti {% if one_missing %}manca{% else %}mancano{% endif %} ancora {{ missing }}: {{ reward }}.{% endif %}",
      "{% if inactivity %}Se ordini prima di allora, conservi tutto il saldo.{% endif %}",
    ],
    button: "Vedi i premi",
  },
  nl: {
    subject: "{{ points }} {% if one_point %}vervalt{% else %}vervallen{% endif %} op {{ expires_on }}",
    preheader:
      "{% if affordable %}{% if worth %}Goed voor {{ worth }}. {% endif %}Wissel ze op tijd in.{% elsif missing %}Nog {{ missing }} tot een beloning.{% elsif worth %}Goed voor {{ worth }}.{% else %}Van {{ shop_name }}.{% endif %}",
    paragraphs: [
      "{{ points }}, gespaard bij {{ shop_name }}, {% if one_point %}vervalt{% else %}vervallen{% endif %} op {{ expires_on }}{% if worth %} (ter waarde van {{ worth }}){% endif %}.",
      "{% if affordable %}Tot die tijd kun je je {{ points_name }} inwisselen voor een beloning, bijvoorbeeld: {{ reward }}.{% elsif missing %}Voor deze beloning heb je nog {{ missing }} nodig: {{ reward }}.{% endif %}",
      "{% if inactivity %}Als je voor die tijd bestelt, houd je al je {{ points_name }}.{% endif %}",
    ],
    button: "Naar de beloningen",
  },
};
