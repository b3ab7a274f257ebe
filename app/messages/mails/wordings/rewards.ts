import { frame, type Wordings } from "./wording.ts";

/** `way`: how the reward is used: "link" (a discount code), "gift-card", "store-credit" or "none" (no code is known). */
export const rewardWordings: Record<"reward-issued" | "reward-expiring" | "reward-released", Wordings> = {
  "reward-issued": {
    en: {
      ...frame.en,
      subject: "Your reward: {{ title }}",
      preheader: "{% if code %}Your code is {{ code }}.{% else %}It is ready for you.{% endif %}",
      paragraphs: [
        "{% if points %}You’ve redeemed {{ points }}, and here is your reward: {{ title }}.{% else %}Here is your reward: {{ title }}.{% endif %}",
        "{% if way == 'link' %}Enter this code at checkout, or open the shop with “Use my reward”: it is applied already.{% elsif way == 'gift-card' %}This is the code of your gift card. Enter it at checkout.{% elsif way == 'store-credit' %}The amount is in your store credit. Log in, and you can pay with it at checkout.{% endif %}",
        "{% if expires_on %}You can use it until {{ expires_on }}.{% endif %}",
      ],
      button: "{% if way == 'link' %}Use my reward{% else %}Visit the shop{% endif %}",
    },
    de: {
      ...frame.de,
      subject: "Deine Prämie: {{ title }}",
      preheader: "{% if code %}Dein Code lautet {{ code }}.{% else %}Sie wartet auf dich.{% endif %}",
      paragraphs: [
        "{% if points %}du hast {{ points }} eingelöst. Hier ist deine Prämie: {{ title }}.{% else %}hier ist deine Prämie: {{ title }}.{% endif %}",
        "{% if way == 'link' %}Gib diesen Code an der Kasse ein, oder öffne den Shop mit „Prämie nutzen“: Dann ist er schon eingetragen.{% elsif way == 'gift-card' %}Das ist der Code deines Gutscheins. Gib ihn an der Kasse ein.{% elsif way == 'store-credit' %}Der Betrag ist deinem Guthaben gutgeschrieben. Wenn du angemeldet bist, kannst du an der Kasse damit bezahlen.{% endif %}",
        "{% if expires_on %}Du kannst sie bis zum {{ expires_on }} nutzen.{% endif %}",
      ],
      button: "{% if way == 'link' %}Prämie nutzen{% else %}Zum Shop{% endif %}",
    },
  },
  "reward-expiring": {
    en: {
      ...frame.en,
      subject: "Use your reward by {{ expires_on }}",
      preheader: "{{ title }} is still waiting for you.",
      paragraphs: [
        "A little reminder: your reward is still waiting for you. {{ title }}, to be used by {{ expires_on }}.",
        "{% if way == 'link' %}Enter this code at checkout, or open the shop with “Use my reward”: it is applied already.{% elsif way == 'gift-card' %}This is the code of your gift card. Enter it at checkout.{% elsif way == 'store-credit' %}The amount is in your store credit. Log in, and you can pay with it at checkout.{% endif %}",
      ],
      button: "{% if way == 'link' %}Use my reward{% else %}Visit the shop{% endif %}",
    },
    de: {
      ...frame.de,
      subject: "Nutze deine Prämie bis zum {{ expires_on }}",
      preheader: "{{ title }} wartet noch auf dich.",
      paragraphs: [
        "eine kleine Erinnerung: Deine Prämie wartet noch auf dich. {{ title }}, einlösbar bis zum {{ expires_on }}.",
        "{% if way == 'link' %}Gib diesen Code an der Kasse ein, oder öffne den Shop mit „Prämie nutzen“: Dann ist er schon eingetragen.{% elsif way == 'gift-card' %}Das ist der Code deines Gutscheins. Gib ihn an der Kasse ein.{% elsif way == 'store-credit' %}Der Betrag ist deinem Guthaben gutgeschrieben. Wenn du angemeldet bist, kannst du an der Kasse damit bezahlen.{% endif %}",
      ],
      button: "{% if way == 'link' %}Prämie nutzen{% else %}Zum Shop{% endif %}",
    },
  },
  "reward-released": {
    en: {
      ...frame.en,
      subject: "{{ points }} credited back to you",
      preheader: "{{ title }} can no longer be used.",
      paragraphs: [
        "{% if reason == 'expired' %}Your reward was not used before it expired: {{ title }}.{% elsif reason == 'refused' %}We are sorry, your reward could not be issued: {{ title }}.{% else %}Your reward has been cancelled: {{ title }}. Its code no longer works.{% endif %}",
        "We have credited {{ points }} back to your account.",
        "{% if can_reply %}If you have a question about it, just reply to this email.{% endif %}",
      ],
      button: "Go to your account",
    },
    de: {
      ...frame.de,
      subject: "Gutschrift: {{ points }}",
      preheader: "{{ title }} gilt nicht mehr.",
      paragraphs: [
        "{% if reason == 'expired' %}deine Prämie ist abgelaufen, ohne dass du sie genutzt hast: {{ title }}.{% elsif reason == 'refused' %}leider konnten wir deine Prämie nicht ausstellen: {{ title }}.{% else %}deine Prämie wurde zurückgenommen: {{ title }}. Der Code gilt nicht mehr.{% endif %}",
        "Wir haben deinem Konto {{ points }} wieder gutgeschrieben.",
        "{% if can_reply %}Wenn du dazu eine Frage hast, antworte einfach auf diese E-Mail.{% endif %}",
      ],
      button: "Zu deinem Konto",
    },
  },
};
