import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

import { buildClientSchema, getNamedType, isObjectType, type GraphQLSchema, type IntrospectionQuery } from "graphql";

import { API_VERSION } from "../config.ts";

type Access = { scopes: string[]; access: string };

function read(name: string): unknown {
  return JSON.parse(gunzipSync(readFileSync(`${import.meta.dirname}/${name}-${API_VERSION}.json.gz`)).toString("utf8"));
}

let schema: GraphQLSchema | undefined;
let accesses: Map<string, Access> | undefined;

/** The official Admin API schema of the pinned version, built once a process. Resolvers come from the executor, not from here. */
export function adminSchema(): GraphQLSchema {
  schema ??= buildClientSchema((read("admin") as { data: IntrospectionQuery }).data);
  return schema;
}

/**
 * What each field needs: its own rule, or else that of the object it returns (through connections too). Fields that need nothing are absent.
 * Any one of the scopes suffices, and `write_x` includes `read_x`.
 */
export function fieldAccess(): Map<string, Access> {
  if (accesses !== undefined) return accesses;
  const rules = read("scopes") as Record<string, Access>;
  accesses = new Map();
  for (const type of Object.values(adminSchema().getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const rule = rules[`${type.name}.${field.name}`] ?? rules[returnedObject(getNamedType(field.type).name)];
      if (rule !== undefined && !isWrapper(type.name)) accesses.set(`${type.name}.${field.name}`, rule);
    }
  }
  return accesses;
}

/** "Type.field" to the scopes of which one is needed; fields that need none are absent. @see fieldAccess */
export function fieldScopes(): Map<string, string[]> {
  return new Map([...fieldAccess()].map(([field, access]) => [field, access.scopes]));
}

/** True when the granted scopes satisfy a rule. */
export function allows(granted: readonly string[], scopes: readonly string[]): boolean {
  return scopes.some((scope) => granted.includes(scope) || granted.includes(scope.replace(/^read_/, "write_")));
}

function isWrapper(typeName: string): boolean {
  return /(Connection|Edge)$/.test(typeName);
}

function returnedObject(typeName: string): string {
  return typeName.replace(/Connection$/, "");
}
