import type { EmailWords } from "../template.ts";
import { useReward } from "../reward-issued/use-reward.ts";

export const words: EmailWords = {
  en: {
    subject: "Use your reward by {{ expires_on }}",
    preheader: "{{ title }} is still waiting for you.",
    paragraphs: [
      "A little reminder: your reward is still waiting for you. {{ title }}, to be used by {{ expires_on }}.",
      useReward.en.how,
    ],
    button: useReward.en.button,
  },
  de: {
    subject: "Nutze deine Prämie bis zum {{ expires_on }}",
    preheader: "{{ title }} wartet noch auf dich.",
    paragraphs: [
      "eine kleine Erinnerung: Deine Prämie wartet noch auf dich. {{ title }}, einlösbar bis zum {{ expires_on }}.",
      useReward.de.how,
    ],
    button: useReward.de.button,
  },
  fr: {
    subject: "Votre récompense vous attend jusqu’au {{ expires_on }}",
    preheader: "{{ title }} vous attend toujours.",
    paragraphs: [
      "Un petit rappel : votre récompense vous attend toujours. {{ title }}, à utiliser jusqu’au {{ expires_on }}.",
      useReward.fr.how,
    ],
    button: useReward.fr.button,
  },
  es: {
    subject: "Usa tu recompensa hasta el {{ expires_on }}",
    preheader: "{{ title }} te sigue esperando.",
    paragraphs: [
      "Un pequeño recordatorio: tu recompensa te sigue esperando. {{ title }}, para usar hasta el {{ expires_on }}.",
      useReward.es.how,
    ],
    button: useReward.es.button,
  },
  it: {
    subject: "Il tuo premio scade presto: {{ expires_on }}",
    preheader: "{{ title }} ti aspetta ancora.",
    paragraphs: [
      "un piccolo promemoria: il tuo premio ti aspetta ancora. {{ title }}, scadenza: {{ expires_on }}.",
      useReward.it.how,
    ],
    button: useReward.it.button,
  },
  nl: {
    subject: "Je beloning is geldig tot en met {{ expires_on }}",
    preheader: "{{ title }} ligt nog voor je klaar.",
    paragraphs: [
      "Een kleine herinnering: je beloning ligt nog voor je klaar. {{ title }}, te gebruiken tot en met {{ expires_on }}.",
      useReward.nl.how,
    ],
    button: useReward.nl.button,
  },
};
