/**
 * What is much the same product: of one maker and type, with the same words before what tells variants apart ("Espresso No. 1, ground" and "Espresso No. 1, whole beans").
 * Shopify knows no families; shops that sell colors or sizes as products of their own name them so.
 */
export function familyOf({
  title,
  vendor,
  productType,
}: {
  title: string;
  vendor: string | null;
  productType: string | null;
}): string {
  const [name = title] = title.split(/\s[-–—|/]\s|[,(]/);
  return [vendor, productType, name.trim() === "" ? title : name].map((part) => (part ?? "").trim().toLowerCase()).join("\n");
}
