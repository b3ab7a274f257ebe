import type { EmailWords } from "../template.ts";

export const words: EmailWords = {
  en: {
    subject: "{{ shop_name }} about your feedback",
    preheader: "We have read what you told us.",
    paragraphs: [
      "Thank you for telling us what you think.{% if said %} You wrote: “{{ said }}”{% endif %}",
      "{% if can_reply %}This is our reply, and you can simply answer this email:{% else %}This is our reply:{% endif %}",
    ],
    button: "Go to your account",
    because: "You are receiving this email because you wrote to {{ shop_name }} in a survey.",
  },
  de: {
    subject: "{{ shop_name }} zu deiner Rückmeldung",
    preheader: "Wir haben gelesen, was du uns geschrieben hast.",
    paragraphs: [
      "Danke, dass du uns deine Meinung gesagt hast.{% if said %} Du hast geschrieben: „{{ said }}“{% endif %}",
      "{% if can_reply %}Das ist unsere Antwort, und du kannst einfach auf diese E-Mail antworten:{% else %}Das ist unsere Antwort:{% endif %}",
    ],
    button: "Zu deinem Konto",
    because: "Du bekommst diese E-Mail, weil du {{ shop_name }} in einer Umfrage geschrieben hast.",
  },
  fr: {
    subject: "{{ shop_name }} à propos de votre avis",
    preheader: "Nous avons lu ce que vous nous avez écrit.",
    paragraphs: [
      "Merci de nous avoir donné votre avis.{% if said %} Vous avez écrit\u00a0: «\u00a0{{ said }}\u00a0»{% endif %}",
      "{% if can_reply %}Voici notre réponse, et vous pouvez simplement répondre à cet e-mail\u00a0:{% else %}Voici notre réponse\u00a0:{% endif %}",
    ],
    button: "Voir votre compte",
    because: "Vous recevez cet e-mail parce que vous avez répondu à une enquête de {{ shop_name }}.",
  },
  es: {
    subject: "{{ shop_name }} sobre tu opinión",
    preheader: "Hemos leído lo que nos has escrito.",
    paragraphs: [
      "Gracias por darnos tu opinión.{% if said %} Has escrito: «{{ said }}»{% endif %}",
      "{% if can_reply %}Esta es nuestra respuesta, y puedes contestar a este correo:{% else %}Esta es nuestra respuesta:{% endif %}",
    ],
    button: "Ir a tu cuenta",
    because: "Recibes este correo porque respondiste a una encuesta de {{ shop_name }}.",
  },
  it: {
    subject: "{{ shop_name }} sulla tua opinione",
    preheader: "Abbiamo letto quello che ci hai scritto.",
    paragraphs: [
      "Grazie per averci detto che cosa ne pensi.{% if said %} Hai scritto: «{{ said }}»{% endif %}",
      "{% if can_reply %}Questa è la nostra risposta, e puoi rispondere semplicemente a questa e-mail:{% else %}Questa è la nostra risposta:{% endif %}",
    ],
    button: "Vai al tuo account",
    because: "Ricevi questa e-mail perché hai risposto a un sondaggio di {{ shop_name }}.",
  },
  nl: {
    subject: "{{ shop_name }} over je reactie",
    preheader: "We hebben gelezen wat je ons hebt geschreven.",
    paragraphs: [
      "Bedankt dat je ons hebt verteld wat je vindt.{% if said %} Je schreef: “{{ said }}”{% endif %}",
      "{% if can_reply %}Dit is ons antwoord, en je kunt deze e-mail gewoon beantwoorden:{% else %}Dit is ons antwoord:{% endif %}",
    ],
    button: "Naar je account",
    because: "Je ontvangt deze e-mail omdat je een enquête van {{ shop_name }} hebt ingevuld.",
  },
};
