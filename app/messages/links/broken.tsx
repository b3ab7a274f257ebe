import { shopperLocale, shopperSays, type ShopperLocale } from "../../i18n/shopper/say.ts";
import { linkAnswer } from "./answer.ts";
import { LinkPage } from "./document.tsx";

const words: Record<ShopperLocale, { title: string; text: string }> = {
  en: {
    title: "This link does not work",
    text: "It may have been cut off on its way to you. Please use the link in the email once more.",
  },
  de: {
    title: "Dieser Link funktioniert nicht",
    text: "Vielleicht wurde er unterwegs abgeschnitten. Öffne bitte den Link in der E-Mail noch einmal.",
  },
  fr: {
    title: "Ce lien ne fonctionne pas",
    text: "Il a peut-être été tronqué en chemin. Veuillez ouvrir à nouveau le lien de l’e-mail.",
  },
  es: {
    title: "Este enlace no funciona",
    text: "Puede que se haya cortado por el camino. Abre de nuevo el enlace del correo.",
  },
  it: {
    title: "Questo link non funziona",
    text: "Forse è stato troncato lungo il percorso. Apri di nuovo il link nell’e-mail.",
  },
  nl: {
    title: "Deze link werkt niet",
    text: "Misschien is hij onderweg afgebroken. Open de link in de e-mail nog eens.",
  },
};

/** The language that a reader asks for, of those that shoppers are written to in. */
export function readerLocale(request: Request): ShopperLocale {
  return shopperLocale(request.headers.get("accept-language")?.split(",")[0]?.trim() ?? null);
}

/** The one answer to every link that is not ours, or no longer is: it tells nothing about anybody. */
export function brokenLink(request: Request): Response {
  const locale = readerLocale(request);
  return linkAnswer(<LinkPage locale={locale} {...words[locale]} button={null} />, locale, 404);
}

/** Who presses a button again and again is asked to wait. */
export function tooMany(request: Request): Response {
  const locale = readerLocale(request);
  const { refused, refusals } = shopperSays({ locale, names: {} });
  return linkAnswer(<LinkPage locale={locale} title={refused} text={refusals["too-many"]} button={null} />, locale, 429);
}
