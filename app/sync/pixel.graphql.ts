/** Installs our web pixel extension in the shop; an app has one. */
export const CREATE_PIXEL = `#graphql
  mutation CreatePixel($webPixel: WebPixelInput!) {
    webPixelCreate(webPixel: $webPixel) {
      webPixel { id }
      userErrors { code message }
    }
  }`;

export const UPDATE_PIXEL = `#graphql
  mutation UpdatePixel($id: ID!, $webPixel: WebPixelInput!) {
    webPixelUpdate(id: $id, webPixel: $webPixel) {
      webPixel { id }
      userErrors { code message }
    }
  }`;

export const DELETE_PIXEL = `#graphql
  mutation DeletePixel($id: ID!) {
    webPixelDelete(id: $id) {
      deletedWebPixelId
      userErrors { code message }
    }
  }`;

export const FIND_PIXEL = `#graphql
  query FindPixel {
    webPixel { id }
  }`;
