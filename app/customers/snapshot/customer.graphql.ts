/** What a profile keeps, in a form that bulk operations accept too. */
const CUSTOMER_FIELDS = `
  id firstName lastName locale note state tags verifiedEmail createdAt updatedAt
  defaultAddress { countryCodeV2 provinceCode }
  defaultEmailAddress { emailAddress marketingState marketingOptInLevel marketingUpdatedAt }
  defaultPhoneNumber { phoneNumber smsMarketingConsent { state optInLevel updatedAt } }`;

/** For bulk operations. */
export const CUSTOMERS_BULK = `#graphql
  {
    customers(sortKey: UPDATED_AT) {
      edges { node { ${CUSTOMER_FIELDS} } }
    }
  }`;

/** Whole customers by a search for when they changed, oldest change first. */
export const CUSTOMERS_CHANGED = `#graphql
  query CustomersChanged($query: String!, $after: String) {
    customers(first: 250, after: $after, query: $query, sortKey: UPDATED_AT) {
      pageInfo { hasNextPage endCursor }
      nodes { ${CUSTOMER_FIELDS} }
    }
  }`;

export const CUSTOMERS_BY_ID = `#graphql
  query CustomersById($ids: [ID!]!) {
    nodes(ids: $ids) { ... on Customer { ${CUSTOMER_FIELDS} } }
  }`;

/** Which of these customers Shopify still has: it tells of none that are gone. And what it thinks of them, since they are asked about anyway. */
export const CUSTOMERS_THERE = `#graphql
  query CustomersThere($ids: [ID!]!) {
    nodes(ids: $ids) { id ... on Customer { productSubscriberStatus statistics { rfmGroup predictedSpendTier } } }
  }`;

export const UPDATE_EMAIL_CONSENT = `#graphql
  mutation UpdateEmailConsent($input: CustomerEmailMarketingConsentUpdateInput!) {
    customerEmailMarketingConsentUpdate(input: $input) {
      userErrors { field message code }
    }
  }`;

/** Somebody who has signed up and is no customer yet. */
export const CREATE_CUSTOMER = `#graphql
  mutation CreateCustomer($input: CustomerInput!) {
    customerCreate(input: $input) {
      customer { ${CUSTOMER_FIELDS} }
      userErrors { field message }
    }
  }`;

export const CUSTOMER_BY_EMAIL = `#graphql
  query CustomerByEmail($email: String!) {
    customerByIdentifier(identifier: { emailAddress: $email }) { ${CUSTOMER_FIELDS} }
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
