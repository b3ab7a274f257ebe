import type { Random } from "./life/random.ts";

/** The process ended here: nothing that this run of a saga would still do happens. */
export class Crash extends Error {
  override name = "Crash";
}

/** Lets a run of a saga end, or one call fail, at a boundary chosen beforehand: before or after something took effect. */
export class Fault {
  private left: number;
  private dead = false;
  readonly deadly: boolean;
  hit = false;
  constructor(steps: number, deadly: boolean) {
    this.left = steps;
    this.deadly = deadly;
  }

  static none(): Fault {
    return new Fault(Infinity, false);
  }

  static some(random: Random, percent: number): Fault {
    return random.chance(percent) ? new Fault(random.below(12), random.chance(70)) : Fault.none();
  }

  /** A boundary between two steps. @throws when this is the one */
  pass(): void {
    if (this.dead) throw new Crash("The process is gone");
    this.left -= 1;
    if (this.left !== -1) return;
    this.hit = true;
    this.dead = this.deadly;
    throw this.deadly ? new Crash("The process ends here") : new Error("The connection was reset");
  }

  check(): void {
    if (this.dead) throw new Crash("The process is gone");
  }
}
