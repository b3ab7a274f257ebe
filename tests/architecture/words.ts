import ts from "typescript";

import type { Source } from "./rules.ts";

export type Language = "en" | "de";
/** A form that the glossary does not have, and the word to say instead. */
export type Forbidden = { form: RegExp; say: string };

/** By the glossary: one word for one thing, and none that only a translation would use. */
const FORBIDDEN: Record<Language, readonly Forbidden[]> = {
  en: [
    { form: /\bprogrammes?\b/i, say: "program" },
    { form: /\bcatalogues?\b/i, say: "catalog" },
    { form: /(?<![-\w])mails?\b(?! (?:servers?|program)\b)|\be-mails?\b|\bmailings?\b/i, say: "email" },
    // Shopify's own word for how a customer agreed.
    { form: /(?<!opt-in )\blevels?\b/i, say: "tier" },
    { form: /\bwho(?:m)?ever\b|\bof whom\b/i, say: "customers who" },
    { form: /\bby (?:it|them)sel(?:f|ves)\b/i, say: "automatically" },
    { form: /\banew\b/i, say: "again" },
    { form: /\boccasions?\b/i, say: "what it is (a birthday, an order)" },
    { form: /\bgifts?\b(?! cards?\b)/i, say: "reward" },
    { form: /\buplift\b/i, say: "lift" },
    { form: /\bbroadcasts?\b/i, say: "campaign" },
    { form: /\bpostponed?\b/i, say: "deferred" },
    { form: /\bcomparisons?\b/i, say: "reconciliation, or checked against Shopify" },
    { form: /\bcancell(?:ed|ing)\b|\b(?:recogni|synchroni)s(?:ed?|ing)\b/i, say: "American spelling" },
    { form: /\b(?:mail|email|customer|point|order)\(s\)/i, say: "a plural form" },
  ],
  de: [
    { form: /\bLevels?\b/, say: "Stufe" },
    { form: /(?<![-\w])Mails?\b|\bMailings?\b/, say: "E-Mail" },
    { form: /\bBelohnung(?:en)?\b/, say: "Prämie" },
    { form: /\bWorkflows?\b/, say: "Ablauf" },
    { form: /\bUplift\b|\bMehrwirkung/, say: "Zusatzeffekt" },
    { form: /\bVergleichsgruppe\b/, say: "Kontrollgruppe" },
    { form: /\bPerson(?:en)?\b/, say: "Kundinnen und Kunden, Kundschaft" },
    { form: /\bKategorien?\b/, say: "Kollektion, as Shopify says" },
    { form: /\b(?:von|durch) selbst\b/i, say: "automatisch" },
  ],
};

/** Identifiers that name a thing otherwise than the glossary does. */
const FORBIDDEN_NAMES: readonly Forbidden[] = [
  { form: /programme/i, say: "program" },
  { form: /^mails?$|^mail(?=[A-Z])|Mails?(?=[A-Z]|$)/, say: "email" },
  { form: /whoever|anew$/i, say: "a plain verb" },
];

/** What the words of a file say, by language: string literals of words, values of locales. */
export function textsIn({ path, text }: Source): { language: Language; text: string }[] {
  if (path.endsWith(".json")) return jsonTexts(path, text);
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: { language: Language; text: string }[] = [];
  const visit = (node: ts.Node, language: Language | null): void => {
    const named = languageOf(node);
    const own = named === undefined ? language : named;
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    const isName = ts.isImportDeclaration(node.parent) || (ts.isPropertyAssignment(node.parent) && node.parent.name === node);
    if (isText && own !== null && !isName && !ts.isLiteralTypeNode(node.parent)) found.push({ language: own, text: node.text });
    ts.forEachChild(node, (child) => visit(child, own));
  };
  ts.forEachChild(file, (child) => visit(child, languageOfPath(path)));
  return found;
}

/** Other languages than these two have no list: null. */
const OTHERS = /^(?:fr|es|it|nl|french|spanish|italian|dutch)$/;

function languageOf(node: ts.Node): Language | null | undefined {
  const name = ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node) ? node.name.getText() : "";
  if (OTHERS.test(name)) return null;
  return /german$/i.test(name) || name === "de" ? "de" : name === "en" ? "en" : undefined;
}

function languageOfPath(path: string): Language | null {
  const name = (path.split("/").at(-1) ?? "").split(".")[0] ?? "";
  return name === "german" || name === "de" ? "de" : OTHERS.test(name) ? null : "en";
}

function jsonTexts(path: string, text: string): { language: Language; text: string }[] {
  const language = languageOfPath(path);
  const values = (value: unknown): string[] =>
    typeof value === "string" ? [value] : typeof value === "object" && value !== null ? Object.values(value).flatMap(values) : [];
  return language === null ? [] : values(JSON.parse(text)).map((said) => ({ language, text: said }));
}

/** Words outside the glossary, each with its file and what to say instead. */
export function outsideGlossary(sources: readonly Source[]): string[] {
  return sources.flatMap((source) =>
    textsIn(source).flatMap(({ language, text }) =>
      FORBIDDEN[language]
        .filter(({ form }) => form.test(text))
        .map(({ form, say }) => `${source.path}: “${form.exec(text)?.[0] ?? ""}” (${say}) in “${text}”`),
    ),
  );
}

/** Lines of code, comments and titles of tests that spell as British English does. */
export function britishIn(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, place) => (/\bprogrammes?\b/i.test(line) ? [`${path}:${place + 1} (program)`] : [])),
  );
}

/** Names in code outside the glossary: of what a file declares, and its own. */
export function namesOutsideGlossary(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, text }) => {
    const declared = [...text.matchAll(/\b(?:function|const|let|type|class|interface)\s+(\w+)/g)].map((match) => match[1] ?? "");
    const own = (path.split("/").at(-1) ?? "").replace(/\.\w+$|\.server\.\w+$/g, "").split("-");
    return [...new Set([...declared, ...own])].flatMap((name) =>
      FORBIDDEN_NAMES.filter(({ form }) => form.test(name)).map(({ say }) => `${path}: ${name} (${say})`),
    );
  });
}
