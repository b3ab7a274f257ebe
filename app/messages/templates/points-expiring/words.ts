import type { EmailWords } from "../template.ts";

export const words: EmailWords = {
  en: {
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
  fr: {
    subject: "{{ points }} {% if one_point %}expire{% else %}expirent{% endif %} le {{ expires_on }}",
    preheader:
      "{% if affordable %}{% if worth %}Valeur : {{ worth }}. {% endif %}Profitez-en à temps.{% elsif missing %}Encore {{ missing }} avant une récompense.{% elsif worth %}Valeur : {{ worth }}.{% else %}De la part de {{ shop_name }}.{% endif %}",
    paragraphs: [
      "{% if one_point %}1 point que vous avez gagné chez {{ shop_name }} expire le {{ expires_on }}.{% else %}{{ points }} que vous avez gagnés chez {{ shop_name }} expirent le {{ expires_on }}{% if worth %}. Ils valent {{ worth }}{% endif %}.{% endif %}",
      "{% if affordable %}D’ici là, vous pouvez échanger vos points contre une récompense, par exemple : {{ reward }}.{% elsif missing %}Il vous manque {{ missing }} pour cette récompense : {{ reward }}.{% endif %}",
      "{% if inactivity %}Si vous commandez d’ici là, vous gardez tous vos points.{% endif %}",
    ],
    button: "Voir les récompenses",
  },
  es: {
    subject: "{{ points }} {% if one_point %}caduca{% else %}caducan{% endif %} el {{ expires_on }}",
    preheader:
      "{% if affordable %}{% if worth %}Valor: {{ worth }}. {% endif %}Canjéalos a tiempo.{% elsif missing %}{{ missing }} más y tendrás una recompensa.{% elsif worth %}Valor: {{ worth }}.{% else %}De parte de {{ shop_name }}.{% endif %}",
    paragraphs: [
      "{% if one_point %}1 punto que has conseguido en {{ shop_name }} caduca el {{ expires_on }}.{% else %}{{ points }} que has conseguido en {{ shop_name }} caducan el {{ expires_on }}{% if worth %}. Valen {{ worth }}{% endif %}.{% endif %}",
      "{% if affordable %}Hasta entonces puedes canjear tus puntos por una recompensa, por ejemplo: {{ reward }}.{% elsif missing %}Te {% if one_missing %}falta{% else %}faltan{% endif %} {{ missing }} para esta recompensa: {{ reward }}.{% endif %}",
      "{% if inactivity %}Si haces un pedido antes, conservas todos tus puntos.{% endif %}",
    ],
    button: "Ver las recompensas",
  },
  it: {
    subject: "{{ points }} in scadenza: {{ expires_on }}",
    preheader:
      "{% if affordable %}{% if worth %}Valore: {{ worth }}. {% endif %}Usali in tempo.{% elsif missing %}Ancora {{ missing }} per un premio.{% elsif worth %}Valore: {{ worth }}.{% else %}Da {{ shop_name }}.{% endif %}",
    paragraphs: [
      "{% if one_point %}1 punto che hai raccolto da {{ shop_name }} sta per scadere: {{ expires_on }}.{% else %}{{ points }} che hai raccolto da {{ shop_name }} stanno per scadere: {{ expires_on }}{% if worth %}. Valgono {{ worth }}{% endif %}.{% endif %}",
      "{% if affordable %}Fino ad allora puoi riscattare i tuoi punti per un premio, ad esempio: {{ reward }}.{% elsif missing %}Per questo premio ti {% if one_missing %}manca{% else %}mancano{% endif %} ancora {{ missing }}: {{ reward }}.{% endif %}",
      "{% if inactivity %}Se ordini prima di allora, conservi tutti i tuoi punti.{% endif %}",
    ],
    button: "Vedi i premi",
  },
  nl: {
    subject: "{{ points }} {% if one_point %}vervalt{% else %}vervallen{% endif %} op {{ expires_on }}",
    preheader:
      "{% if affordable %}{% if worth %}Goed voor {{ worth }}. {% endif %}Wissel ze op tijd in.{% elsif missing %}Nog {{ missing }} tot een beloning.{% elsif worth %}Goed voor {{ worth }}.{% else %}Van {{ shop_name }}.{% endif %}",
    paragraphs: [
      "{% if one_point %}1 punt dat je bij {{ shop_name }} hebt gespaard, vervalt op {{ expires_on }}.{% else %}{{ points }} die je bij {{ shop_name }} hebt gespaard, vervallen op {{ expires_on }}{% if worth %}. Ze zijn {{ worth }} waard{% endif %}.{% endif %}",
      "{% if affordable %}Tot die tijd kun je je punten inwisselen voor een beloning, bijvoorbeeld: {{ reward }}.{% elsif missing %}Voor deze beloning heb je nog {{ missing }} nodig: {{ reward }}.{% endif %}",
      "{% if inactivity %}Als je voor die tijd bestelt, houd je al je punten.{% endif %}",
    ],
    button: "Naar de beloningen",
  },
};
