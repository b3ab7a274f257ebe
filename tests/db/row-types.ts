import ts from "typescript";

/** `kinds`: what TypeScript says a value can be; null when it says nothing (`unknown`), or is not one of ours. */
export type Claim = { column: string; kinds: readonly string[] | null };
/** A statement with the row type that its source claims. `sql`: as PostgreSQL is to prepare it; null where it is made of parts that cannot be followed. */
export type Claimed = { place: string; sql: string | null; claims: Claim[] };

/** Every `sql<Row>` of these files whose row has columns. */
export function claimedRows(
  paths: readonly string[],
  options: ts.CompilerOptions,
  overlay = new Map<string, string>(),
): Claimed[] {
  const host = ts.createCompilerHost(options);
  const readFile = host.readFile.bind(host);
  host.readFile = (path) => overlay.get(path) ?? readFile(path);
  const fileExists = host.fileExists.bind(host);
  host.fileExists = (path) => overlay.has(path) || fileExists(path);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (path, ...rest) => {
    const text = overlay.get(path);
    return text === undefined ? getSourceFile(path, ...rest) : ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  };
  const program = ts.createProgram([...paths], options, host);
  const checker = program.getTypeChecker();
  return paths.flatMap((path) => {
    const file = program.getSourceFile(path);
    return file === undefined ? [] : claimsOf(file, path, checker);
  });
}

function claimsOf(file: ts.SourceFile, path: string, checker: ts.TypeChecker): Claimed[] {
  const found: Claimed[] = [];
  const visit = (node: ts.Node, top: string): void => {
    const name =
      top === "" && (ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node)) ? (node.name?.getText(file) ?? "") : top;
    if (ts.isTaggedTemplateExpression(node) && isSql(node) && node.typeArguments?.[0] !== undefined) {
      const row = checker.getTypeFromTypeNode(node.typeArguments[0]);
      const claims = claimsIn(row, checker);
      if (claims !== null && !isFragmentOnly(node)) {
        const parameters = { count: 0 };
        found.push({ place: `${path} ${name}`, sql: sqlOf(node, new Map(), checker, parameters, 0), claims });
      }
    }
    ts.forEachChild(node, (child) => visit(child, name));
  };
  visit(file, "");
  return found;
}

function isSql(node: ts.TaggedTemplateExpression): boolean {
  return ts.isIdentifier(node.tag) && node.tag.text === "sql";
}

/** A piece of SQL that is put into statements; the row is claimed where the statement is. */
function isFragmentOnly(node: ts.TaggedTemplateExpression): boolean {
  return !(ts.isPropertyAccessExpression(node.parent) && node.parent.name.text === "execute") && !isAskedAhead(node.parent);
}

/** Rows that are asked for ahead (app/db/ahead.ts). */
function isAskedAhead(select: ts.Node): boolean {
  const asked = ts.isArrowFunction(select) ? select.parent : select;
  return ts.isCallExpression(asked) && ts.isIdentifier(asked.expression) && asked.expression.text === "ahead";
}

function claimsIn(row: ts.Type, checker: ts.TypeChecker): Claim[] | null {
  if ((row.flags & ts.TypeFlags.Object) === 0 && !row.isIntersection()) return null;
  return checker
    .getPropertiesOfType(row)
    .map((property) => ({ column: property.name, kinds: kindsOf(checker.getTypeOfSymbol(property), checker) }));
}

function kindsOf(type: ts.Type, checker: ts.TypeChecker): string[] | null {
  const parts = type.isUnion() ? type.types : [type];
  const kinds = parts.map((part) => kindOf(part, checker));
  return kinds.includes(null) ? null : [...new Set(kinds as string[])].sort();
}

function kindOf(type: ts.Type, checker: ts.TypeChecker): string | null {
  const { flags } = type;
  if ((flags & ts.TypeFlags.Null) !== 0) return "null";
  if ((flags & ts.TypeFlags.StringLike) !== 0) return "string";
  if ((flags & ts.TypeFlags.NumberLike) !== 0) return "number";
  if ((flags & ts.TypeFlags.BigIntLike) !== 0) return "bigint";
  if ((flags & ts.TypeFlags.BooleanLike) !== 0) return "boolean";
  if ((flags & ts.TypeFlags.Object) === 0) return null;
  const name = (type.symbol as ts.Symbol | undefined)?.name;
  if (name === "Date") return "date";
  if (name === "Buffer") return "bytes";
  if (!checker.isArrayType(type)) return "json";
  const [item] = checker.getTypeArguments(type as ts.TypeReference);
  const kind = item === undefined ? null : kindOf(item, checker);
  return kind === null ? null : `${kind}[]`;
}

