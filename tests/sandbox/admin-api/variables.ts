import {
  coerceInputValue,
  getLocation,
  isInputType,
  isNonNullType,
  print,
  typeFromAST,
  valueFromAST,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from "graphql";

import type { ShopifyError } from "./validation.ts";

type Problem = { path: (string | number)[]; explanation: string };

/** Checks the variables of a request as Shopify does: one error for each variable, with all its problems. */
export function checkVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  given: Record<string, unknown>,
): ShopifyError[] {
  return (operation.variableDefinitions ?? []).flatMap((definition) => {
    const problems = problemsOf(schema, definition, given);
    if (problems.length === 0) return [];
    const name = definition.variable.name.value;
    const at = definition.loc === undefined ? undefined : getLocation(definition.loc.source, definition.loc.start);
    const details = problems
      .filter(({ path }) => path.length > 0)
      .map(({ path, explanation }) => `${path.join(".")} (${explanation})`)
      .join(", ");
    return [
      {
        message: `Variable $${name} of type ${print(definition.type)} was provided invalid value${details === "" ? "" : ` for ${details}`}`,
        ...(at === undefined ? {} : { locations: [{ line: at.line, column: at.column }] }),
        extensions: { code: "INVALID_VARIABLE", value: given[name] ?? null, problems },
      },
    ];
  });
}

function problemsOf(schema: GraphQLSchema, definition: VariableDefinitionNode, given: Record<string, unknown>): Problem[] {
  const type = typeFromAST(schema, definition.type as never);
  if (!isInputType(type)) return [];
  const name = definition.variable.name.value;
  const value = given[name];
  if (value === undefined || value === null) {
    const hasDefault =
      value === undefined && definition.defaultValue !== undefined && valueFromAST(definition.defaultValue, type) !== undefined;
    return isNonNullType(type) && !hasDefault ? [{ path: [], explanation: "Expected value to not be null" }] : [];
  }
  const problems: Problem[] = [];
  coerceInputValue(value, type, (path, invalid, error) => problems.push(problemOf([...path], invalid, error)));
  return problems;
}

function problemOf(path: (string | number)[], invalid: unknown, error: GraphQLError): Problem {
  const { message } = error;
  if (message.includes("not to be null")) return { path, explanation: "Expected value to not be null" };
  const missing = /^Field "([^"]+)" of required type/.exec(message);
  if (missing?.[1] !== undefined) return { path: [...path, missing[1]], explanation: "Expected value to not be null" };
  const unknown = /^Field "([^"]+)" is not defined by type "([^"]+)"/.exec(message);
  if (unknown?.[1] !== undefined) return { path: [...path, unknown[1]], explanation: `Field is not defined on ${unknown[2]}` };
  if (/does not exist in "[^"]+" enum/.test(message))
    return { path, explanation: `Expected ${JSON.stringify(invalid)} to be one of the enum's values` };
  if (/cannot represent|Expected type/.test(message))
    return { path, explanation: `Could not coerce value ${JSON.stringify(invalid)} (${message})` };
  return { path, explanation: message };
}
