import type { ShopperLocale } from "../../i18n/shopper/say.ts";

export type ShownWords = {
  title: (product: string) => string;
  /** `mean`: "4,67" */
  mean: (mean: string, count: number) => string;
  none: string;
  starsOf: (stars: number) => string;
  verified: string;
  unverified: string;
  rewarded: string;
  reply: (shop: string) => string;
  photo: string;
  /** How it is seen to that reviews are those of buyers (§ 5b (3) UWG), and that none is left out for its stars. */
  about: string;
  sort: string;
  newest: string;
  best: string;
  worst: string;
  photos: string;
  show: string;
  write: string;
  back: string;
  previous: string;
  next: string;
};

const starsIn = (one: string, many: string) => (stars: number) => (stars === 1 ? `1 ${one}` : `${stars} ${many}`);

export const shownWords: Record<ShopperLocale, ShownWords> = {
  en: {
    title: (product) => `Reviews of ${product}`,
    mean: (mean, count) => `${mean} of 5 stars from ${count === 1 ? "1 review" : `${count} reviews`}`,
    none: "Nobody has reviewed this product yet.",
    starsOf: starsIn("of 5 stars", "of 5 stars"),
    verified: "Verified purchase",
    unverified: "Purchase not verified",
    rewarded: "The author received points for this review, whatever it says.",
    reply: (shop) => `Answer from ${shop}`,
    photo: "Photo of a customer",
    about:
      "Only who has bought a product here can review it: each review is matched with an order, and is then marked “Verified purchase”. Reviews without that mark were taken over from another system, and have not been verified. Good and bad reviews are published alike.",
    ...{
      sort: "Sort by",
      newest: "Newest",
      best: "Best rating",
      worst: "Worst rating",
      photos: "With photos first",
      show: "Show",
    },
    ...{ write: "Write a review", back: "To the product", previous: "Previous", next: "Next" },
  },
  de: {
    title: (product) => `Bewertungen: ${product}`,
    mean: (mean, count) => `${mean} von 5 Sternen aus ${count === 1 ? "1 Bewertung" : `${count} Bewertungen`}`,
    none: "Dieses Produkt hat noch niemand bewertet.",
    starsOf: starsIn("von 5 Sternen", "von 5 Sternen"),
    verified: "Verifizierter Kauf",
    unverified: "Kauf nicht verifiziert",
    rewarded: "Für diese Bewertung gab es Punkte, unabhängig davon, wie sie ausfällt.",
    reply: (shop) => `Antwort von ${shop}`,
    photo: "Foto aus der Kundschaft",
    about:
      "Bewerten kann hier nur, wer das Produkt gekauft hat: Jede Bewertung wird mit einer Bestellung abgeglichen und trägt dann den Hinweis „Verifizierter Kauf“. Bewertungen ohne diesen Hinweis stammen aus einem anderen System und wurden nicht geprüft. Gute und schlechte Bewertungen werden gleichermaßen veröffentlicht.",
    ...{
      sort: "Sortieren nach",
      newest: "Neueste",
      best: "Beste",
      worst: "Schlechteste",
      photos: "Mit Fotos zuerst",
      show: "Anzeigen",
    },
    ...{ write: "Bewertung schreiben", back: "Zum Produkt", previous: "Zurück", next: "Weiter" },
  },
  fr: {
    title: (product) => `Avis sur ${product}`,
    mean: (mean, count) => `${mean} étoiles sur 5 pour ${count} avis`,
    none: "Personne n’a encore donné son avis sur ce produit.",
    starsOf: starsIn("étoile sur 5", "étoiles sur 5"),
    verified: "Achat vérifié",
    unverified: "Achat non vérifié",
    rewarded: "Cet avis a rapporté des points à son auteur, quel que soit son contenu.",
    reply: (shop) => `Réponse de ${shop}`,
    photo: "Photo d’un client",
    about:
      "Seules les personnes qui ont acheté le produit ici peuvent donner leur avis\u00a0: chaque avis est rapproché d’une commande et porte alors la mention «\u00a0Achat vérifié\u00a0». Les avis sans cette mention proviennent d’un autre système et n’ont pas été vérifiés. Les bons et les mauvais avis sont publiés de la même façon.",
    ...{
      sort: "Trier par",
      newest: "Plus récents",
      best: "Meilleure note",
      worst: "Moins bonne note",
      photos: "Avec photos d’abord",
      show: "Afficher",
    },
    ...{ write: "Donner mon avis", back: "Voir le produit", previous: "Précédent", next: "Suivant" },
  },
  es: {
    title: (product) => `Opiniones sobre ${product}`,
    mean: (mean, count) => `${mean} de 5 estrellas según ${count === 1 ? "1 opinión" : `${count} opiniones`}`,
    none: "Nadie ha valorado todavía este producto.",
    starsOf: starsIn("estrella de 5", "estrellas de 5"),
    verified: "Compra verificada",
    unverified: "Compra no verificada",
    rewarded: "Quien escribió esta opinión recibió puntos, dijera lo que dijera.",
    reply: (shop) => `Respuesta de ${shop}`,
    photo: "Foto de un cliente",
    about:
      "Aquí solo puede opinar quien ha comprado el producto: cada opinión se coteja con un pedido y lleva entonces la marca «Compra verificada». Las opiniones sin esa marca proceden de otro sistema y no se han comprobado. Las buenas y las malas se publican por igual.",
    ...{
      sort: "Ordenar por",
      newest: "Más recientes",
      best: "Mejor valoración",
      worst: "Peor valoración",
      photos: "Con fotos primero",
      show: "Mostrar",
    },
    ...{ write: "Escribir una opinión", back: "Al producto", previous: "Anterior", next: "Siguiente" },
  },
  it: {
    title: (product) => `Recensioni di ${product}`,
    mean: (mean, count) => `${mean} stelle su 5 da ${count === 1 ? "1 recensione" : `${count} recensioni`}`,
    none: "Nessuno ha ancora recensito questo prodotto.",
    starsOf: starsIn("stella su 5", "stelle su 5"),
    verified: "Acquisto verificato",
    unverified: "Acquisto non verificato",
    rewarded: "Per questa recensione sono stati dati punti, qualunque cosa dica.",
    reply: (shop) => `Risposta di ${shop}`,
    photo: "Foto di un cliente",
    about:
      "Qui può recensire solo chi ha acquistato il prodotto: ogni recensione viene confrontata con un ordine e porta allora l’indicazione «Acquisto verificato». Le recensioni senza questa indicazione provengono da un altro sistema e non sono state verificate. Quelle buone e quelle cattive vengono pubblicate allo stesso modo.",
    ...{
      sort: "Ordina per",
      newest: "Più recenti",
      best: "Voto migliore",
      worst: "Voto peggiore",
      photos: "Prima con foto",
      show: "Mostra",
    },
    ...{ write: "Scrivi una recensione", back: "Al prodotto", previous: "Precedente", next: "Successiva" },
  },
  nl: {
    title: (product) => `Beoordelingen van ${product}`,
    mean: (mean, count) => `${mean} van 5 sterren uit ${count === 1 ? "1 beoordeling" : `${count} beoordelingen`}`,
    none: "Nog niemand heeft dit product beoordeeld.",
    starsOf: starsIn("van 5 sterren", "van 5 sterren"),
    verified: "Geverifieerde aankoop",
    unverified: "Aankoop niet geverifieerd",
    rewarded: "Voor deze beoordeling zijn punten gegeven, wat er ook in staat.",
    reply: (shop) => `Antwoord van ${shop}`,
    photo: "Foto van een klant",
    about:
      "Alleen wie het product hier heeft gekocht, kan het beoordelen: elke beoordeling wordt naast een bestelling gelegd en krijgt dan de vermelding ‘Geverifieerde aankoop’. Beoordelingen zonder die vermelding komen uit een ander systeem en zijn niet gecontroleerd. Goede en slechte beoordelingen worden op dezelfde manier gepubliceerd.",
    ...{
      sort: "Sorteren op",
      newest: "Nieuwste",
      best: "Beste score",
      worst: "Slechtste score",
      photos: "Met foto’s eerst",
      show: "Tonen",
    },
    ...{ write: "Beoordeling schrijven", back: "Naar het product", previous: "Vorige", next: "Volgende" },
  },
};
