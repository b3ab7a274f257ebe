import { stopWords } from "./stop-words.ts";

/** What several texts are about. `words`: those that stand for it, as people write them; `texts`: their places among the texts, in order. */
export type Topic = { words: string[]; texts: number[] };

/** Fewer texts make no topic. */
export const FEWEST_TEXTS = 3;
const MOST_TOPICS = 8;
const MOST_WORDS = 3;
/** Of one text. */
const MOST_TOKENS = 150;
const LONGEST_TOKEN = 40;
/** So many terms are looked at. */
const MOST_TERMS = 250;
/** Terms whose texts are the same by so much are one topic. */
const ALIKE = 0.4;
/** A word that more than this share of texts has says nothing of any. */
const COMMON = 0.6;

type Term = { name: string; texts: Set<number>; weight: number };
/** `opens`: it begins a sentence, where every word is written with a capital. */
type Token = { stem: string; written: string; opens: boolean };

/**
 * Groups texts by what they are about, in German and English: terms of one or two words, weighed by how many texts have them and how rare they are (TF-IDF, a text counting a term once), those that stand in the same
 * texts together; each text belongs to the topic that it has most of. Nothing is drawn, and no text leaves the machine: the same texts give the same topics, in whatever order they come.
 */
export function topicsOf(texts: readonly string[]): Topic[] {
  const tokens = texts.map(tokensOf);
  const terms = weighed(tokens);
  const clusters: Term[][] = [];
  for (const term of terms) {
    const near = clusters.find(([first]) => first !== undefined && similarity(first.texts, term.texts) >= ALIKE);
    if (near === undefined) clusters.push([term]);
    else near.push(term);
  }
  const written = spelling(tokens);
  return gathered(clusters).map(([cluster, own]) => ({ words: wordsOf(cluster, written), texts: own }));
}

/** Terms of at least `FEWEST_TEXTS` texts, the heaviest first. */
function weighed(tokens: readonly (readonly Token[])[]): Term[] {
  const found = new Map<string, Set<number>>();
  tokens.forEach((own, text) => {
    own.forEach(({ stem }, at) => {
      const next = own[at + 1];
      for (const name of next === undefined || next.stem === stem ? [stem] : [stem, `${stem} ${next.stem}`]) {
        const texts = found.get(name) ?? new Set();
        found.set(name, texts.add(text));
      }
    });
  });
  const filled = tokens.filter((own) => own.length > 0).length;
  // Where there are few texts, all may be about one thing.
  const most = Math.max(FEWEST_TEXTS * 2, filled * COMMON);
  const terms = [...found].flatMap(([name, texts]): Term[] => {
    if (texts.size < FEWEST_TEXTS || texts.size > most) return [];
    const isPair = name.includes(" ");
    return [{ name, texts, weight: texts.size * Math.log(1 + filled / texts.size) * (isPair ? 1.25 : 1) }];
  });
  return terms.toSorted((one, other) => other.weight - one.weight || (one.name < other.name ? -1 : 1)).slice(0, MOST_TERMS);
}

/** Of two sets, what they share among all that either has (Jaccard). */
function similarity(one: ReadonlySet<number>, other: ReadonlySet<number>): number {
  let shared = 0;
  for (const text of one) if (other.has(text)) shared += 1;
  return shared / (one.size + other.size - shared);
}

/** Each text with the one topic that it has most of; the largest topics first, and none that is left with too few. */
function gathered(clusters: readonly Term[][]): [Term[], number[]][] {
  const best = new Map<number, { cluster: number; weight: number }>();
  clusters.forEach((terms, cluster) => {
    const weights = new Map<number, number>();
    // What stands in many texts says less of one.
    for (const { texts, weight } of terms)
      for (const text of texts) weights.set(text, (weights.get(text) ?? 0) + weight / Math.sqrt(texts.size));
    for (const [text, weight] of weights) if (weight > (best.get(text)?.weight ?? 0)) best.set(text, { cluster, weight });
  });
  const own = clusters.map((terms, cluster): [Term[], number[]] => [
    terms,
    [...best].flatMap(([text, { cluster: of }]) => (of === cluster ? [text] : [])).sort((a, b) => a - b),
  ]);
  return own
    .filter(([, texts]) => texts.length >= FEWEST_TEXTS)
    .toSorted((one, other) => other[1].length - one[1].length)
    .slice(0, MOST_TOPICS);
}

/** A pair says what its words say. */
function wordsOf(terms: readonly Term[], written: ReadonlyMap<string, string>): string[] {
  const kept: string[] = [];
  for (const { name } of terms) {
    const stems = new Set(name.split(" "));
    const said = kept.some((other) => other.split(" ").some((stem) => stems.has(stem)));
    if (!said && kept.length < MOST_WORDS) kept.push(name);
  }
  return kept.map((name) =>
    name
      .split(" ")
      .map((stem) => written.get(stem) ?? stem)
      .join(" "),
  );
}

/** How each stem is written most often, within sentences where it stands in any; of those that are written as often, the first by the alphabet. */
function spelling(tokens: readonly (readonly Token[])[]): Map<string, string> {
  const all = tokens.flat();
  const within = new Set(all.flatMap(({ stem, opens }) => (opens ? [] : [stem])));
  const counts = new Map<string, Map<string, number>>();
  for (const { stem, written, opens } of all) {
    if (opens && within.has(stem)) continue;
    const own = counts.get(stem) ?? new Map<string, number>();
    counts.set(stem, own.set(written, (own.get(written) ?? 0) + 1));
  }
  return new Map(
    [...counts].map(([stem, own]) => {
      const [first] = [...own].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
      return [stem, first?.[0] ?? stem];
    }),
  );
}

function tokensOf(text: string): Token[] {
  const whole = text.normalize("NFC");
  const tokens: Token[] = [];
  for (const { 0: written, index } of whole.matchAll(/[\p{L}\p{M}]+/gu)) {
    if (tokens.length === MOST_TOKENS) break;
    const word = written.toLowerCase();
    if (isWord(word))
      tokens.push({ stem: stemOf(word), written, opens: OPENED.test(whole.slice(Math.max(0, index - 4), index)) });
  }
  return tokens;
}

/** What stands before the first word of a sentence. */
const OPENED = /^[^\p{L}\p{M}]*$|[.!?:\n][^\p{L}\p{M}]*$/u;

const isWord = (word: string) => word.length >= 3 && word.length <= LONGEST_TOKEN && !stopWords.has(word);

const ENDINGS = ["ern", "en", "er", "es", "em", "e", "s", "n"];

/** Without its ending, so that "parcels" and "parcel", "Pakete" and "Paket" are one; as much as two languages have in common. */
function stemOf(word: string): string {
  const whole = word.endsWith("ies") && word.length > 5 ? `${word.slice(0, -3)}y` : word;
  const ending = ENDINGS.find((one) => whole.endsWith(one) && whole.length - one.length >= 4);
  return ending === undefined ? whole : whole.slice(0, -ending.length);
}
