import { naming, pointsName, type PointsNames } from "../../../i18n/shopper/say.ts";
import type { EmailLanguage } from "../document/document.ts";
import { MOST_PRODUCTS } from "../document/blocks.ts";
import type { Row } from "../compile/compiled.ts";
import { isSure, variableNames, variables, type VariableName } from "../document/variables.ts";
import type { EmailValues, ShownProduct } from "./fill.ts";

type Shop = { shopName: string; home: string; imprint: string[]; pointsNames: PointsNames };

const titles = {
  de: [
    "Espresso Nr. 1, ganze Bohne, 500 g",
    "Filterkaffee Sonnenhang, 250 g",
    "Handfilter aus Porzellan",
    "Kaffeedose mit Deckel",
  ],
  en: [
    "Espresso No. 1, whole beans, 500 g",
    "Sunny Slope filter coffee, 250 g",
    "Porcelain pour-over dripper",
    "Coffee tin with lid",
  ],
};
const prices = {
  de: ["19,90\u00a0€", "9,50\u00a0€", "24,00\u00a0€", "16,00\u00a0€"],
  en: ["€19.90", "€9.50", "€24.00", "€16.00"],
};

/** An invented reader of whom everything is known, or nothing. @param recommended what the shop would recommend to who has bought nothing; invented without */
export function sampleValues(
  language: EmailLanguage,
  shop: Shop,
  knows: "all" | "nothing",
  recommended: readonly ShownProduct[] = [],
): EmailValues {
  const { shopName, home, imprint, pointsNames } = shop;
  const name = pointsName({ locale: language, names: pointsNames });
  const known = variableNames.map((variable) => [
    variable,
    knows === "all" || isSure(variable) ? naming(variables[variable].sample[language], name) : "",
  ]);
  const invented: ShownProduct[] = Array.from({ length: MOST_PRODUCTS }, (_, at) => ({
    ...{ productId: String(at + 1), title: titles[language][at % 4] ?? "", url: `${home}/products/sample-${at + 1}` },
    ...{ image: "", price: prices[language][at % 4] ?? "" },
  }));
  return {
    variables: { ...(Object.fromEntries(known) as Record<VariableName, string>), shop_name: shopName },
    codeMinimum: "",
    products({ from, most }: Row) {
      // What is recommended is so to a reader of whom nothing is known, too.
      if (from === "recommended" && recommended.length > 0) return recommended.slice(0, most);
      return knows === "all" ? invented.slice(0, most) : [];
    },
    cart: knows === "all" ? { to: "cart", lines: [{ variantId: "1", quantity: 1 }] } : null,
    friend: knows === "all" ? `${home}/apps/reprise/refer/K7M2P9QX` : null,
    due: knows === "all" ? ["1"] : [],
    places: { shop: home, "shop-with-code": home, product: home, rewards: home, account: `${home}/account` },
    ...{ bought: false, imprint },
  };
}
