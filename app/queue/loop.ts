/** What a worker does again and again, a bounded piece at a time. */
export type Loop = {
  name: string;
  /** How long it rests when there was nothing to do, in real milliseconds. */
  idleMs: number;
  /** It rests when a step has done less; 1 unless told otherwise. */
  enough?: number;
  /** After a step, more is let arrive for as long as the step took: under load it comes in fewer, larger pieces. */
  gather?: boolean;
  /** @returns how much it did */
  step: () => Promise<number>;
};
