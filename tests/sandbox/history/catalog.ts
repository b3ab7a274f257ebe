/** What Morgenrot sells: coffee, what one brews it with, and care products made of what is left of it. Prices in euro cents, tax included. */
export type CatalogVariant = {
  title: string;
  sku: string;
  priceMinor: bigint;
  /** Days that one unit lasts; 0 for things that do not run out. */ lastsDays: number;
};

export type CatalogProduct = {
  handle: string;
  title: string;
  titleDe: string;
  description: string;
  descriptionDe: string;
  productType: string;
  tags: string[];
  giftCard?: boolean;
  variants: CatalogVariant[];
};

const variant = (title: string, sku: string, priceMinor: number, lastsDays = 0): CatalogVariant => ({
  title,
  sku,
  priceMinor: BigInt(priceMinor),
  lastsDays,
});

export const CATALOG: readonly CatalogProduct[] = [
  {
    ...{
      handle: "espresso-morgenrot",
      title: "Morgenrot Espresso",
      titleDe: "Espresso Morgenrot",
      productType: "Coffee",
      tags: ["coffee", "espresso"],
    },
    description:
      "A round, chocolatey espresso from Brazil and Sumatra, roasted slowly in a drum. For portafilter, moka pot and fully automatic machines.",
    descriptionDe:
      "Ein runder, schokoladiger Espresso aus Brasilien und Sumatra, langsam in der Trommel geröstet. Für Siebträger, Herdkanne und Vollautomat.",
    variants: [variant("250 g", "MR-ESP-250", 990, 14), variant("1 kg", "MR-ESP-1000", 3290, 45)],
  },
  {
    ...{
      handle: "filterkaffee-fruehschicht",
      title: "Early Shift Filter Coffee",
      titleDe: "Filterkaffee Frühschicht",
      productType: "Coffee",
      tags: ["coffee", "filter"],
    },
    description:
      "Washed beans from Guatemala, roasted light: red apple, caramel and a clear finish. Made for hand filters and good machines.",
    descriptionDe:
      "Gewaschene Bohnen aus Guatemala, hell geröstet: roter Apfel, Karamell und ein klarer Abgang. Für Handfilter und gute Maschinen.",
    variants: [variant("250 g", "MR-FIL-250", 1050, 14), variant("1 kg", "MR-FIL-1000", 3490, 45)],
  },
  {
    ...{
      handle: "feierabend-entkoffeiniert",
      title: "After Work Decaf",
      titleDe: "Feierabend entkoffeiniert",
      productType: "Coffee",
      tags: ["coffee", "decaf"],
    },
    description: "Decaffeinated gently with water, so the hazelnut and cocoa stay and the night stays quiet.",
    descriptionDe: "Schonend mit Wasser entkoffeiniert: Haselnuss und Kakao bleiben, der Schlaf auch.",
    variants: [variant("250 g", "MR-DEC-250", 1090, 18), variant("1 kg", "MR-DEC-1000", 3590, 60)],
  },
  {
    ...{
      handle: "yirgacheffe-kochere",
      title: "Yirgacheffe Kochere",
      titleDe: "Yirgacheffe Kochere",
      productType: "Coffee",
      tags: ["coffee", "filter", "single-origin"],
    },
    description: "Jasmine, bergamot and stone fruit from one washing station in southern Ethiopia. Small lots, numbered bags.",
    descriptionDe:
      "Jasmin, Bergamotte und Steinobst von einer einzigen Waschstation im Süden Äthiopiens. Kleine Partien, nummerierte Tüten.",
    variants: [variant("250 g", "MR-YIR-250", 1490, 14)],
  },
  {
    ...{
      handle: "filterpapier",
      title: "Paper Filters, 100 pieces",
      titleDe: "Filterpapier, 100 Stück",
      productType: "Brewing",
      tags: ["brewing", "consumable"],
    },
    description: "Unbleached filters for size 02 drippers, from certified forests.",
    descriptionDe: "Ungebleichte Filter für Handfilter der Größe 02, aus zertifizierten Wäldern.",
    variants: [variant("Default Title", "MR-PAP-100", 490, 60)],
  },
  {
    ...{
      handle: "entkalker",
      title: "Citric Descaler",
      titleDe: "Entkalker mit Zitronensäure",
      productType: "Brewing",
      tags: ["brewing", "consumable"],
    },
    description: "Dissolves scale, smells of nothing afterwards. Enough for five machines' worth of care.",
    descriptionDe: "Löst Kalk und riecht danach nach nichts. Reicht für fünf Anwendungen.",
    variants: [variant("Default Title", "MR-ENT-500", 790, 120)],
  },
  {
    ...{
      handle: "haferseife-fuers-haar",
      title: "Oat & Coffee Shampoo Bar",
      titleDe: "Haarseife Hafer & Kaffee",
      productType: "Care",
      tags: ["care", "hair", "consumable"],
    },
    description: "A firm shampoo bar with oat milk and coffee oil. Lasts as long as two bottles, without the bottle.",
    descriptionDe: "Festes Shampoo mit Hafermilch und Kaffeeöl. Hält so lange wie zwei Flaschen, ganz ohne Flasche.",
    variants: [variant("Default Title", "MR-HAR-080", 950, 45)],
  },
  {
    ...{
      handle: "handcreme",
      title: "Hand Cream",
      titleDe: "Handcreme",
      productType: "Care",
      tags: ["care", "skin", "consumable"],
    },
    description: "Shea butter and green coffee extract, absorbed before the next cup is ready.",
    descriptionDe: "Sheabutter und Extrakt aus grünem Kaffee: eingezogen, bevor die nächste Tasse fertig ist.",
    variants: [variant("50 ml", "MR-HAN-050", 1290, 40), variant("100 ml", "MR-HAN-100", 1990, 75)],
  },
  {
    ...{
      handle: "koerperpeeling",
      title: "Coffee Body Scrub",
      titleDe: "Körperpeeling Kaffeesatz",
      productType: "Care",
      tags: ["care", "skin", "consumable"],
    },
    description: "Coffee grounds from our own roastery, almond oil and sea salt. Rubs gently, rinses clean.",
    descriptionDe: "Kaffeesatz aus unserer Rösterei, Mandelöl und Meersalz. Reibt sanft, spült sich gut ab.",
    variants: [variant("Default Title", "MR-PEE-200", 1690, 50)],
  },
  {
    ...{
      handle: "lippenbalsam",
      title: "Cocoa Lip Balm",
      titleDe: "Lippenbalsam Kakao",
      productType: "Care",
      tags: ["care", "skin", "consumable"],
    },
    description: "Beeswax, cocoa butter, nothing else. In a paper tube.",
    descriptionDe: "Bienenwachs, Kakaobutter, sonst nichts. In der Papierhülse.",
    variants: [variant("Default Title", "MR-LIP-010", 590, 60)],
  },
  {
    ...{ handle: "handmuehle", title: "Hand Grinder", titleDe: "Handmühle", productType: "Hardware", tags: ["hardware"] },
    description: "Steel burrs, forty clicks, quiet enough for a sleeping household. Repairable, with spare parts.",
    descriptionDe: "Mahlwerk aus Stahl, vierzig Stufen, leise genug für schlafende Mitbewohner. Reparierbar, mit Ersatzteilen.",
    variants: [variant("Default Title", "MR-MUE-001", 8900)],
  },
  {
    ...{
      handle: "schwanenhalskessel",
      title: "Gooseneck Kettle",
      titleDe: "Schwanenhalskessel",
      productType: "Hardware",
      tags: ["hardware"],
    },
    description: "0.9 litres, to the degree, and a spout that pours where you look.",
    descriptionDe: "0,9 Liter, gradgenau, und ein Ausguss, der dorthin gießt, wo Sie hinsehen.",
    variants: [variant("Steel", "MR-KES-ST", 11900), variant("Black", "MR-KES-SW", 12900)],
  },
  {
    ...{
      handle: "steinzeugbecher",
      title: "Stoneware Mug",
      titleDe: "Steinzeugbecher",
      productType: "Hardware",
      tags: ["hardware"],
    },
    description: "Thrown by hand in the Westerwald, 250 ml, dishwasher safe. No two are alike.",
    descriptionDe: "Im Westerwald von Hand gedreht, 250 ml, spülmaschinenfest. Keiner gleicht dem anderen.",
    variants: [variant("Sand", "MR-BEC-SA", 1850), variant("Red dawn", "MR-BEC-MR", 1850)],
  },
  {
    ...{
      handle: "gutschein",
      title: "Gift Card",
      titleDe: "Gutschein",
      productType: "Gift card",
      tags: ["gift"],
      giftCard: true,
    },
    description: "By e-mail, valid for three years, for anything in the shop.",
    descriptionDe: "Per E-Mail, drei Jahre gültig, für alles im Laden.",
    variants: [variant("25 €", "MR-GUT-25", 2500), variant("50 €", "MR-GUT-50", 5000), variant("100 €", "MR-GUT-100", 10000)],
  },
];
