import { meanOf, type Rating } from "../review.ts";

/** What a shop's visitors read of a review. `on`: its day in the shop, ISO 8601; `photos`: their ids. */
export type ShownReview = {
  id: string;
  stars: number;
  title: string;
  text: string;
  name: string;
  on: string;
  lang: string;
  verified: boolean;
  rewarded: boolean;
  reply: string;
  photos: string[];
};

/** The metafield `$app.reviews` of a product (extensions/README.md has the shape). `rating`: "4.67". */
export type ThemeReviews = { rating: string; count: number; reviews: ShownReview[]; data: StructuredData };

/** What search engines read (schema.org `AggregateRating` and `Review`). */
type StructuredData = { rating: object; reviews: object[] };

/** So many the theme may show; the page behind its list has all. */
export const MOST_IN_THEME = 5;
/** Letters of a review's text that the theme shows. */
const LONGEST_IN_THEME = 600;
/** Bytes. Shopify takes 128 KB of JSON, and each view of the product reads it. */
const LONGEST_VALUE = 32_000;

/** Null where nothing is published: then nothing is shown. */
export function themeReviews(rating: Rating, newest: readonly ShownReview[]): ThemeReviews | null {
  const mean = meanOf(rating);
  if (mean === null) return null;
  const reviews = newest.slice(0, MOST_IN_THEME).map((review) => ({
    ...review,
    text: shortened(review.text),
    reply: shortened(review.reply),
  }));
  for (;;) {
    const value = { rating: mean, count: rating.count, reviews, data: structured(mean, rating.count, reviews) };
    if (Buffer.byteLength(JSON.stringify(value)) <= LONGEST_VALUE) return value;
    reviews.pop();
  }
}

function structured(mean: string, count: number, reviews: readonly ShownReview[]): StructuredData {
  return {
    rating: { "@type": "AggregateRating", ratingValue: mean, reviewCount: count },
    reviews: reviews.map(({ stars, title, text, name, on }) => ({
      ...{ "@type": "Review", author: { "@type": "Person", name }, datePublished: on },
      ...{ name: title, reviewBody: text, reviewRating: { "@type": "Rating", ratingValue: stars } },
    })),
  };
}

function shortened(text: string): string {
  const letters = Array.from(text);
  return letters.length <= LONGEST_IN_THEME ? text : `${letters.slice(0, LONGEST_IN_THEME).join("").trimEnd()}…`;
}

/** The value of Shopify's own metafield `reviews.rating`, from which themes and search show stars. */
export function ratingValue({ rating }: ThemeReviews): string {
  return JSON.stringify({ scale_min: "1.0", scale_max: "5.0", value: rating });
}
