import {
  getLocation,
  Kind,
  KnownArgumentNamesRule,
  KnownTypeNamesRule,
  FieldsOnCorrectTypeRule,
  NoUndefinedVariablesRule,
  NoUnusedVariablesRule,
  print,
  ProvidedRequiredArgumentsRule,
  ScalarLeafsRule,
  specifiedRules,
  validate,
  ValuesOfCorrectTypeRule,
  VariablesInAllowedPositionRule,
  visit,
  type ASTNode,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  type ValidationRule,
} from "graphql";

/** An entry of `errors` in an answer. */
export type ShopifyError = {
  message: string;
  locations?: { line: number; column: number }[];
  path?: (string | number)[];
  extensions?: Record<string, unknown>;
};

type Words = { message: string; extensions: Record<string, unknown> };
type Translate = (error: GraphQLError) => Words;

/** The names that graphql-js puts between quotes, in order. */
function quoted(error: GraphQLError): string[] {
  return [...error.message.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? "");
}

/** graphql-js' rules and how Shopify words a breach of each. The rest keeps its message. */
const translations = new Map<ValidationRule, Translate>([
  [
    FieldsOnCorrectTypeRule,
    (error) => {
      const [fieldName = "", typeName = ""] = quoted(error);
      return {
        message: `Field '${fieldName}' doesn't exist on type '${typeName}'`,
        extensions: { code: "undefinedField", typeName, fieldName },
      };
    },
  ],
  [
    KnownArgumentNamesRule,
    (error) => {
      const [argumentName = "", path = ""] = quoted(error);
      const onDirective = path.startsWith("@");
      const name = onDirective ? path.slice(1) : (path.split(".").at(-1) ?? path);
      const typeName = onDirective ? "Directive" : "Field";
      return {
        message: `${typeName} '${name}' doesn't accept argument '${argumentName}'`,
        extensions: { code: "argumentNotAccepted", name, typeName, argumentName },
      };
    },
  ],
  [
    ProvidedRequiredArgumentsRule,
    (error) => {
      const [name = "", missing = ""] = quoted(error);
      return {
        message: `Field '${name}' is missing required arguments: ${missing}`,
        extensions: { code: "missingRequiredArguments", className: "Field", name, arguments: missing },
      };
    },
  ],
  [
    ScalarLeafsRule,
    (error) => {
      const [name = "", type = ""] = quoted(error);
      const typeName = type.replace(/[[\]!]/g, "");
      const scalar = error.message.includes("must not have a selection");
      return {
        message: scalar
          ? `Selections can't be made on scalars (field '${name}' returns ${typeName} but has selections)`
          : `Field must have selections (field '${name}' returns ${typeName} but has no selections. Did you mean '${name} { ... }'?)`,
        extensions: { code: "selectionMismatch", nodeName: `field '${name}'`, typeName },
      };
    },
  ],
  [
    KnownTypeNamesRule,
    (error) => {
      const [typeName = ""] = quoted(error);
      return {
        message: `No such type ${typeName}, so it can't be a fragment condition`,
        extensions: { code: "undefinedType", typeName },
      };
    },
  ],
  [
    NoUndefinedVariablesRule,
    (error) => {
      const [variable = "", operation = ""] = quoted(error);
      const by = operation === "" ? "anonymous query" : operation;
      return {
        message: `Variable ${variable} is used by ${by} but not declared`,
        extensions: { code: "variableNotDefined", variableName: variable.slice(1) },
      };
    },
  ],
  [
    NoUnusedVariablesRule,
    (error) => {
      const [variable = "", operation = ""] = quoted(error);
      const by = operation === "" ? "anonymous query" : operation;
      return {
        message: `Variable ${variable} is declared by ${by} but not used`,
        extensions: { code: "variableNotUsed", variableName: variable.slice(1) },
      };
    },
  ],
  [ValuesOfCorrectTypeRule, literalWords],
  [
    VariablesInAllowedPositionRule,
    (error) => {
      const [variable = "", declared = "", expected = ""] = quoted(error);
      return {
        message: `Type mismatch on variable ${variable} and argument (${declared} / ${expected})`,
        extensions: {
          code: "variableMismatch",
          variableName: variable.slice(1),
          typeName: declared,
          errorMessage: "Type mismatch",
        },
      };
    },
  ],
]);

