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
  // A group after the other, each in four numbers beside each other: of half a million groups, finding one is most of the work.
  let rows = new Float64Array(WIDE * ROOM);
  // One more than the row of a group, where its hash says or in the first free place after that.
  let places = new Int32Array(2 * ROOM);
  let size = 0;
  const placeOf = (repeats: number, last: number, age: number) => {
    const mask = places.length - 1;
    for (let place = hashOf(repeats, last, age) & mask; ; place = (place + 1) & mask) {
      const row = (places[place] as number) - 1;
      const at = row * WIDE;
      if (row < 0 || (rows[at + AGE] === age && rows[at + LAST] === last && rows[at + REPEATS] === repeats)) return place;
    }
  };
  const grow = () => {
    const before = rows;
    rows = new Float64Array(2 * before.length);
    rows.set(before);
    places = new Int32Array(4 * size);
    for (let at = 0; at < size * WIDE; at += WIDE)
      places[placeOf(rows[at + REPEATS] as number, rows[at + LAST] as number, rows[at + AGE] as number)] = at / WIDE + 1;
  };
  const column = (of: number) => {
    const values = new Float64Array(size);
    for (let row = 0; row < size; row += 1) values[row] = rows[row * WIDE + of] as number;
    return values;
  };
  return {
    add: (of, people = 1) => {
      const { repeats, last, age } = sound(of);
      if (size * WIDE === rows.length) grow();
      const place = placeOf(repeats, last, age);
      let row = (places[place] as number) - 1;
      if (row < 0) {
        row = size;
        size += 1;
        places[place] = size;
        rows[row * WIDE + REPEATS] = repeats;
        rows[row * WIDE + LAST] = last;
        rows[row * WIDE + AGE] = age;
      }
      const at = row * WIDE + PEOPLE;
      rows[at] = (rows[at] as number) + people;
    },
    groups: () => ({ repeats: column(REPEATS), last: column(LAST), age: column(AGE), people: column(PEOPLE) }),
  };
}

/** Room for so many groups at first; a power of two, as the places that are made of it. */
const ROOM = 1_024;
const [REPEATS, LAST, AGE, PEOPLE, WIDE] = [0, 1, 2, 3, 4];

const numbers = new Float64Array(3);
const words = new Int32Array(numbers.buffer);

/** Of all bits: whole numbers differ in the upper half of theirs only. */
function hashOf(repeats: number, last: number, age: number): number {
  numbers[0] = repeats;
  numbers[1] = last;
  numbers[2] = age;
  let hash = 0;
  for (let at = 0; at < words.length; at += 1) {
    hash = Math.imul(hash ^ (words[at] as number), 0x85ebca6b);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
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
