import { MOST_ANSWERS, type BlockOf } from "../../../messages/content/document/blocks.ts";

type Answers = BlockOf<"question">["answers"];

/**
 * The answers that somebody has typed, one a line. What was answered belongs to an id: a label keeps the one that it has, wherever its line stands by now, and a line that is being
 * corrected keeps its own; every other line gets one that nobody has ever had.
 * @param fresh makes such an id @param most of them are taken
 */
export function answersOf(typed: string, before: Answers, fresh: () => string, most = MOST_ANSWERS): Answers {
  const labels = typed
    .split("\n")
    .slice(0, most)
    .map((label) => label.slice(0, 200));
  const free = new Set(before);
  const take = (found: Answers[number] | undefined) => (found !== undefined && free.delete(found) ? found.id : null);
  const stayed = labels.map((label, at) => (before[at]?.label === label ? take(before[at]) : null));
  const kept = labels.map((label, at) => stayed[at] ?? take(before.find((one) => free.has(one) && one.label === label)));
  const inPlace = (label: string, at: number) =>
    labels.length === before.length && label !== "" && before[at]?.label !== "" ? take(before[at]) : null;
  return labels.map((label, at) => ({ id: kept[at] ?? inPlace(label, at) ?? fresh(), label }));
}

/** Part of an id that nothing has ever had. */
export function freshId(): string {
  return crypto.randomUUID().slice(0, 8);
}
