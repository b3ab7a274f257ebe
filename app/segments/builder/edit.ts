import type { Operator } from "../language/operators.ts";
import {
  beginning,
  entryOf,
  fitted,
  parametersOf,
  type Group,
  type Ids,
  type Node,
  type ParameterRow,
  type Row,
} from "./model.ts";
import type { Attribute } from "../attributes/registry.ts";

/** What somebody can do to a model. Each gives a new one; what is not there stays as it is. */
export type Edit =
  | { do: "add-row"; group: string; attribute: Attribute }
  | { do: "add-group"; group: string; attribute: Attribute }
  | { do: "remove"; id: string }
  | { do: "duplicate"; id: string }
  | { do: "join"; group: string; join: "and" | "or" }
  | { do: "not"; group: string; not: boolean }
  | { do: "attribute"; id: string; attribute: Attribute }
  | { do: "operator"; id: string; operator: Operator }
  | { do: "values"; id: string; values: readonly string[] }
  | { do: "add-parameter"; id: string; parameter: string };

export function edited(model: Group, edit: Edit, ids: Ids): Group {
  switch (edit.do) {
    case "add-row":
      return appended(model, edit.group, () => newRow(edit.attribute, ids));
    case "add-group":
      return appended(model, edit.group, (group) => ({
        ...{ kind: "group", id: ids(), join: group.join === "and" ? "or" : "and", not: false },
        items: [newRow(edit.attribute, ids)],
      }));
    case "remove":
      return removed(model, edit.id);
    case "duplicate":
      return duplicated(model, edit.id, ids);
    case "join":
      return mapGroups(model, (group) => (group.id === edit.group ? { ...group, join: edit.join } : group));
    case "not":
      return mapGroups(model, (group) => (group.id === edit.group ? { ...group, not: edit.not } : group));
    case "attribute":
      return mapRows(model, (row) => (row.id === edit.id ? { ...newRow(edit.attribute, ids), id: row.id } : row));
    case "operator":
      return mapAsked(model, edit.id, (asked) => ({
        ...asked,
        operator: edit.operator,
        values: fitted(edit.operator, asked.values),
      }));
    case "values":
      return mapAsked(model, edit.id, (asked) => ({ ...asked, values: [...edit.values] }));
    case "add-parameter":
      return mapRows(model, (row) => {
        const entry = parametersOf(row.attribute)[edit.parameter];
        if (row.id !== edit.id || entry === undefined || row.parameters.some(({ parameter }) => parameter === edit.parameter))
          return row;
        return { ...row, parameters: [...row.parameters, { id: ids(), parameter: edit.parameter, ...beginning(entry) }] };
      });
  }
}

function newRow(attribute: Attribute, ids: Ids): Row {
  return { kind: "row", id: ids(), attribute, ...beginning(entryOf(attribute)), parameters: [] };
}

function mapGroups(node: Group, change: (group: Group) => Group): Group {
  const items = node.items.map((item) => (item.kind === "group" ? mapGroups(item, change) : item));
  return change({ ...node, items });
}

function mapRows(model: Group, change: (row: Row) => Row): Group {
  return mapGroups(model, (group) => ({
    ...group,
    items: group.items.map((item) => (item.kind === "row" ? change(item) : item)),
  }));
}

function mapAsked(model: Group, id: string, change: <Of extends Row | ParameterRow>(asked: Of) => Of): Group {
  return mapRows(model, (row) => ({
    ...(row.id === id ? change(row) : row),
    parameters: row.parameters.map((one) => (one.id === id ? change(one) : one)),
  }));
}

function appended(model: Group, groupId: string, make: (group: Group) => Node): Group {
  return mapGroups(model, (group) => (group.id === groupId ? { ...group, items: [...group.items, make(group)] } : group));
}

/** A group that has nothing left goes too; the outermost stays. */
function removed(model: Group, id: string): Group {
  const without = mapRows(
    mapGroups(model, (group) => ({
      ...group,
      items: group.items.filter((item) => item.id !== id && (item.kind === "row" || item.items.length > 0)),
    })),
    (row) => ({ ...row, parameters: row.parameters.filter((one) => one.id !== id) }),
  );
  return without;
}

function duplicated(model: Group, id: string, ids: Ids): Group {
  return mapGroups(model, (group) => ({
    ...group,
    items: group.items.flatMap((item) => (item.id === id ? [item, copied(item, ids)] : [item])),
  }));
}

function copied(node: Node, ids: Ids): Node {
  if (node.kind === "group") return { ...node, id: ids(), items: node.items.map((item) => copied(item, ids)) };
  return { ...node, id: ids(), parameters: node.parameters.map((one) => ({ ...one, id: ids() })) };
}
