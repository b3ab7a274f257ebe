/** Shopify's own servers make a picture as small as it is shown; screens show twice the pixels. @param width in pixels of the email */
export function pictureAt(url: string, width: number): string {
  if (!url.startsWith("https://cdn.shopify.com/") || !URL.canParse(url)) return url;
  const sized = new URL(url);
  sized.searchParams.set("width", String(width * 2));
  return sized.href;
}
