import type { PlainKey } from "../../../i18n/translate.ts";
import type { Block, BlockKind, BlockOf, ProductSource } from "../../../messages/content/document/blocks.ts";
import type { EmailLanguage } from "../../../messages/content/document/document.ts";
import type { PlaceName } from "../../../messages/content/document/link.ts";

export const kindNames: Record<BlockKind, PlainKey> = {
  text: "emailEditor.kindText",
  image: "emailEditor.kindImage",
  button: "emailEditor.kindButton",
  products: "emailEditor.kindProducts",
  points: "emailEditor.kindPoints",
  code: "emailEditor.kindCode",
  reorder: "emailEditor.kindReorder",
  question: "emailEditor.kindQuestion",
  survey: "emailEditor.kindSurvey",
  review: "emailEditor.kindReview",
  friend: "emailEditor.kindFriend",
  divider: "emailEditor.kindDivider",
  html: "emailEditor.kindHtml",
};

export const placeWords: Record<PlaceName, PlainKey> = {
  shop: "emailEditor.placeShop",
  "shop-with-code": "emailEditor.placeCode",
  product: "emailEditor.placeProduct",
  rewards: "emailEditor.placeRewards",
  account: "emailEditor.placeAccount",
  preferences: "emailEditor.placePreferences",
  unsubscribe: "emailEditor.placeUnsubscribe",
  "remind-later": "emailEditor.placeRemindLater",
  "remind-stop": "emailEditor.placeRemindStop",
};

export const sourceWords: Record<ProductSource, PlainKey> = {
  "last-bought": "emailEditor.sourceLast",
  due: "emailEditor.sourceDue",
  recommended: "emailEditor.sourceRecommended",
  chosen: "emailEditor.sourceChosen",
};

/** What a merchant begins with: true whatever friends are offered. */
const friendTexts: Record<EmailLanguage, Pick<BlockOf<"friend">, "heading" | "text" | "label">> = {
  de: {
    heading: "Freunde einladen",
    text: "Wer den Link öffnet, sieht, was es für die erste Bestellung gibt, und dass auch für die Empfehlung etwas zurückkommt.",
    label: "Ansehen, was es gibt",
  },
  en: {
    heading: "Refer a friend",
    text: "Whoever opens the link sees what there is for a first order, and that the recommendation brings something, too.",
    label: "See what there is",
  },
};

/** A new block, in words of a language. @param id one that no block of the email has ever had: what was answered belongs to it, also when its question is gone */
export function newBlock(kind: BlockKind, id: string, language: EmailLanguage): Block {
  const fresh: { [Kind in BlockKind]: Extract<Block, { kind: Kind }> } = {
    text: { id, kind: "text", text: "" },
    image: { id, kind: "image", url: "", alt: "", link: "", width: 536 },
    button: { id, kind: "button", label: "", link: "shop" },
    products: { id, kind: "products", from: "last-bought", most: 3, productIds: [], prices: true },
    points: { id, kind: "points", tier: true },
    code: { id, kind: "code" },
    reorder: { id, kind: "reorder", label: "" },
    question: { id, kind: "question", question: "", answers: [] },
    survey: { id, kind: "survey", surveyId: 0, version: 0, question: "", answers: [] },
    review: { id, kind: "review", most: 3 },
    friend: { id, kind: "friend", ...friendTexts[language] },
    divider: { id, kind: "divider" },
    html: { id, kind: "html", html: "" },
  };
  return fresh[kind];
}

/** What a block says, in short, for its line in the list. */
export function gist(block: Block): string {
  const words = {
    text: () => (block.kind === "text" ? block.text : ""),
    image: () => (block.kind === "image" ? block.alt : ""),
    button: () => (block.kind === "button" ? block.label : ""),
    reorder: () => (block.kind === "reorder" ? block.label : ""),
    question: () => (block.kind === "question" ? block.question : ""),
    survey: () => (block.kind === "survey" ? block.question : ""),
    friend: () => (block.kind === "friend" ? block.heading : ""),
  } as Partial<Record<BlockKind, () => string>>;
  return (words[block.kind]?.() ?? "")
    .replace(/\{[{%][^}]*[}%]\}/g, "…")
    .replace(/[#*\s]+/g, " ")
    .trim()
    .slice(0, 60);
}
