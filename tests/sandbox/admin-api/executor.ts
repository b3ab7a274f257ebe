import { getNamedType, isAbstractType, type GraphQLFieldResolver, type GraphQLTypeResolver } from "graphql";

import { allows, fieldAccess } from "../schema/schema.ts";
import type { Context, Resolvers } from "./context.ts";
import { failure, notImplemented } from "./failures.ts";
import { Mutation } from "./mutations.ts";
import { queryTypes } from "./query-root.ts";

const types: Record<string, Resolvers> = { ...queryTypes, Mutation };

/** Refuses a field whose scope was not granted, then asks the type's resolver, then the source's own property. */
export const resolveField: GraphQLFieldResolver<unknown, Context> = (source, args, context, info) => {
  const type = info.parentType.name;
  const access = fieldAccess().get(`${type}.${info.fieldName}`);
  if (access !== undefined && !allows(context.shop.installedScopes, access.scopes)) {
    throw failure(`Access denied for ${info.fieldName} field. Required access: ${access.access}`, "ACCESS_DENIED", {
      documentation: "https://shopify.dev/api/usage/access-scopes",
      requiredAccess: access.access,
    });
  }
  const resolver = types[type]?.[info.fieldName];
  if (resolver !== undefined) return resolver(source as never, args as never, context);
  if (typeof source === "object" && source !== null && info.fieldName in source) {
    const value = (source as Record<string, unknown>)[info.fieldName];
    return typeof value === "function" ? (value as (args: unknown) => unknown)(args) : value;
  }
  throw notImplemented(`the field ${type}.${info.fieldName}`);
};

export const resolveType: GraphQLTypeResolver<unknown, Context> = (value, _context, info) => {
  const typename = (value as { __typename?: string }).__typename;
  if (typename !== undefined) return typename;
  const wanted = getNamedType(info.returnType);
  throw notImplemented(isAbstractType(wanted) ? `the members of ${wanted.name}` : wanted.name);
};
