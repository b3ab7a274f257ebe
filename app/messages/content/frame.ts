import type { ShopperLocale } from "../../i18n/shopper/say.ts";
import type { Purpose } from "../templates/template.ts";

type Frame = {
  greeting: string;
  /** Where a template has no button of its own. */
  button: string;
  closing: readonly string[];
  /** Why it came and, if it is advertising, how to stop it. */
  footer: Record<Purpose, { reason: string; unsubscribe: string }>;
};

/** How every email begins and ends, as Liquid. */
export const frame: Record<ShopperLocale, Frame> = {
  en: {
    greeting: "{% if first_name %}Hi {{ first_name }},{% else %}Hi there,{% endif %}",
    button: "Visit the shop",
    closing: ["Warm regards,", "your team at {{ shop_name }}"],
    footer: {
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
