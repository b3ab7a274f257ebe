/** Asked one by one: where Shopify refuses one, the other is known all the same. Neither is documented to need a scope. */
export const CUSTOMER_ACCOUNTS = `#graphql
  query CustomerAccounts {
    shop { customerAccountsV2 { customerAccountsVersion } }
  }`;

export const STORE_CREDIT = `#graphql
  query StoreCredit {
    storeCreditConfiguration { storeCreditEnabled }
  }`;
