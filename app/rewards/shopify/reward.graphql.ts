const NODE = `codeDiscountNode {
  id
  codeDiscount {
    __typename
    ... on DiscountCodeBasic { status codes(first: 1) { nodes { id code } } }
    ... on DiscountCodeFreeShipping { status codes(first: 1) { nodes { id code } } }
  }
}`;
const ERRORS = `userErrors { field message code }`;

/** A new discount with its first code. */
export const CREATE_BASIC = `#graphql
  mutation CreateRewardDiscount($input: DiscountCodeBasicInput!) {
    created: discountCodeBasicCreate(basicCodeDiscount: $input) { ${NODE} ${ERRORS} }
  }`;

export const CREATE_FREE_SHIPPING = `#graphql
  mutation CreateRewardShippingDiscount($input: DiscountCodeFreeShippingInput!) {
    created: discountCodeFreeShippingCreate(freeShippingCodeDiscount: $input) { ${NODE} ${ERRORS} }
  }`;

/** Lets further customers use the discount. */
export const UPDATE_BASIC = `#graphql
  mutation OpenRewardDiscount($id: ID!, $input: DiscountCodeBasicInput!) {
    updated: discountCodeBasicUpdate(id: $id, basicCodeDiscount: $input) { ${NODE} ${ERRORS} }
  }`;

export const UPDATE_FREE_SHIPPING = `#graphql
  mutation OpenRewardShippingDiscount($id: ID!, $input: DiscountCodeFreeShippingInput!) {
    updated: discountCodeFreeShippingUpdate(id: $id, freeShippingCodeDiscount: $input) { ${NODE} ${ERRORS} }
  }`;

export const ADD_CODES = `#graphql
  mutation AddRewardCodes($id: ID!, $codes: [DiscountRedeemCodeInput!]!) {
    discountRedeemCodeBulkAdd(discountId: $id, codes: $codes) {
      bulkCreation { id done }
      ${ERRORS}
    }
  }`;

/** How far adding codes has come, and what came of each. */
export const CODE_CREATION = `#graphql
  query RewardCodeCreation($id: ID!, $count: Int!) {
    discountRedeemCodeBulkCreation(id: $id) {
      done
      codes(first: $count) { nodes { code discountRedeemCode { id } errors { message code } } }
    }
  }`;

/** The discount that has a code, with that code and how often it was used. */
export const FIND_CODE = `#graphql
  query FindRewardCode($code: String!, $search: String!) {
    codeDiscountNodeByCode(code: $code) {
      id
      codeDiscount {
        __typename
        ... on DiscountCodeBasic { status codes(first: 20, query: $search) { nodes { id code asyncUsageCount } } }
        ... on DiscountCodeFreeShipping { status codes(first: 20, query: $search) { nodes { id code asyncUsageCount } } }
      }
    }
  }`;

export const DELETE_CODE = `#graphql
  mutation DeleteRewardCode($discountId: ID!, $ids: [ID!]!) {
    discountCodeRedeemCodeBulkDelete(discountId: $discountId, ids: $ids) {
      job { id done }
      ${ERRORS}
    }
  }`;

/** Two codes at most: whether there are others beside one. */
export const CODES_OF_DISCOUNT = `#graphql
  query CodesOfRewardDiscount($id: ID!) {
    codeDiscountNode: node(id: $id) {
      ... on DiscountCodeNode {
        id
        codeDiscount {
          __typename
          ... on DiscountCodeBasic { codes(first: 2) { nodes { id code } } }
          ... on DiscountCodeFreeShipping { codes(first: 2) { nodes { id code } } }
        }
      }
    }
  }`;

export const DELETE_DISCOUNT = `#graphql
  mutation DeleteRewardDiscount($id: ID!) {
    deletion: discountCodeDelete(id: $id) {
      deletedCodeDiscountId
      ${ERRORS}
    }
  }`;

export const CUSTOMER_EXISTS = `#graphql
  query RewardCustomerExists($id: ID!) {
    customer(id: $id) { id }
  }`;

export const ORDERS_OF_CODE = `#graphql
  query OrdersOfRewardCode($query: String!) {
    orders(first: 5, query: $query) { nodes { id } }
  }`;

/** @see store-credit.server.ts: Shopify keeps no key of ours, so the expiry tells one credit from another. */
export const CREDIT_CUSTOMER = `#graphql
  mutation CreditRewardCustomer($id: ID!, $input: StoreCreditAccountCreditInput!) {
    storeCreditAccountCredit(id: $id, creditInput: $input) {
      storeCreditAccountTransaction { id }
      ${ERRORS}
    }
  }`;

export const STORE_CREDITS = `#graphql
  query RewardStoreCredits($id: ID!) {
    customer(id: $id) {
      storeCreditAccounts(first: 10) {
        nodes {
          id
          transactions(first: 100, sortKey: CREATED_AT, reverse: true) {
            nodes {
              __typename
              amount { amount currencyCode }
              createdAt
              ... on StoreCreditAccountCreditTransaction { id expiresAt }
            }
            pageInfo { hasNextPage }
          }
        }
      }
    }
  }`;

export const CREATE_GIFT_CARD = `#graphql
  mutation CreateRewardGiftCard($input: GiftCardCreateInput!) {
    giftCardCreate(input: $input) {
      giftCard { id }
      ${ERRORS}
    }
  }`;

/** Gift cards that Shopify's search finds by a code, and all of them, the newest first, a page at a time. */
export const GIFT_CARDS = `#graphql
  query RewardGiftCards($code: String!, $after: String) {
    named: giftCards(first: 5, query: $code) { nodes { id note } }
    giftCards(first: 200, after: $after, sortKey: CREATED_AT, reverse: true) {
      nodes { id note createdAt }
      pageInfo { hasNextPage endCursor }
    }
  }`;
