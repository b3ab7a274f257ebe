import { HttpInternalError, HttpRequestError, HttpResponseError, HttpThrottlingError } from "@shopify/shopify-api";

import { AdminApiError, ShopUnreachableError } from "../../shopify.server.ts";
import type { Problem } from "../reconciliation/spans.ts";

/** What the Admin API says of itself when the fault is not ours. */
const THEIRS = new Set(["INTERNAL_SERVER_ERROR", "THROTTLED", "TIMEOUT"]);

/** What a failure means for the merchant. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ShopUnreachableError) return "token";
  if (error instanceof AdminApiError)
    return error.code === "ACCESS_DENIED" ? "access" : THEIRS.has(error.code) ? "unreachable" : "defect";
  if (error instanceof HttpInternalError || error instanceof HttpThrottlingError || error instanceof HttpRequestError)
    return "unreachable";
  if (error instanceof HttpResponseError) {
    const { code } = error.response as { code: number };
    return code >= 400 && code < 500 ? "token" : "unreachable";
  }
  return error instanceof DOMException || (error instanceof TypeError && error.message === "fetch failed")
    ? "unreachable"
    : "defect";
}
