import type { ShopperLocale } from "../../i18n/shopper/say.ts";

/** What an author agrees to, beside a tick that is not preset. It is kept with the agreement, as it stood there. @param shop its name */
export const permissionWords: Record<ShopperLocale, (shop: string) => string> = {
  en: (shop) =>
    `${shop} may also show my photos on the photo wall of its shop, with the name above and a link to the product. I can take this back here at any time.`,
  de: (shop) =>
    `${shop} darf meine Fotos auch auf der Fotowand des Shops zeigen, mit dem Namen von oben und einem Link zum Produkt. Das kann ich hier jederzeit zurücknehmen.`,
  fr: (shop) =>
    `${shop} peut aussi montrer mes photos sur le mur de photos de sa boutique, avec le nom ci-dessus et un lien vers le produit. Je peux revenir là-dessus ici à tout moment.`,
  es: (shop) =>
    `${shop} también puede mostrar mis fotos en el mural de fotos de su tienda, con el nombre de arriba y un enlace al producto. Puedo retirarlo aquí cuando quiera.`,
  it: (shop) =>
    `${shop} può mostrare le mie foto anche sulla bacheca fotografica del negozio, con il nome qui sopra e un link al prodotto. Posso revocarlo qui in qualsiasi momento.`,
  nl: (shop) =>
    `${shop} mag mijn foto’s ook op de fotowand van de winkel tonen, met de naam hierboven en een link naar het product. Ik kan dit hier op elk moment intrekken.`,
};
