import { gapsUntil, median, purchasesAt, spenderAt, type History } from "./history.ts";
import { missingForOrders, missingForSpend, type Amounts, type Missing } from "./gates.ts";
import { fitting } from "./models/fit.ts";
import type { Kind, Model } from "./models/model.ts";
import { gathering } from "./models/purchases.ts";
import { regularity } from "./models/regularity.ts";
import { withPauses } from "./numbers/steps.ts";
import { fittingSpend, type Spender, type SpendModel } from "./spend/gamma-gamma.ts";
import { frequencyAndValue } from "./spend/steadiness.ts";
import { choosing } from "./validation/choose.ts";
import { compare, type Comparison } from "./validation/compare.ts";
import { daysHeldOut, holdOut, type Held } from "./validation/hold-out.ts";

/** What a shop's predictions rest on. `model` is in days, `spend` in minor units; each is null exactly while something is missing for it. */
export type Fitted = {
  amounts: Amounts;
  missing: Missing[];
  model: Model | null;
  missingForSpend: Missing[];
  spend: SpendModel | null;
  /** How closely frequency and value go together; null: unknown. */
  related: number | null;
  /** 1: customers buy by chance; 2 and more: regularly; null: too few to say. */
  regularity: number | null;
  /** The median of all gaps between purchases, in days. */
  usualGap: number | null;
  /** The chosen kind of model, fitted to all but the last days, beside what came in these; with what each kind scored there. */
  comparison: (Comparison & { kind: Kind; scores: { [K in Kind]: number | null } }) | null;
};

/** How far a shop's history goes: days since 1970 in its zone. */
export type Extent = { today: number; firstDay: number; lastDay: number; buyers: number };

/** Of so many customers at most is remembered what each did; of larger shops, every second customer, every third … */
const SAMPLE = 100_000;

/** Learns from one customer after another. Memory grows with the kinds of history only, not with the customers. */
export function learning({ today, firstDay, lastDay, buyers }: Extent): {
  add: (history: History) => void;
  finish: () => Promise<Fitted>;
} {
  const historyDays = today - firstDay;
  const heldOutDays = daysHeldOut(historyDays);
  const every = Math.max(1, Math.ceil(buyers / SAMPLE));
  const all = gathering();
  const held: Held[] = [];
  const spenders: Spender[] = [];
  const pairs: [number, number][] = [];
  const gaps: number[] = [];
  const amounts = { buyers: 0, thirdOrder: 0, repeaters: 0 };
  return {
    add: (history) => {
      const purchases = purchasesAt(history, today);
      if (purchases === null) return;
      amounts.buyers += 1;
      if (purchases.repeats >= 1) amounts.repeaters += 1;
      if (purchases.repeats >= 2) amounts.thirdOrder += 1;
      all.add(purchases);
      if (amounts.buyers % every !== 0) return;
      const before = holdOut(history, today, heldOutDays);
      if (before !== null) held.push(before);
      if (purchases.repeats === 0) return;
      const spender = spenderAt(history, today);
      if (spender.repeats > 0) spenders.push(spender);
      const own = gapsUntil(history, today);
      gaps.push(own.at(-1) ?? 0);
      const [first, second] = own.slice(-2);
      if (first !== undefined && second !== undefined) pairs.push([first, second]);
    },
    finish: async () => {
      const found: Amounts = { ...amounts, historyDays, lastOrderDays: today - lastDay };
      const missing = missingForOrders(found);
      const fitted: Fitted = {
        amounts: found,
        missing,
        model: null,
        missingForSpend: [...missing, ...missingForSpend(found)],
        spend: null,
        related: frequencyAndValue(spenders),
        regularity: regularity(pairs),
        usualGap: median(gaps),
        comparison: null,
      };
      if (missing.length > 0) return fitted;
      const choice = await withPauses(choosing(held, heldOutDays), breathe);
      const kinds: Kind[] = choice?.model.kind === "bg" ? ["bg", "mbg"] : ["mbg", "bg"];
      const groups = all.groups();
      for (const kind of kinds) {
        const whole = await withPauses(fitting(groups, kind), breathe);
        if (!whole.ok) continue;
        fitted.model = whole.model;
        break;
      }
      if (fitted.model === null || choice === null) {
        const unclear: Missing = { what: "pattern" };
        return { ...fitted, model: null, missing: [unclear], missingForSpend: [unclear] };
      }
      fitted.comparison = { ...compare(choice.model, held, heldOutDays), kind: choice.model.kind, scores: choice.scores };
      await breathe();
      if (fitted.missingForSpend.length > 0) return fitted;
      const spend = await withPauses(fittingSpend(spenders), breathe);
      return spend.ok ? { ...fitted, spend: spend.model } : { ...fitted, missingForSpend: [{ what: "pattern" }] };
    },
  };
}

/** Lets the process answer others between one step of a long computation and the next. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
