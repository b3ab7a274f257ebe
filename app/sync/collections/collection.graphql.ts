export const COLLECTION_PRODUCTS = `#graphql
  query CollectionProducts($id: ID!, $after: String) {
    collection(id: $id) {
      products(first: 250, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { id }
      }
    }
  }`;

/** For the names of what rules name by id. */
export const COLLECTION_TITLES = `#graphql
  query CollectionTitles($ids: [ID!]!) {
    nodes(ids: $ids) { ... on Collection { id title } }
  }`;

/** For whoever looks for one by its title. */
export const COLLECTIONS_FOUND = `#graphql
  query CollectionsFound($query: String) {
    collections(first: 20, query: $query, sortKey: TITLE) { nodes { id title } }
  }`;
