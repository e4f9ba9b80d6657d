/** The steps that undo a start, newest first. */
export class Teardown {
  readonly #steps: (() => void | Promise<void>)[] = [];

  /** Adds a step to be run before all those added earlier. */
  add(step: () => void | Promise<void>): void {
    this.#steps.push(step);
  }

  /** Runs every step once, also when one fails; then throws the first failure. */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
