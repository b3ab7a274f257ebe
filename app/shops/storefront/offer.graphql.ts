/** What a cart needs to know of variants, with what their products offer besides. */
export const OFFERS_BY_ID = `#graphql
  query OffersById($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on ProductVariant {
        id title price availableForSale
        contextualPricing(context: {}) { quantityRule { minimum maximum increment } }
        product {
          title status onlineStoreUrl
          variants(first: 5) { nodes { id title price availableForSale } }
        }
      }
    }
  }`;
