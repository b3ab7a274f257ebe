import type { EmailWords } from "../template.ts";

export const words: EmailWords = {
  en: {
    subject: "You said, we did: {{ title }}",
    preheader: "This is what came of your feedback.",
    paragraphs: ["You told us what you think, and we listened. This is what has changed since then: {{ title }}."],
  },
  de: {
    subject: "Du hast es gesagt, wir haben es gemacht: {{ title }}",
    preheader: "Das ist aus deiner Rückmeldung geworden.",
    paragraphs: ["Du hast uns deine Meinung gesagt, und wir haben zugehört. Das hat sich seitdem geändert: {{ title }}."],
  },
  fr: {
    subject: "Vous l’avez dit, nous l’avons fait\u00a0: {{ title }}",
    preheader: "Voici ce que votre avis a changé.",
    paragraphs: ["Vous nous avez donné votre avis, et nous vous avons écouté. Voici ce qui a changé depuis\u00a0: {{ title }}."],
  },
  es: {
    subject: "Tú lo dijiste, nosotros lo hicimos: {{ title }}",
    preheader: "Esto es lo que ha cambiado gracias a tu opinión.",
    paragraphs: ["Nos diste tu opinión y te hemos escuchado. Esto es lo que ha cambiado desde entonces: {{ title }}."],
  },
  it: {
    subject: "L’hai detto, l’abbiamo fatto: {{ title }}",
    preheader: "Ecco che cosa è nato dalla tua opinione.",
    paragraphs: ["Ci hai detto che cosa ne pensi e ti abbiamo ascoltato. Ecco che cosa è cambiato da allora: {{ title }}."],
  },
  nl: {
    subject: "Jij zei het, wij deden het: {{ title }}",
    preheader: "Dit is er met je reactie gebeurd.",
    paragraphs: ["Je hebt ons verteld wat je vindt, en we hebben geluisterd. Dit is er sindsdien veranderd: {{ title }}."],
  },
};
