import { Checkbox, InlineStack, Select } from "@shopify/polaris";

import { MOST_STARS, type ReviewState } from "../../reviews/review.ts";
import { useT } from "../locale.tsx";

export type Filters = { state: ReviewState; stars: string; product: string; photos: boolean };
type Props = {
  filters: Filters;
  products: readonly { productId: string; title: string }[];
  onChange: (filters: Filters) => void;
};

/** Which reviews are listed, besides the tab. */
export function ReviewFilters({ filters, products, onChange }: Props) {
  const t = useT();
  const counts = Array.from({ length: MOST_STARS }, (_, at) => MOST_STARS - at);
  return (
    <InlineStack gap="300" blockAlign="end">
      <Select
        label={t("reviews.starsLabel")}
        options={[
          { value: "", label: t("reviews.allStars") },
          ...counts.map((count) => ({ value: String(count), label: t("reviews.stars", { count }) })),
        ]}
        value={filters.stars}
        onChange={(stars) => onChange({ ...filters, stars })}
      />
      <Select
        label={t("reviews.productLabel")}
        options={[
          { value: "", label: t("reviews.allProducts") },
          ...products.map(({ productId, title }) => ({ value: productId, label: title })),
        ]}
        value={filters.product}
        onChange={(product) => onChange({ ...filters, product })}
      />
      <Checkbox
        label={t("reviews.withPhotos")}
        checked={filters.photos}
        onChange={(photos) => onChange({ ...filters, photos })}
      />
    </InlineStack>
  );
}
