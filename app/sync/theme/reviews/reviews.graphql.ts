export const REVIEW_METAFIELDS = `#graphql
  query ReviewMetafields($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on Product {
        id
        rating: metafield(namespace: "reviews", key: "rating") { value }
        count: metafield(namespace: "reviews", key: "rating_count") { value }
        reviews: metafield(namespace: "$app", key: "reviews") { value }
      }
    }
  }`;

export const DELETE_METAFIELDS = `#graphql
  mutation DeleteMetafields($metafields: [MetafieldIdentifierInput!]!) {
    metafieldsDelete(metafields: $metafields) {
      userErrors { field message }
    }
  }`;
