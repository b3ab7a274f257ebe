import type { Block, BlockKind, BlockOf } from "../document/blocks.ts";
import { isPictureAddress } from "../../../lib/web-address.ts";
import { readLink } from "../document/link.ts";
import { linksIn } from "../document/markup.ts";
import { readPlaceholders } from "../document/placeholders.ts";
import { sanitize } from "../document/sanitize.ts";
import { isKnown, isSure } from "../document/variables.ts";
import { finding, type Finding, type Place } from "./finding.ts";

/** A finding before it is known in which language and block it stands. */
type At = (field: string) => Place;
type Checks = { [Kind in BlockKind]: (block: BlockOf<Kind>, at: At) => Finding[] };

const checks: Checks = {
  text: ({ text }, at) => [...checkLines(text, at("text")), ...linksIn(text).flatMap((link) => checkLink(link, at("text")))],
  image: ({ url, alt, link }, at) => [
    ...(url.trim() === ""
      ? [finding("picture-missing", at("url"))]
      : isPictureAddress(url.trim())
        ? []
        : [finding("picture-broken", at("url"), url)]),
    ...(alt.trim() === "" ? [finding("alt-missing", at("alt"))] : checkLines(alt, at("alt"))),
    ...(link.trim() === "" ? [] : checkLink(link, at("link"))),
  ],
  button: ({ label, link }, at) => [...checkLabel(label, at("label")), ...checkLink(link, at("link"))],
  products: ({ from, productIds }, at) =>
    from === "chosen" && productIds.length === 0 ? [finding("products-empty", at("productIds"))] : [],
  points: () => [],
  code: () => [],
  reorder: ({ label }, at) => checkLabel(label, at("label")),
  question: ({ question, answers }, at) => [
    ...checkLabel(question, at("question")),
    ...(answers.length === 0
      ? [finding("question-empty", at("answers"))]
      : answers.flatMap(({ label }) => checkLabel(label, at("answers")))),
  ],
  survey: ({ surveyId, question }, at) =>
    surveyId === 0 || question.trim() === "" ? [finding("survey-missing", at("survey"))] : [],
  review: () => [],
  friend: ({ heading, text, label }, at) => [
    ...checkLabel(heading, at("heading")),
    ...checkLines(text, at("text")),
    ...linksIn(text).flatMap((link) => checkLink(link, at("text"))),
    ...checkLabel(label, at("label")),
  ],
  divider: () => [],
  html: ({ html }, at) => {
    const links: string[] = [];
    const { removed } = sanitize(html, (link) => {
      if (link.kind === "url") links.push(link.url);
      return "#";
    });
    return [
      ...checkOutputs(html, at("html")),
      ...links.flatMap((link) => checkLink(link, at("html"))),
      ...(removed.length === 0 ? [] : [finding("markup-removed", at("html"), removed.slice(0, 5).join(", "))]),
    ];
  },
};

export function checkBlock(block: Block, at: At): Finding[] {
  return (checks[block.kind] as (block: Block, at: At) => Finding[])(block, at);
}

/** Placeholders, each line on its own: a condition ends where it began. */
export function checkLines(text: string, place: Place): Finding[] {
  return text
    .split("\n")
    .flatMap((line) => readPlaceholders(line, { isKnown, isSure }).problems)
    .map(({ rule, what }) => finding(rule, place, what));
}

/** In markup nothing depends on conditions: half a table would be left. */
function checkOutputs(html: string, place: Place): Finding[] {
  const condition = /\{%[^%]*%\}/.exec(html);
  return condition === null ? checkLines(html, place) : [finding("not-understood", place, condition[0])];
}

function checkLabel(label: string, place: Place): Finding[] {
  return label.trim() === "" ? [finding("label-missing", place)] : checkLines(label, place);
}

function checkLink(typed: string, place: Place): Finding[] {
  if (typed.trim() === "") return [finding("link-missing", place)];
  const link = readLink(typed);
  if (link === null) return [finding("link-broken", place, typed.slice(0, 80))];
  return link.kind === "url" && link.url.toLowerCase().startsWith("http:")
    ? [finding("link-insecure", place, link.url.slice(0, 80))]
    : [];
}
