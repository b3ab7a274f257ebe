/** Names are unique in a shop; Shopify itself finds who is in it. */
export const CREATE_SEGMENT = `#graphql
  mutation CreateSegment($name: String!, $query: String!) {
    segmentCreate(name: $name, query: $query) {
      segment { id }
      userErrors { field message }
    }
  }`;

/** One of Shopify's own segments, as its editor has it. */
export const READ_SEGMENT = `#graphql
  query ReadSegment($id: ID!) {
    segment(id: $id) { name query }
  }`;
