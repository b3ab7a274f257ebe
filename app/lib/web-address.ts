const LONGEST_URL = 2_000;
/** Visible ASCII, without what browsers or mail programs read as something else than it looks like. */
const WEB_ADDRESS = /^[Hh][Tt][Tt][Pp][Ss]?:\/\/(?!\/)[!#-;=?-[\]_a-z~]+$/;

/** Whether an address may be a link to follow: on the web, in ASCII, without a name or password in it, of at most 2,000 characters. */
export function isWebAddress(url: string): boolean {
  if (url.length > LONGEST_URL || !WEB_ADDRESS.test(url) || !URL.canParse(url)) return false;
  const { username, password, hostname } = new URL(url);
  return username === "" && password === "" && hostname !== "";
}

/** Whether a picture can be shown from there in every reader's program: over https. */
export function isPictureAddress(text: string): boolean {
  return isWebAddress(text) && text.toLowerCase().startsWith("https:");
}

/** Shopify's own servers make a picture as small as it is shown; screens show twice the pixels. @param width in pixels of the email */
export function pictureAt(url: string, width: number): string {
  if (!url.startsWith("https://cdn.shopify.com/") || !URL.canParse(url)) return url;
  const sized = new URL(url);
  sized.searchParams.set("width", String(width * 2));
  return sized.href;
}
