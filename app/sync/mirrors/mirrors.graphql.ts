/** Who is in a segment of Shopify's, a page at a time. An id is the customer's in another kind. */
export const SEGMENT_MEMBERS = `#graphql
  query SegmentMembers($segmentId: ID!, $after: String) {
    customerSegmentMembers(segmentId: $segmentId, first: 1000, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      edges { node { id } }
    }
  }`;

export const DELETE_SEGMENT = `#graphql
  mutation DeleteSegment($id: ID!) {
    segmentDelete(id: $id) {
      deletedSegmentId
      userErrors { field message }
    }
  }`;

/** The metafields that the shop has defined for its customers. */
export const CUSTOMER_METAFIELDS = `#graphql
  query CustomerMetafields {
    metafieldDefinitions(ownerType: CUSTOMER, first: 100) {
      nodes { name namespace key }
    }
  }`;

/** What Shopify offers as a value of one of its filters. */
export const SEGMENT_VALUES = `#graphql
  query SegmentValues($filter: String!, $search: String!) {
    segmentValueSuggestions(filterQueryName: $filter, search: $search, first: 20) {
      edges { node { localizedValue queryName } }
    }
  }`;