function literalWords(error: GraphQLError): Words {
  const unknownField = /^Field "([^"]+)" is not defined by type "([^"]+)"/.exec(error.message);
  if (unknownField !== null) {
    const [, argumentName = "", name = ""] = unknownField;
    return {
      message: `InputObject '${name}' doesn't accept argument '${argumentName}'`,
      extensions: { code: "argumentNotAccepted", name, typeName: "InputObject", argumentName },
    };
  }
  const missing = /^Field "([^".]+)\.([^"]+)" of required type "([^"]+)"/.exec(error.message);
  if (missing !== null) {
    const [, name = "", argumentName = "", typeName = ""] = missing;
    return {
      message: `Argument '${argumentName}' on InputObject '${name}' is required. Expected type ${typeName}`,
      extensions: { code: "missingRequiredInputObjectAttribute", argumentName, argumentType: typeName, inputObjectType: name },
    };
  }
  const node = error.nodes?.[0];
  const value = node === undefined ? "" : print(node);
  return {
    message: `Argument has an invalid value (${value}). ${error.message}`,
    extensions: { code: "argumentLiteralsIncompatible", typeName: "Field" },
  };
}

/** Everything that Shopify would refuse before it executes, in its own words; empty when the operation is valid. */
export function validateOperation(schema: GraphQLSchema, document: DocumentNode): ShopifyError[] {
  if (validate(schema, document, undefined, { maxErrors: 1 }).length === 0) return [];
  return specifiedRules.flatMap((rule) => {
    const translate =
      translations.get(rule) ?? ((error: GraphQLError) => ({ message: error.message, extensions: { code: "invalid" } }));
    return validate(schema, document, [rule]).map((error) => toShopify(document, error, translate(error)));
  });
}

function toShopify(document: DocumentNode, error: GraphQLError, words: Words): ShopifyError {
  const node = error.nodes?.findLast((candidate) => candidate.kind !== Kind.OPERATION_DEFINITION);
  const at = node?.loc === undefined ? undefined : getLocation(node.loc.source, node.loc.start);
  return {
    message: words.message,
    ...(at === undefined ? {} : { locations: [{ line: at.line, column: at.column }] }),
    path: node === undefined ? [] : pathTo(document, node),
    extensions: words.extensions,
  };
}

/** `["query Name", "customer", "foo"]`: the operation, then the fields down to the node. */
function pathTo(document: DocumentNode, wanted: ASTNode): string[] {
  const path: string[] = [];
  let found: string[] | undefined;
  visit(document, {
    enter: (node) => {
      const step = stepOf(node);
      if (step !== null) path.push(step);
      if (node === wanted && found === undefined) found = [...path];
    },
    leave: (node) => {
      if (stepOf(node) !== null) path.pop();
    },
  });
  return found ?? [];
}

function stepOf(node: ASTNode): string | null {
  if (node.kind === Kind.OPERATION_DEFINITION)
    return node.name === undefined ? node.operation : `${node.operation} ${node.name.value}`;
  if (node.kind === Kind.FRAGMENT_DEFINITION) return `fragment ${node.name.value}`;
  if (node.kind === Kind.INLINE_FRAGMENT)
    return node.typeCondition === undefined ? "..." : `... on ${node.typeCondition.name.value}`;
  if (node.kind === Kind.FIELD) return node.alias?.value ?? node.name.value;
  if (node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD) return node.name.value;
  return null;
}

/** A document that does not parse. */
export function parseFailure(error: GraphQLError): ShopifyError {
  const at = error.locations?.[0] ?? { line: 1, column: 1 };
  const what = error.message.replace(/^Syntax Error: /, "");
  const found = what.includes("<EOF>") ? "unexpected end of file" : what.charAt(0).toLowerCase() + what.slice(1);
  return {
    message: `syntax error, ${found} at [${at.line}, ${at.column}]`,
    locations: [{ line: at.line, column: at.column }],
    extensions: { code: "PARSE_ERROR" },
  };
}
