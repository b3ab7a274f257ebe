import { redirect, type LoaderFunctionArgs } from "@remix-run/node";
import { ShopifyError } from "@shopify/shopify-api";

import { authenticateAdmin } from "../shopify.server.ts";

const SHOP = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/i;

/**
 * The library answers here: the bounce page that fetches a fresh session token, and the way out of the frame. It sends whoever comes without a
 * shop to a login page, which an embedded app must not have, and puts a shop's name into headers as it was given.
 */
export async function loader({ request }: LoaderFunctionArgs) {
  const { pathname, searchParams } = new URL(request.url);
  const shops = searchParams.getAll("shop");
  if (pathname === "/auth/login" || !shops.every((shop) => SHOP.test(shop))) throw redirect("/");
  try {
    await authenticateAdmin(request);
  } catch (thrown) {
    // Where the way out of the frame leads is for anybody to write; the library throws at what it does not lead to.
    throw thrown instanceof ShopifyError ? new Response("Not an address to go to", { status: 400 }) : thrown;
  }
  return null;
}
