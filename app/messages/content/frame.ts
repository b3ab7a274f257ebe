import type { ShopperLocale } from "../../i18n/shopper/say.ts";
import type { Purpose } from "../templates/template.ts";

type Frame = {
  greeting: string;
  /** Where a template has no button of its own. */
  button: string;
  closing: readonly string[];
  /** Why it came and, if it is advertising, how to stop it. */
  footer: Record<Purpose, { reason: string; unsubscribe: string }> & {
    /** Why advertising came without consent, and what § 7 (3) UWG wants said in each such email. */
    existingCustomer: string;
    /** Where a reader chooses what comes. */
    preferences: string;
  };
};

/** How every email begins and ends, as Liquid. */
export const frame: Record<ShopperLocale, Frame> = {
  en: {
    greeting: "{% if first_name %}Hi {{ first_name }},{% else %}Hi there,{% endif %}",
    button: "Visit the shop",
    closing: ["Warm regards,", "your team at {{ shop_name }}"],
    footer: {
      existingCustomer:
        "You are receiving this email because you bought from {{ shop_name }}. You can object to the use of your address for advertising at any time, at no more than the basic cost of sending the message.",
      preferences: "Preferences",
      marketing: {
        reason: "You are receiving this email because you signed up for news from {{ shop_name }}.",
        unsubscribe: "Unsubscribe",
      },
      transactional: {
        reason: "You are receiving this email because it is about a reward of yours at {{ shop_name }}.",
        unsubscribe: "",
      },
    },
  },
  de: {
    greeting: "{% if first_name %}Hallo {{ first_name }},{% else %}Hallo,{% endif %}",
    button: "Zum Shop",
    closing: ["Herzliche Grüße", "dein Team von {{ shop_name }}"],
    footer: {
      existingCustomer:
        "Du bekommst diese E-Mail, weil du bei {{ shop_name }} gekauft hast. Du kannst der Verwendung deiner Adresse für Werbung jederzeit widersprechen, ohne dass dafür andere als die Übermittlungskosten nach den Basistarifen entstehen.",
      preferences: "Einstellungen",
      marketing: {
        reason: "Du bekommst diese E-Mail, weil du dich für Neuigkeiten von {{ shop_name }} angemeldet hast.",
        unsubscribe: "Abmelden",
      },
      transactional: {
        reason: "Du bekommst diese E-Mail, weil es um eine deiner Prämien bei {{ shop_name }} geht.",
        unsubscribe: "",
      },
    },
  },
  fr: {
    greeting: "{% if first_name %}Bonjour {{ first_name }},{% else %}Bonjour,{% endif %}",
    button: "Voir la boutique",
    closing: ["À bientôt,", "l’équipe {{ shop_name }}"],
    footer: {
      existingCustomer:
        "Vous recevez cet e-mail parce que vous avez acheté chez {{ shop_name }}. Vous pouvez à tout moment vous opposer à l’utilisation de votre adresse à des fins publicitaires, sans autres frais que ceux de la transmission au tarif de base.",
      preferences: "Préférences",
      marketing: {
        reason: "Vous recevez cet e-mail parce que vous avez demandé à recevoir les actualités de {{ shop_name }}.",
        unsubscribe: "Se désabonner",
      },
      transactional: {
        reason: "Vous recevez cet e-mail parce qu’il concerne l’une de vos récompenses chez {{ shop_name }}.",
        unsubscribe: "",
      },
    },
  },
  es: {
    greeting: "{% if first_name %}Hola, {{ first_name }}:{% else %}Hola:{% endif %}",
    button: "Ir a la tienda",
    closing: ["Un saludo,", "el equipo de {{ shop_name }}"],
    footer: {
      existingCustomer:
        "Recibes este correo porque has comprado en {{ shop_name }}. Puedes oponerte en cualquier momento al uso de tu dirección con fines publicitarios, sin más coste que el de la transmisión según la tarifa básica.",
      preferences: "Preferencias",
      marketing: {
        reason: "Recibes este correo porque te suscribiste a las novedades de {{ shop_name }}.",
        unsubscribe: "Darme de baja",
      },
      transactional: {
        reason: "Recibes este correo porque trata de una de tus recompensas en {{ shop_name }}.",
        unsubscribe: "",
      },
    },
  },
  it: {
    greeting: "{% if first_name %}Ciao {{ first_name }},{% else %}Ciao,{% endif %}",
    button: "Vai al negozio",
    closing: ["A presto,", "il team di {{ shop_name }}"],
    footer: {
      existingCustomer:
        "Ricevi questa e-mail perché hai acquistato da {{ shop_name }}. Puoi opporti in qualsiasi momento all’uso del tuo indirizzo a fini pubblicitari, senza costi diversi da quelli di trasmissione secondo le tariffe di base.",
      preferences: "Preferenze",
      marketing: {
        reason: "Ricevi questa e-mail perché hai chiesto di ricevere le novità di {{ shop_name }}.",
        unsubscribe: "Annulla l’iscrizione",
      },
      transactional: {
        reason: "Ricevi questa e-mail perché riguarda uno dei tuoi premi da {{ shop_name }}.",
        unsubscribe: "",
      },
    },
  },
  nl: {
    greeting: "{% if first_name %}Hallo {{ first_name }},{% else %}Hallo,{% endif %}",
    button: "Naar de winkel",
    closing: ["Hartelijke groet,", "het team van {{ shop_name }}"],
    footer: {
      existingCustomer:
        "Je ontvangt deze e-mail omdat je bij {{ shop_name }} hebt gekocht. Je kunt op elk moment bezwaar maken tegen het gebruik van je adres voor reclame, zonder andere kosten dan die van de verzending tegen het basistarief.",
      preferences: "Voorkeuren",
      marketing: {
        reason: "Je ontvangt deze e-mail omdat je je hebt aangemeld voor nieuws van {{ shop_name }}.",
        unsubscribe: "Afmelden",
      },
      transactional: {
        reason: "Je ontvangt deze e-mail omdat het om een van je beloningen bij {{ shop_name }} gaat.",
        unsubscribe: "",
      },
    },
  },
};
