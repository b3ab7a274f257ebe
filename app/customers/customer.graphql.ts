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
