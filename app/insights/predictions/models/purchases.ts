/**
 * What the models know of a customer: repeat purchases, when the last one was and how long the customer has been one, both counted from the first
 * purchase in one unit of time. `repeats` counts days with a purchase after the first day: two orders on one day are one purchase.
 */
export type Purchases = { readonly repeats: number; readonly last: number; readonly age: number };

/** Customers who are alike, together; one entry a group in each column. */
export type Groups = {
  readonly repeats: Float64Array;
  readonly last: Float64Array;
  readonly age: Float64Array;
  readonly people: Float64Array;
};

/** Gathers customers by what the models know of them. `add` may be called a million times; memory grows with the groups only. */
export function gathering(): { add: (of: Purchases, people?: number) => void; groups: () => Groups } {
  const byAge = new Map<number, Map<number, Map<number, number>>>();
  let size = 0;
  return {
    add: (of, people = 1) => {
      const { repeats, last, age } = sound(of);
      let byLast = byAge.get(age);
      if (byLast === undefined) byAge.set(age, (byLast = new Map<number, Map<number, number>>()));
      let byRepeats = byLast.get(last);
      if (byRepeats === undefined) byLast.set(last, (byRepeats = new Map<number, number>()));
      const before = byRepeats.get(repeats);
      if (before === undefined) size += 1;
      byRepeats.set(repeats, (before ?? 0) + people);
    },
    groups: () => {
      const columns = {
        repeats: new Float64Array(size),
        last: new Float64Array(size),
        age: new Float64Array(size),
        people: new Float64Array(size),
      };
      let row = 0;
      for (const [age, byLast] of byAge)
        for (const [last, byRepeats] of byLast)
          for (const [repeats, people] of byRepeats) {
            columns.age[row] = age;
            columns.last[row] = last;
            columns.repeats[row] = repeats;
            columns.people[row] = people;
            row += 1;
          }
      return columns;
    },
  };
}

export function gather(purchases: Iterable<Purchases>): Groups {
  const { add, groups } = gathering();
  for (const one of purchases) add(one);
  return groups();
}

/** The same groups in another unit of time, gathered anew by whole units: a coarser view of the same customers. */
export function coarsen(groups: Groups, unit: number): Groups {
  const { add, groups: gathered } = gathering();
  for (let row = 0; row < groups.people.length; row += 1) {
    const age = Math.round((groups.age[row] ?? 0) / unit);
    add(
      { repeats: groups.repeats[row] ?? 0, last: Math.min(age, Math.round((groups.last[row] ?? 0) / unit)), age },
      groups.people[row],
    );
  }
  return gathered();
}

export function countPeople({ people }: Groups): number {
  return people.reduce((sum, many) => sum + many, 0);
}

/**
 * Nobody bought after today: a last purchase beyond the age, as clocks of two zones make it, is one of today, and who has bought once has no time of a
 * repeat. @throws RangeError for what is no history
 */
function sound({ repeats, last, age }: Purchases): Purchases {
  if (!(repeats >= 0) || !(last >= 0) || !(age >= 0)) throw new RangeError("No history of purchases");
  return { repeats, last: repeats === 0 ? 0 : Math.min(last, age), age };
}
