import type { EmailWords } from "../template.ts";

export const words: EmailWords = {
  en: {
    subject: "{{ points }} credited back to you",
    preheader:
      "{% if reason == 'refunded' %}An order was canceled or refunded.{% else %}{{ title }} can no longer be used.{% endif %}",
    paragraphs: [
      "{% if reason == 'expired' %}Your reward was not used before it expired: {{ title }}.{% elsif reason == 'refunded' %}An order with your reward was canceled or refunded: {{ title }}.{% elsif reason == 'refused' %}We are sorry, your reward could not be issued: {{ title }}.{% else %}Your reward has been canceled: {{ title }}. Its code no longer works.{% endif %}",
      "We have credited {{ points }} back to your account.",
      "{% if can_reply %}If you have a question about it, just reply to this email.{% endif %}",
    ],
    button: "Go to your account",
  },
  de: {
    subject: "Gutschrift: {{ points }}",
    preheader:
      "{% if reason == 'refunded' %}Eine Bestellung wurde storniert oder erstattet.{% else %}{{ title }} gilt nicht mehr.{% endif %}",
    paragraphs: [
      "{% if reason == 'expired' %}deine Prämie ist abgelaufen, ohne dass du sie genutzt hast: {{ title }}.{% elsif reason == 'refunded' %}eine Bestellung mit deiner Prämie wurde storniert oder erstattet: {{ title }}.{% elsif reason == 'refused' %}leider konnten wir deine Prämie nicht ausstellen: {{ title }}.{% else %}deine Prämie wurde zurückgenommen: {{ title }}. Der Code gilt nicht mehr.{% endif %}",
      "Wir haben deinem Konto {{ points }} wieder gutgeschrieben.",
      "{% if can_reply %}Wenn du dazu eine Frage hast, antworte einfach auf diese E-Mail.{% endif %}",
    ],
    button: "Zu deinem Konto",
  },
  fr: {
    subject: "De retour sur votre compte : {{ points }}",
    preheader:
      "{% if reason == 'refunded' %}Une commande a été annulée ou remboursée.{% else %}{{ title }} n’est plus valable.{% endif %}",
    paragraphs: [
      "{% if reason == 'expired' %}Votre récompense a expiré sans avoir été utilisée : {{ title }}.{% elsif reason == 'refunded' %}Une commande avec votre récompense a été annulée ou remboursée : {{ title }}.{% elsif reason == 'refused' %}Nous sommes désolés, votre récompense n’a pas pu être émise : {{ title }}.{% else %}Votre récompense a été annulée : {{ title }}. Son code ne fonctionne plus.{% endif %}",
      "Nous avons recrédité {{ points }} sur votre compte.",
      "{% if can_reply %}Si vous avez une question, répondez simplement à cet e-mail.{% endif %}",
    ],
    button: "Voir votre compte",
  },
  es: {
    subject: "De vuelta en tu cuenta: {{ points }}",
    preheader:
      "{% if reason == 'refunded' %}Se ha cancelado o reembolsado un pedido.{% else %}{{ title }} ya no se puede usar.{% endif %}",
    paragraphs: [
      "{% if reason == 'expired' %}Tu recompensa ha caducado sin que la usaras: {{ title }}.{% elsif reason == 'refunded' %}Se ha cancelado o reembolsado un pedido con tu recompensa: {{ title }}.{% elsif reason == 'refused' %}Lo sentimos, no hemos podido emitir tu recompensa: {{ title }}.{% else %}Tu recompensa se ha anulado: {{ title }}. El código ya no funciona.{% endif %}",
      "Hemos devuelto {{ points }} a tu cuenta.",
      "{% if can_reply %}Si tienes alguna pregunta, responde a este correo.{% endif %}",
    ],
    button: "Ir a tu cuenta",
  },
  it: {
    subject: "Di nuovo sul tuo account: {{ points }}",
    preheader:
      "{% if reason == 'refunded' %}Un ordine è stato annullato o rimborsato.{% else %}{{ title }} non è più utilizzabile.{% endif %}",
    paragraphs: [
      "{% if reason == 'expired' %}il tuo premio è scaduto senza essere stato usato: {{ title }}.{% elsif reason == 'refunded' %}un ordine con il tuo premio è stato annullato o rimborsato: {{ title }}.{% elsif reason == 'refused' %}purtroppo non è stato possibile emettere il tuo premio: {{ title }}.{% else %}il tuo premio è stato annullato: {{ title }}. Il codice non è più valido.{% endif %}",
      "Sul tuo account trovi di nuovo {{ points }}.",
      "{% if can_reply %}Se hai domande, rispondi semplicemente a questa e-mail.{% endif %}",
    ],
    button: "Vai al tuo account",
  },
  nl: {
    subject: "Teruggeboekt: {{ points }}",
    preheader:
      "{% if reason == 'refunded' %}Een bestelling is geannuleerd of terugbetaald.{% else %}{{ title }} is niet meer geldig.{% endif %}",
    paragraphs: [
      "{% if reason == 'expired' %}Je beloning is verlopen zonder dat je die hebt gebruikt: {{ title }}.{% elsif reason == 'refunded' %}Een bestelling met je beloning is geannuleerd of terugbetaald: {{ title }}.{% elsif reason == 'refused' %}Het spijt ons, je beloning kon niet worden uitgegeven: {{ title }}.{% else %}Je beloning is ingetrokken: {{ title }}. De code werkt niet meer.{% endif %}",
      "We hebben {{ points }} weer bijgeschreven op je account.",
      "{% if can_reply %}Heb je er een vraag over? Beantwoord dan gewoon deze e-mail.{% endif %}",
    ],
    button: "Naar je account",
  },
};
