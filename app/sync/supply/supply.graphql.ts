/** What products and variants say of how long one lasts, and which installation of the app it is that sees it. */
export const SUPPLY_FIELDS = `#graphql
  query SupplyFields($ids: [ID!]!) {
    currentAppInstallation { id }
    nodes(ids: $ids) {
      ... on Product {
        id
        supply: metafield(namespace: "$app", key: "supply_days") { value compareDigest updatedAt }
      }
      ... on ProductVariant {
        id
        product { id }
        supply: metafield(namespace: "$app", key: "supply_days") { value compareDigest updatedAt }
      }
    }
  }`;

/** The same of all products of a shop, a page at a time. */
export const ALL_PRODUCTS = `#graphql
  query SupplyOfProducts($after: String) {
    currentAppInstallation { id }
    products(first: 100, after: $after, sortKey: ID) {
      pageInfo { hasNextPage endCursor }
      nodes {
        id
        supply: metafield(namespace: "$app", key: "supply_days") { value compareDigest updatedAt }
      }
    }
  }`;

export const ALL_VARIANTS = `#graphql
  query SupplyOfVariants($after: String) {
    currentAppInstallation { id }
    productVariants(first: 100, after: $after, sortKey: ID) {
      pageInfo { hasNextPage endCursor }
      nodes {
        id
        product { id }
        supply: metafield(namespace: "$app", key: "supply_days") { value compareDigest updatedAt }
      }
    }
  }`;
