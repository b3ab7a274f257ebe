import type { EmailWords } from "../template.ts";

export const words: EmailWords = {
  en: {
    subject: "{% if taken %}Your {{ points_name }} were adjusted{% else %}Added to your account: {{ points }}{% endif %}",
    preheader: "Your balance: {{ balance }}.",
    paragraphs: [
      "{% if taken %}{{ shop_name }} has deducted {{ points }} from your balance.{% else %}{{ shop_name }} has added {{ points }} to your balance.{% endif %}",
      "{% if reason %}The reason: {{ reason }}{% endif %}",
      "Your balance is now {{ balance }}.",
      "{% if can_reply %}If you have a question about it, just reply to this email.{% endif %}",
    ],
    button: "Go to your account",
    because: "You are receiving this email because your {{ points_name }} at {{ shop_name }} have changed.",
  },
  de: {
    subject: "{% if taken %}Deine {{ points_name }} wurden angepasst{% else %}Für dein Konto: {{ points }}{% endif %}",
    preheader: "Du hast jetzt {{ balance }}.",
    paragraphs: [
      "{% if taken %}{{ shop_name }} hat {{ points }} von deinem Konto abgezogen.{% else %}{{ shop_name }} hat deinem Konto {{ points }} gutgeschrieben.{% endif %}",
      "{% if reason %}Der Grund: {{ reason }}{% endif %}",
      "Du hast jetzt {{ balance }}.",
      "{% if can_reply %}Wenn du dazu eine Frage hast, antworte einfach auf diese E-Mail.{% endif %}",
    ],
    button: "Zu deinem Konto",
    because: "Du bekommst diese E-Mail, weil sich bei {{ shop_name }} dein Stand an {{ points_name }} geändert hat.",
  },
  fr: {
    subject: "{% if taken %}Votre solde a été ajusté{% else %}Sur votre compte : {{ points }}{% endif %}",
    preheader: "Votre solde : {{ balance }}.",
    paragraphs: [
      "{% if taken %}{{ shop_name }} a déduit {{ points }} de votre solde.{% else %}{{ shop_name }} a crédité votre compte : {{ points }}.{% endif %}",
      "{% if reason %}La raison : {{ reason }}{% endif %}",
      "Votre solde est maintenant de {{ balance }}.",
      "{% if can_reply %}Si vous avez une question, répondez simplement à cet e-mail.{% endif %}",
    ],
    button: "Voir votre compte",
    because: "Vous recevez cet e-mail parce que votre solde de {{ points_name }} chez {{ shop_name }} a changé.",
  },
  es: {
    subject: "{% if taken %}Hemos ajustado tu saldo{% else %}En tu cuenta: {{ points }}{% endif %}",
    preheader: "Tu saldo: {{ balance }}.",
    paragraphs: [
      "{% if taken %}{{ shop_name }} ha descontado {{ points }} de tu saldo.{% else %}{{ shop_name }} ha añadido {{ points }} a tu saldo.{% endif %}",
      "{% if reason %}El motivo: {{ reason }}{% endif %}",
      "Tu saldo es ahora de {{ balance }}.",
      "{% if can_reply %}Si tienes alguna pregunta, responde a este correo.{% endif %}",
    ],
    button: "Ir a tu cuenta",
    because: "Recibes este correo porque ha cambiado tu saldo de {{ points_name }} en {{ shop_name }}.",
  },
  it: {
    subject: "{% if taken %}Il tuo saldo è stato modificato{% else %}Sul tuo account: {{ points }}{% endif %}",
    preheader: "Il tuo saldo: {{ balance }}.",
    paragraphs: [
      "{% if taken %}{{ shop_name }} ha detratto {{ points }} dal tuo saldo.{% else %}{{ shop_name }} ha aggiunto {{ points }} al tuo saldo.{% endif %}",
      "{% if reason %}Il motivo: {{ reason }}{% endif %}",
      "Ora il tuo saldo è di {{ balance }}.",
      "{% if can_reply %}Se hai domande, rispondi semplicemente a questa e-mail.{% endif %}",
    ],
    button: "Vai al tuo account",
    because: "Ricevi questa e-mail perché il tuo saldo di {{ points_name }} da {{ shop_name }} è cambiato.",
  },
  nl: {
    subject: "{% if taken %}Je {{ points_name }} zijn aangepast{% else %}Op je account: {{ points }}{% endif %}",
    preheader: "Je saldo: {{ balance }}.",
    paragraphs: [
      "{% if taken %}{{ shop_name }} heeft {{ points }} van je saldo afgeschreven.{% else %}{{ shop_name }} heeft {{ points }} aan je saldo toegevoegd.{% endif %}",
      "{% if reason %}De reden: {{ reason }}{% endif %}",
      "Je saldo is nu {{ balance }}.",
      "{% if can_reply %}Heb je er een vraag over? Beantwoord dan gewoon deze e-mail.{% endif %}",
    ],
    button: "Naar je account",
    because: "Je ontvangt deze e-mail omdat je saldo aan {{ points_name }} bij {{ shop_name }} is veranderd.",
  },
};
