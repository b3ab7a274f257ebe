/** What products say of how long one lasts. */
export const SUPPLY_OF_PRODUCTS = `#graphql
  query SupplyOfTheseProducts($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on Product {
        id
        supply: metafield(namespace: "$app", key: "supply_days") { value compareDigest updatedAt }
      }
    }
  }`;

export const SUPPLY_OF_VARIANTS = `#graphql
  query SupplyOfTheseVariants($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on ProductVariant {
        id
        product { id }
        supply: metafield(namespace: "$app", key: "supply_days") { value compareDigest updatedAt }
      }
    }
  }`;

/** Which installation of the app it is that asks: with each, the app's own fields begin anew. */
export const INSTALLATION = `#graphql
  query Installation {
    currentAppInstallation { id }
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
