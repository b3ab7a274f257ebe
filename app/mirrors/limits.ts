/** Of one shop: Shopify's own segments are many more, but each of these is read every day. */
export const MOST_MIRRORS = 100;
