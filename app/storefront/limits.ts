import { MINUTE_MS, SECOND_MS } from "../lib/time.ts";
import { createRateGuard } from "../shops/proxy/rate-guard.ts";

/** Of what a shopper sends, in bytes. */
export const LONGEST_BODY = 8_192;

/** The same of a whole basket: Shopify's carts have up to 500 lines. */
export const LONGEST_BASKET = 32_768;

/** Shopify's app proxy gives up after ten seconds, and with it the page on which the shopper waits. */
export const PATIENCE_MS = 8 * SECOND_MS;

/** What a shopper may do in a minute, in the theme and in their account together. */
export const withinRate = createRateGuard(20, MINUTE_MS);

/** What a shopper may look at in a minute: each page of their account asks once or twice, and each change of a basket does. */
export const looksWithinRate = createRateGuard(60, MINUTE_MS);

/** The same of an answer in a shopper's own words, as long as a survey takes them, in any script. */
export const LONGEST_SURVEY_BODY = 20_480;

/** What everybody who is nobody in particular may change in a shop: it waits in one line with everything else of the shop, which a crowd must not fill. */
export const strangersWithinRate = createRateGuard(300, MINUTE_MS);
