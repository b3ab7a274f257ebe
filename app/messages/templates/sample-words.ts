/** What merchants would have named things, for samples. */
export const sampleReward = {
  en: "Free shipping",
  de: "Kostenloser Versand",
  fr: "Livraison offerte",
  es: "Envío gratis",
  it: "Spedizione gratuita",
  nl: "Gratis verzending",
};

export const sampleTier = { en: "Gold", de: "Gold", fr: "Or", es: "Oro", it: "Oro", nl: "Goud" };
