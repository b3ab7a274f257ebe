import {
  getNamedType,
  Kind,
  OperationTypeNode,
  isListType,
  isNonNullType,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLError,
  type GraphQLSchema,
} from "graphql";

type Checked = { ok: true; document: DocumentNode } | { ok: false; messages: string[] };

const MAX_CONNECTIONS = 5;
const MAX_DEPTH = 2;

/** Shopify's restrictions on the query of a bulk operation, with its own words. */
export function checkBulkQuery(schema: GraphQLSchema, query: string): Checked {
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    const detail = query.trim() === "" ? "syntax error, unexpected end of file" : (error as GraphQLError).message;
    return { ok: false, messages: [`Invalid bulk query: ${detail}`] };
  }
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (operation?.operation !== OperationTypeNode.QUERY) {
    return { ok: false, messages: ["Invalid operation type. Only `query` operations are supported."] };
  }
  const invalid = validate(schema, document);
  if (invalid.length > 0)
    return { ok: false, messages: [`Invalid bulk query: ${invalid.map(({ message }) => message).join(", ")}`] };
  const messages = findBreaches(schema, document);
  return messages.length === 0 ? { ok: true, document } : { ok: false, messages };
}

type Level = { connection: boolean; list: boolean; name: string; selectsId: boolean; nested: boolean };

function findBreaches(schema: GraphQLSchema, document: DocumentNode): string[] {
  const info = new TypeInfo(schema);
  const stack: Level[] = [];
  let [connections, depth, inList] = [0, 0, false];
  const topLevelNodes: string[] = [];
  const viaNodes: string[] = [];
  const withoutId: string[] = [];
  visit(
    document,
    visitWithTypeInfo(info, {
      Field: {
        enter: (field) => {
          const type = info.getType();
          const named = type == null ? "" : getNamedType(type).name;
          const isConnection = named.endsWith("Connection");
          const enclosing = stack.filter((level) => level.connection);
          if (stack.length === 0 && /^nodes?$/.test(field.name.value)) topLevelNodes.push(field.name.value);
          if (isConnection) {
            connections += 1;
            depth = Math.max(depth, enclosing.length + 1);
            if (stack.some((level) => level.list)) inList = true;
            if (selects(field, "nodes") || !selects(field, "edges")) viaNodes.push(field.name.value);
            for (const level of enclosing.slice(-1)) level.nested = true;
          }
          const list = type != null && (isListType(type) || (isNonNullType(type) && isListType(type.ofType)));
          const edges = field.name.value === "edges" && (stack.at(-1)?.connection ?? false);
          stack.push({
            connection: isConnection,
            list: list && !edges,
            name: field.name.value,
            selectsId: nodeSelectsId(field),
            nested: false,
          });
        },
        leave: () => {
          const level = stack.pop();
          if (level?.connection === true && level.nested && !level.selectsId) withoutId.push(level.name);
        },
      },
    }),
  );
  const messages = topLevelNodes.map((name) => `Bulk queries cannot contain a top level \`${name}\` field.`);
  if (connections === 0) messages.push("Bulk queries must contain at least one connection.");
  if (viaNodes.length > 0) {
    const first = viaNodes[0] ?? "";
    messages.push(
      `All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: '${first} { edges { node {'. Selecting via 'nodes' is not supported. Invalid connection fields: '${viaNodes.join("', '")}'.`,
    );
  }
  if (connections > MAX_CONNECTIONS) messages.push(`Bulk queries cannot contain more than ${MAX_CONNECTIONS} connections.`);
  if (depth > MAX_DEPTH) messages.push(`Bulk queries cannot contain connections with a nesting depth greater than ${MAX_DEPTH}.`);
  if (withoutId.length > 0) {
    messages.push(
      `The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' return type. Connection fields without 'id': ${withoutId.join(", ")}.`,
    );
  }
  if (inList) messages.push("Queries that contain a connection field within a list field are not currently supported.");
  return messages;
}

function fieldsOf(field: FieldNode): FieldNode[] {
  return field.selectionSet?.selections.filter((selection) => selection.kind === Kind.FIELD) ?? [];
}

function selects(field: FieldNode, name: string): boolean {
  return fieldsOf(field).some((child) => child.name.value === name);
}

function nodeSelectsId(connection: FieldNode): boolean {
  const nodes = fieldsOf(connection)
    .filter((child) => child.name.value === "edges")
    .flatMap((edges) => fieldsOf(edges).filter((child) => child.name.value === "node"));
  return nodes.some((child) => fieldsOf(child).some((leaf) => leaf.name.value === "id" && leaf.alias === undefined));
}
