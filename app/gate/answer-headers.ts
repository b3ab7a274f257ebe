/** What a route has said already. */
export type Said = { contentType: string; cacheControl: string; policy: string; referrer: string };

const ADMIN = /^\/app([/.]|$)/;
const KEPT_BY_NOBODY = /^(application\/json|text\/csv)\b/;
const DOCUMENT = /^text\/html\b/;
/** Who may frame a document is said by Shopify's library, by shop, for documents of the admin; nobody else's may be framed. */
const POLICIES = ["frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"];

/**
 * Headers that are to be set beside or instead of what a route has said: no guessing of types, no addresses for other sites (those of the admin hold
 * tokens), nothing of the admin and no data in any cache, no frames and no plug-ins.
 */
export function answerHeaders(path: string, said: Said): Record<string, string> {
  const headers: Record<string, string> = { "X-Content-Type-Options": "nosniff" };
  if (said.referrer === "") headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
  const data = KEPT_BY_NOBODY.test(said.contentType) && said.cacheControl === "";
  if ((ADMIN.test(path) && !/\bno-store\b/.test(said.cacheControl)) || data) headers["Cache-Control"] = "no-store";
  if (DOCUMENT.test(said.contentType)) headers["Content-Security-Policy"] = completePolicy(said.policy);
  return headers;
}

function completePolicy(policy: string): string {
  const given = policy
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const names = given.map((part) => part.split(" ")[0]);
  const missing = POLICIES.filter((part) => {
    const [name = ""] = part.split(" ");
    return !names.includes(name) && !(name === "object-src" && names.includes("default-src"));
  });
  return [...given, ...missing].join("; ");
}
