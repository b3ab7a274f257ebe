import type { EmailWords } from "../template.ts";
import { useReward } from "./use-reward.ts";

export const words: EmailWords = {
  en: {
    subject: "Your reward: {{ title }}",
    preheader: "{% if code %}Your code is {{ code }}.{% else %}It is ready for you.{% endif %}",
    paragraphs: [
      "{% if points %}You’ve redeemed {{ points }}, and here is your reward: {{ title }}.{% else %}Here is your reward: {{ title }}.{% endif %}",
      useReward.en.how,
      "{% if expires_on %}You can use it until {{ expires_on }}.{% endif %}",
    ],
    button: useReward.en.button,
  },
  de: {
    subject: "Deine Prämie: {{ title }}",
    preheader: "{% if code %}Dein Code lautet {{ code }}.{% else %}Sie wartet auf dich.{% endif %}",
    paragraphs: [
      "{% if points %}du hast {{ points }} eingelöst. Hier ist deine Prämie: {{ title }}.{% else %}hier ist deine Prämie: {{ title }}.{% endif %}",
      useReward.de.how,
      "{% if expires_on %}Du kannst sie bis zum {{ expires_on }} nutzen.{% endif %}",
    ],
    button: useReward.de.button,
  },
  fr: {
    subject: "Votre récompense : {{ title }}",
    preheader: "{% if code %}Votre code : {{ code }}.{% else %}Elle vous attend.{% endif %}",
    paragraphs: [
      "{% if points %}Vous avez échangé {{ points }}. Voici votre récompense : {{ title }}.{% else %}Voici votre récompense : {{ title }}.{% endif %}",
      useReward.fr.how,
      "{% if expires_on %}Vous pouvez l’utiliser jusqu’au {{ expires_on }}.{% endif %}",
    ],
    button: useReward.fr.button,
  },
  es: {
    subject: "Tu recompensa: {{ title }}",
    preheader: "{% if code %}Tu código es {{ code }}.{% else %}Te está esperando.{% endif %}",
    paragraphs: [
      "{% if points %}Has canjeado {{ points }} y aquí tienes tu recompensa: {{ title }}.{% else %}Aquí tienes tu recompensa: {{ title }}.{% endif %}",
      useReward.es.how,
      "{% if expires_on %}Puedes usarla hasta el {{ expires_on }}.{% endif %}",
    ],
    button: useReward.es.button,
  },
  it: {
    subject: "Il tuo premio: {{ title }}",
    preheader: "{% if code %}Il tuo codice è {{ code }}.{% else %}È pronto per te.{% endif %}",
    paragraphs: [
      "{% if points %}hai riscattato {{ points }}. Ecco il tuo premio: {{ title }}.{% else %}ecco il tuo premio: {{ title }}.{% endif %}",
      useReward.it.how,
      "{% if expires_on %}Puoi usarlo fino a questa data: {{ expires_on }}.{% endif %}",
    ],
    button: useReward.it.button,
  },
  nl: {
    subject: "Je beloning: {{ title }}",
    preheader: "{% if code %}Je code is {{ code }}.{% else %}Die ligt voor je klaar.{% endif %}",
    paragraphs: [
      "{% if points %}Je hebt {{ points }} ingewisseld. Hier is je beloning: {{ title }}.{% else %}Hier is je beloning: {{ title }}.{% endif %}",
      useReward.nl.how,
      "{% if expires_on %}Je kunt die gebruiken tot en met {{ expires_on }}.{% endif %}",
    ],
    button: useReward.nl.button,
  },
};
