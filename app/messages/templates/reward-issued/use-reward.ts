import type { ShopperLocale } from "../../../i18n/shopper/say.ts";

/** How a reward is used, and the button for it. `way`: "link" (a discount code), "gift-card", "store-credit" or "none" (no code is known). */
export const useReward: Record<ShopperLocale, { how: string; button: string }> = {
  en: {
    how: "{% if way == 'link' %}Enter this code at checkout, or open the shop with “Use my reward”: it is applied already.{% elsif way == 'gift-card' %}This is the code of your gift card. Enter it at checkout.{% elsif way == 'store-credit' %}The amount is in your store credit. Log in, and you can pay with it at checkout.{% endif %}",
    button: "{% if way == 'link' %}Use my reward{% else %}Visit the shop{% endif %}",
  },
  de: {
    how: "{% if way == 'link' %}Gib diesen Code an der Kasse ein, oder öffne den Shop mit „Prämie nutzen“: Dann ist er schon eingetragen.{% elsif way == 'gift-card' %}Das ist der Code deines Gutscheins. Gib ihn an der Kasse ein.{% elsif way == 'store-credit' %}Der Betrag ist deinem Guthaben gutgeschrieben. Wenn du angemeldet bist, kannst du an der Kasse damit bezahlen.{% endif %}",
    button: "{% if way == 'link' %}Prämie nutzen{% else %}Zum Shop{% endif %}",
  },
  fr: {
    how: "{% if way == 'link' %}Saisissez ce code au moment de payer, ou ouvrez la boutique avec « Utiliser ma récompense » : il sera déjà appliqué.{% elsif way == 'gift-card' %}Voici le code de votre carte cadeau. Saisissez-le au moment de payer.{% elsif way == 'store-credit' %}Le montant a été ajouté à votre crédit en magasin. Connectez-vous pour l’utiliser au moment de payer.{% endif %}",
    button: "{% if way == 'link' %}Utiliser ma récompense{% else %}Voir la boutique{% endif %}",
  },
  es: {
    how: "{% if way == 'link' %}Introduce este código al pagar, o abre la tienda con «Usar mi recompensa»: ya estará aplicado.{% elsif way == 'gift-card' %}Este es el código de tu tarjeta regalo. Introdúcelo al pagar.{% elsif way == 'store-credit' %}El importe está en tu crédito de la tienda. Inicia sesión y podrás pagar con él.{% endif %}",
    button: "{% if way == 'link' %}Usar mi recompensa{% else %}Ir a la tienda{% endif %}",
  },
  it: {
    how: "{% if way == 'link' %}Inserisci questo codice al momento del pagamento, oppure apri il negozio con «Usa il premio»: sarà già applicato.{% elsif way == 'gift-card' %}Questo è il codice della tua carta regalo. Inseriscilo al momento del pagamento.{% elsif way == 'store-credit' %}L’importo è stato aggiunto al tuo credito del negozio. Accedi e potrai usarlo al momento del pagamento.{% endif %}",
    button: "{% if way == 'link' %}Usa il premio{% else %}Vai al negozio{% endif %}",
  },
  nl: {
    how: "{% if way == 'link' %}Vul deze code in bij het afrekenen, of open de winkel met ‘Beloning gebruiken’: dan is de code al toegepast.{% elsif way == 'gift-card' %}Dit is de code van je cadeaubon. Vul hem in bij het afrekenen.{% elsif way == 'store-credit' %}Het bedrag is bijgeschreven als winkeltegoed. Log in en je kunt er bij het afrekenen mee betalen.{% endif %}",
    button: "{% if way == 'link' %}Beloning gebruiken{% else %}Naar de winkel{% endif %}",
  },
};