/** What is handed to a function whose SQL is followed, by the name of its parameter. */
type Given = ReadonlyMap<ts.Symbol, { node: ts.Expression; given: Given }>;
/** So deep are functions followed. */
const DEPTH = 12;

/** The text of a template with fragments spelled out and values as parameters; null where a fragment cannot be followed. */
function sqlOf(
  node: ts.TaggedTemplateExpression,
  given: Given,
  checker: ts.TypeChecker,
  parameters: { count: number },
  depth: number,
): string | null {
  if (ts.isNoSubstitutionTemplateLiteral(node.template)) return node.template.text;
  let text = node.template.head.text;
  for (const span of node.template.templateSpans) {
    const part = isFragment(span.expression, checker)
      ? fragment(span.expression, given, checker, parameters, depth + 1)
      : `$${(parameters.count += 1)}`;
    if (part === null) return null;
    text += part + span.literal.text;
  }
  return text;
}

function isFragment(node: ts.Expression, checker: ts.TypeChecker): boolean {
  return checker.getTypeAtLocation(node).getProperty("toOperationNode") !== undefined;
}

function fragment(
  node: ts.Expression,
  given: Given,
  checker: ts.TypeChecker,
  parameters: { count: number },
  depth: number,
): string | null {
  if (depth > DEPTH) return null;
  const follow = (next: ts.Expression, own = given) => fragment(next, own, checker, parameters, depth + 1);
  if (ts.isParenthesizedExpression(node) || ts.isAwaitExpression(node) || ts.isNonNullExpression(node))
    return follow(node.expression);
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) return follow(node.expression);
  if (ts.isTaggedTemplateExpression(node)) return isSql(node) ? sqlOf(node, given, checker, parameters, depth) : null;
  // Either way the columns are the same, or the types could not be; the way that says more is taken.
  if (ts.isConditionalExpression(node)) return longest([follow(node.whenTrue), follow(node.whenFalse)]);
  if (ts.isBinaryExpression(node)) return longest([follow(node.left), follow(node.right)]);
  if (ts.isCallExpression(node)) return call(node, given, checker, parameters, depth);
  if (ts.isIdentifier(node)) {
    const symbol = checker.getSymbolAtLocation(node);
    const handed = symbol === undefined ? undefined : given.get(symbol);
    if (handed !== undefined) return follow(handed.node, handed.given);
    const declaration = declarationOf(symbol, checker);
    return declaration !== undefined && ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined
      ? follow(declaration.initializer)
      : null;
  }
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
    const symbol = ts.isPropertyAccessExpression(node) ? checker.getSymbolAtLocation(node.name) : undefined;
    const declaration = declarationOf(symbol, checker);
    return declaration !== undefined && ts.isPropertyAssignment(declaration) ? follow(declaration.initializer) : null;
  }
  return null;
}

