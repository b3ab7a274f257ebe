/** @jsxImportSource preact */
import type { View } from "../api.ts";
import { own } from "../words.ts";

type Pictured = Pick<View["program"]["rewards"][number], "picture">;

/** The merchant's picture of a reward or a tier, where there is one. Shopify keeps its place while it loads. */
export function Picture({ of: { picture }, view }: { of: Pictured; view: View }) {
  return picture === null ? null : <s-product-thumbnail src={picture.url} alt={own(picture.alt, view)} size="base" />;
}
