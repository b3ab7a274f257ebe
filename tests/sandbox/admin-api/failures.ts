import { GraphQLError } from "graphql";

/** An execution error in Shopify's shape: it carries a code, and the executor adds path and locations. */
export function failure(message: string, code: string, more: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...more } });
}

/** The stand-in does not know the field. Loud, so that nobody takes an invented null for Shopify's answer. */
export function notImplemented(what: string): GraphQLError {
  return failure(`The sandbox does not implement ${what}; extend tests/sandbox/admin-api`, "SANDBOX_NOT_IMPLEMENTED");
}