function call(
  node: ts.CallExpression,
  given: Given,
  checker: ts.TypeChecker,
  parameters: { count: number },
  depth: number,
): string | null {
  const { expression: callee } = node;
  if (ts.isPropertyAccessExpression(callee) && callee.expression.getText() === "sql") {
    const [first, second] = node.arguments;
    if (first === undefined) return null;
    if (callee.name.text === "lit") return ts.isStringLiteral(first) ? `'${first.text}'` : "'x'";
    if (callee.name.text === "ref" || callee.name.text === "table") return ts.isStringLiteral(first) ? first.text : null;
    if (callee.name.text !== "join") return null;
    const between = second === undefined ? ", " : fragment(second, given, checker, parameters, depth + 1);
    const items = itemsOf(first, checker).map((item) =>
      isFragment(item, checker) ? fragment(item, given, checker, parameters, depth + 1) : `$${(parameters.count += 1)}`,
    );
    return between === null || items.length === 0 || items.includes(null) ? null : items.join(between);
  }
  const declaration = declarationOf(checker.getSymbolAtLocation(callee), checker);
  const called =
    declaration !== undefined && ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined
      ? declaration.initializer
      : declaration;
  if (called === undefined || !ts.isFunctionLike(called) || !("body" in called) || called.body === undefined) return null;
  const own = new Map<ts.Symbol, { node: ts.Expression; given: Given }>();
  called.parameters.forEach((parameter, index) => {
    const symbol = ts.isIdentifier(parameter.name) ? checker.getSymbolAtLocation(parameter.name) : undefined;
    const argument = node.arguments[index] ?? parameter.initializer;
    if (symbol !== undefined && argument !== undefined) own.set(symbol, { node: argument, given });
  });
  return longest(answersOf(called.body).map((answer) => fragment(answer, own, checker, parameters, depth + 1)));
}

/** The elements of a list as it is written down; of one that is computed from another, one. */
function itemsOf(node: ts.Expression, checker: ts.TypeChecker): ts.Expression[] {
  if (ts.isArrayLiteralExpression(node)) return node.elements.filter((element) => !ts.isSpreadElement(element));
  if (ts.isIdentifier(node)) {
    const declaration = declarationOf(checker.getSymbolAtLocation(node), checker);
    return declaration !== undefined && ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined
      ? itemsOf(declaration.initializer, checker)
      : [];
  }
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
  const [made] = node.arguments;
  return node.expression.name.text === "map" && made !== undefined && ts.isArrowFunction(made) ? answersOf(made.body) : [];
}

function answersOf(body: ts.ConciseBody): ts.Expression[] {
  if (!ts.isBlock(body)) return [body];
  const answers: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression !== undefined) answers.push(node.expression);
    ts.forEachChild(node, visit);
  };
  visit(body);
  return answers;
}

function declarationOf(symbol: ts.Symbol | undefined, checker: ts.TypeChecker): ts.Declaration | undefined {
  if (symbol === undefined) return undefined;
  const real = (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol;
  return real.valueDeclaration ?? real.declarations?.[0];
}

function longest(texts: readonly (string | null)[]): string | null {
  return texts.reduce((best, text) => (text !== null && (best === null || text.length > best.length) ? text : best), null);
}

/** What pg makes of each type of PostgreSQL's, by its number; bigints as app/db.server.ts has them read. */
const KINDS: Readonly<Record<number, string>> = {
  ...{ 16: "boolean", 17: "bytes", 20: "bigint", 21: "number", 23: "number", 700: "number", 701: "number" },
  ...{ 19: "string", 25: "string", 1042: "string", 1043: "string", 1700: "string", 2950: "string" },
  ...{ 1114: "date", 1184: "date", 1000: "boolean[]", 1005: "number[]", 1007: "number[]", 1009: "string[]", 1015: "string[]" },
  // Its items are read as digits.
  1016: "string[]",
};
const JSON_TYPES = new Set([114, 3802]);
const NOT_IN_JSON = new Set(["bigint", "date", "bigint[]", "date[]"]);

/** A column as PostgreSQL describes it. `nullable`: of a column shown as it is; null for what is computed. */
export type Described = { name: string; type: number; nullable: boolean | null };

/** Where a row type says something else than the statement gives. */
export function contradictions(claims: readonly Claim[], columns: readonly Described[]): string[] {
  const known = new Map(columns.map((column) => [column.name, column]));
  return claims.flatMap(({ column, kinds }) => {
    const found = known.get(column);
    if (found === undefined) return [`${column} is not selected`];
    if (kinds === null) return [];
    const values = kinds.filter((kind) => kind !== "null");
    const json = JSON_TYPES.has(found.type);
    const is = KINDS[found.type] ?? `type ${found.type}`;
    if (values.some((kind) => (json ? NOT_IN_JSON.has(kind) : kind !== is)))
      return [`${column} is ${json ? "json" : is}, not ${values.join(" | ")}`];
    return found.nullable === true && !kinds.includes("null") ? [`${column} can be null`] : [];
  });
}
