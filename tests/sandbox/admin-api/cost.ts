import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  valueFromASTUntyped,
  type SelectionSetNode,
} from "graphql";

const MUTATION = 10;
const COUNT_FIELD = 10;
const CONNECTION = 2;

/** Objects that carry a value rather than a record cost nothing. */
const FREE = /^(MoneyBag|MoneyV2|PageInfo|Count|.*UserError|UserError)$/;

type Scope = {
  schema: GraphQLSchema;
  fragments: Map<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
};

/**
 * Points that Shopify reserves for an operation. Shopify publishes no formula; this one reproduces the costs in public captures of its answers: an
 * object costs 1, a connection 2 and a share of its nodes that grows with the logarithm of the page size (5: 3, 10: 4, 20: 5, 50: 7, 100: 9, 250: 11
 * times), a list counts once, a root count 10, a mutation 10.
 */
export function requestedCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const scope = { schema, fragments, variables };
  if (operation.operation === OperationTypeNode.MUTATION) {
    const root = schema.getMutationType();
    if (root == null) return MUTATION;
    return fieldsIn(operation.selectionSet, scope).reduce((sum, field) => sum + MUTATION + payloadCost(field, root, scope), 0);
  }
  const root = schema.getQueryType();
  return root == null ? 0 : Math.max(1, selectionCost(operation.selectionSet, root, scope));
}

/** The payload and the objects right in it are part of the mutation's price. */
function payloadCost(field: FieldNode, root: GraphQLCompositeType, scope: Scope): number {
  const payload = compositeOf(typeOfField(root, field));
  if (payload === null || field.selectionSet === undefined) return 0;
  return fieldsIn(field.selectionSet, scope).reduce((sum, inner) => {
    const type = compositeOf(typeOfField(payload, inner));
    return type === null || inner.selectionSet === undefined ? sum : sum + selectionCost(inner.selectionSet, type, scope);
  }, 0);
}

function selectionCost(selections: SelectionSetNode, type: GraphQLCompositeType, scope: Scope): number {
  let cost = 0;
  for (const selection of selections.selections) {
    if (selection.kind === Kind.FIELD) cost += fieldCost(selection, type, scope);
    else {
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? scope.fragments.get(selection.name.value) : selection;
      const condition = fragment?.typeCondition === undefined ? type : scope.schema.getType(fragment.typeCondition.name.value);
      if (fragment !== undefined && isCompositeType(condition)) cost += selectionCost(fragment.selectionSet, condition, scope);
    }
  }
  return cost;
}

function fieldCost(field: FieldNode, parent: GraphQLCompositeType, scope: Scope): number {
  const type = compositeOf(typeOfField(parent, field));
  if (type === null || field.selectionSet === undefined) return 0;
  if (type.name.endsWith("Connection")) return connectionCost(field, type, scope);
  if (type.name === "Count" && parent === scope.schema.getQueryType()) return COUNT_FIELD;
  const own = FREE.test(type.name) ? 0 : 1;
  return own + selectionCost(field.selectionSet, type, scope);
}

function connectionCost(field: FieldNode, type: GraphQLCompositeType, scope: Scope): number {
  const size = argument(field, "first", scope) ?? argument(field, "last", scope);
  let perNode = 0;
  for (const inner of fieldsIn(field.selectionSet, scope)) {
    const innerType = compositeOf(typeOfField(type, inner));
    if (innerType === null || inner.selectionSet === undefined) continue;
    if (inner.name.value === "nodes") perNode += 1 + selectionCost(inner.selectionSet, innerType, scope);
    if (inner.name.value === "edges") perNode += selectionCost(inner.selectionSet, innerType, scope);
  }
  return CONNECTION + (size === undefined ? 0 : pageFactor(size) * perNode);
}

function pageFactor(size: number): number {
  return size <= 0 ? 0 : Math.max(1, Math.floor(2.05 * Math.log(size) - 0.28));
}

/** What an answer was worth: the same prices, with the number of nodes that really came. */
export function actualCost(requested: number, data: unknown, isMutation: boolean): number {
  return Math.min(requested, Math.max(isMutation ? MUTATION : 1, Math.ceil(weigh(data))));
}

function weigh(value: unknown): number {
  if (value === null || typeof value !== "object") return 0;
  if (Array.isArray(value)) return value.reduce<number>((most, item) => Math.max(most, weigh(item)), 0);
  const record = value as Record<string, unknown>;
  const nodes = Array.isArray(record["nodes"]) ? record["nodes"] : Array.isArray(record["edges"]) ? record["edges"] : null;
  const inner = Object.entries(record)
    .filter(([name]) => name !== "pageInfo" && name !== "userErrors")
    .reduce((sum, [, field]) => sum + objectWeight(field), 0);
  return nodes === null ? inner : nodes.length === 0 ? 1 : CONNECTION + pageFactor(nodes.length) * (1 + weigh(nodes));
}

function objectWeight(field: unknown): number {
  if (field === null || typeof field !== "object") return 0;
  if ("amount" in field || "shopMoney" in field || "presentmentMoney" in field) return 0;
  const isConnection = !Array.isArray(field) && ("nodes" in field || "edges" in field);
  return (isConnection || (Array.isArray(field) && typeof field[0] !== "object") ? 0 : 1) + weigh(field);
}

function fieldsIn(selections: SelectionSetNode | undefined, scope: Scope): FieldNode[] {
  return (selections?.selections ?? []).flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? scope.fragments.get(selection.name.value) : selection;
    return fieldsIn(fragment?.selectionSet, scope);
  });
}

function typeOfField(parent: GraphQLCompositeType, field: FieldNode): GraphQLOutputType | undefined {
  if (!isObjectType(parent) && !(isAbstractType(parent) && "getFields" in parent)) return undefined;
  return parent.getFields()[field.name.value]?.type;
}

function compositeOf(type: GraphQLOutputType | undefined): GraphQLCompositeType | null {
  if (type === undefined) return null;
  const named = getNamedType(type);
  return isCompositeType(named) ? named : null;
}

function argument(field: FieldNode, name: string, scope: Scope): number | undefined {
  const node = field.arguments?.find((candidate) => candidate.name.value === name);
  if (node === undefined) return undefined;
  const value = valueFromASTUntyped(node.value, scope.variables);
  return typeof value === "number" ? value : undefined;
}
