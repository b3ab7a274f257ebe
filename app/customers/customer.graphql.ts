/** For bulk operations. */
export const CUSTOMERS_BULK = `#graphql
  {
    customers(sortKey: UPDATED_AT) {
      edges { node {
        id firstName lastName locale note state tags verifiedEmail createdAt updatedAt
        defaultAddress { countryCodeV2 }
        defaultEmailAddress { emailAddress marketingState marketingOptInLevel marketingUpdatedAt }
        defaultPhoneNumber { phoneNumber marketingState marketingOptInLevel marketingUpdatedAt }
      } }
    }
  }`;

export const UPDATE_EMAIL_CONSENT = `#graphql
  mutation UpdateEmailConsent($input: CustomerEmailMarketingConsentUpdateInput!) {
    customerEmailMarketingConsentUpdate(input: $input) {
      userErrors { field message code }
    }
  }`;

/** What customers' metafields hold, to find those that drifted from the ledger. */
export const POINTS_METAFIELDS = `#graphql
  query PointsMetafields($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on Customer {
        id
        balance: metafield(namespace: "$app", key: "points_balance") { value }
        pending: metafield(namespace: "$app", key: "points_pending") { value }
        loyalty: metafield(namespace: "$app", key: "loyalty") { value }
      }
    }
  }`;

export const ADD_TAGS = `#graphql
  mutation AddTags($id: ID!, $tags: [String!]!) {
    tagsAdd(id: $id, tags: $tags) { userErrors { field message } }
  }`;

export const REMOVE_TAGS = `#graphql
  mutation RemoveTags($id: ID!, $tags: [String!]!) {
    tagsRemove(id: $id, tags: $tags) { userErrors { field message } }
  }`;
