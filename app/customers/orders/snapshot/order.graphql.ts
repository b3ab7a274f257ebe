const MONEY = "{ shopMoney { amount currencyCode } }";

/** Everything of an order but its refunds' lines, in a form that bulk operations accept too. */
const ORDER_FIELDS = `
  id name email customerLocale createdAt processedAt updatedAt cancelledAt test sourceName taxesIncluded currencyCode discountCodes
  displayFinancialStatus displayFulfillmentStatus
  customer { id } purchasingEntity { __typename } app { id }
  totalPriceSet ${MONEY} totalReceivedSet ${MONEY} totalTipReceivedSet ${MONEY}
  fulfillments(first: 50) { id createdAt updatedAt status displayStatus deliveredAt estimatedDeliveryAt }
  transactions(first: 20) { kind status processedAt }
  disputes { id status }`;

const LINE_FIELDS = `
  id title quantity currentQuantity isGiftCard requiresShipping
  product { id } variant { id } sellingPlan { sellingPlanId }
  originalTotalSet ${MONEY}
  discountAllocations { allocatedAmountSet ${MONEY} }
  taxLines { priceSet ${MONEY} }`;

const SHIPPING_FIELDS = `id isRemoved discountedPriceSet ${MONEY} taxLines { priceSet ${MONEY} }`;

/** Whole orders by id, refunds with their lines and money. */
export const ORDERS_BY_ID = `#graphql
  query OrdersById($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on Order {
        ${ORDER_FIELDS}
        lineItems(first: 100) { pageInfo { hasNextPage endCursor } nodes { ${LINE_FIELDS} } }
        shippingLines(first: 10) { nodes { ${SHIPPING_FIELDS} } }
        refunds(first: 50) {
          id createdAt
          transactions(first: 20) { nodes { kind status amountSet ${MONEY} } }
          refundShippingLines(first: 10) { nodes { subtotalAmountSet ${MONEY} taxAmountSet ${MONEY} } }
          duties { amountSet ${MONEY} }
          orderAdjustments(first: 10) { nodes { amountSet ${MONEY} taxAmountSet ${MONEY} } }
          refundLineItems(first: 100) { nodes { quantity subtotalSet ${MONEY} totalTaxSet ${MONEY} lineItem { id } } }
        }
      }
    }
  }`;

/** The lines of a large order beyond the first page. */
export const ORDER_LINES = `#graphql
  query OrderLines($id: ID!, $after: String) {
    order(id: $id) {
      lineItems(first: 250, after: $after) { pageInfo { hasNextPage endCursor } nodes { ${LINE_FIELDS} } }
    }
  }`;

/** For bulk operations: refunds only by id, since connections inside lists are refused there. */
export const ORDERS_BULK = `#graphql
  {
    orders(sortKey: UPDATED_AT) {
      edges { node {
        ${ORDER_FIELDS}
        refunds { id }
        lineItems { edges { node { ${LINE_FIELDS} } } }
        shippingLines { edges { node { ${SHIPPING_FIELDS} } } }
      } }
    }
  }`;

/** When orders changed, oldest change first, and as much of them as says whether we know that state. */
export const ORDERS_CHANGED = `#graphql
  query OrdersChanged($query: String!, $after: String) {
    orders(first: 250, after: $after, query: $query, sortKey: UPDATED_AT) {
      pageInfo { hasNextPage endCursor }
      nodes {
        id createdAt updatedAt cancelledAt displayFinancialStatus displayFulfillmentStatus currentSubtotalLineItemsQuantity fullyPaid
        refunds { id }
      }
    }
  }`;

/** How many orders and customers two searches find. */
export const COUNT_CHANGED = `#graphql
  query CountChanged($query: String!) {
    orders: ordersCount(query: $query, limit: null) { count }
    customers: customersCount(query: $query, limit: null) { count }
  }`;

/** When orders were paid. */
export const ORDER_PAYMENTS = `#graphql
  query OrderPayments($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on Order { id transactions(first: 50) { kind status processedAt } }
    }
  }`;

/** Which of these are still there. */
export const ORDERS_THERE = `#graphql
  query OrdersThere($ids: [ID!]!) {
    nodes(ids: $ids) { id }
  }`;

/** Orders by the state of their disputes; needs no right but that to read orders. */
export const ORDERS_DISPUTED = `#graphql
  query OrdersDisputed($query: String!, $after: String) {
    orders(first: 250, after: $after, query: $query, sortKey: UPDATED_AT) {
      pageInfo { hasNextPage endCursor }
      nodes { id disputes { id status } }
    }
  }`;

export const DISPUTES_OF_ORDERS = `#graphql
  query DisputesOfOrders($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on Order { id disputes { id status } }
    }
  }`;
