/** For bulk operations. */
export const PRODUCTS_BULK = `#graphql
  {
    products {
      edges { node {
        id title handle productType vendor status tags updatedAt publishedAt tracksInventory isGiftCard
        featuredMedia { preview { image { url } } }
        variants { edges { node { id title sku price availableForSale } } }
      } }
    }
  }`;

export const SHOP_DETAILS = `#graphql
  query ShopDetails {
    shop {
      id name email currencyCode ianaTimezone taxesIncluded
      shopAddress { countryCodeV2 }
      primaryDomain { host }
    }
    shopLocales { locale primary published }
    currentAppInstallation { id accessScopes { handle } }
  }`;

/** What no webhook tells: which languages are published. */
export const SHOP_WHEREABOUTS = `#graphql
  query ShopWhereabouts {
    shop { primaryDomain { host } }
    shopLocales { locale primary published }
  }`;

export const RUN_BULK_QUERY = `#graphql
  mutation RunBulkQuery($query: String!) {
    bulkOperationRunQuery(query: $query, groupObjects: true) {
      bulkOperation { id status }
      userErrors { field message code }
    }
  }`;

export const BULK_OPERATION = `#graphql
  query BulkOperation($id: ID!) {
    bulkOperation(id: $id) { id status errorCode objectCount url partialDataUrl }
  }`;

export const SET_METAFIELDS = `#graphql
  mutation SetMetafields($metafields: [MetafieldsSetInput!]!) {
    metafieldsSet(metafields: $metafields) {
      userErrors { field message code elementIndex }
    }
  }`;
