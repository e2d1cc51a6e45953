const DEPTH = 200;

/** The states of an immutable value: where it is, what came before, what was undone. */
export class UndoHistory<State> {
  #past: State[] = [];
  #future: State[] = [];
  #now: State;
  #step: string | undefined;

  constructor(first: State) {
    this.#now = first;
  }

  get now(): State {
    return this.#now;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /**
   * One step that can be undone; nothing if the state is the same one.
   * @param step successive pushes with the same name (an arrow key held down) are undone together
   */
  push(state: State, step?: string): void {
    if (state === this.#now) return;
    if (step === undefined || step !== this.#step) this.#past.push(this.#now);
    if (this.#past.length > DEPTH) this.#past.shift();
    this.#step = step;
    this.#now = state;
    this.#future = [];
  }

  /** False when there is nothing to undo. */
  undo(): boolean {
    this.#step = undefined;
    const before = this.#past.pop();
    if (before === undefined) return false;
    this.#future.push(this.#now);
    this.#now = before;
    return true;
  }

  /** False when there is nothing to redo. */
  redo(): boolean {
    this.#step = undefined;
    const after = this.#future.pop();
    if (after === undefined) return false;
    this.#past.push(this.#now);
    this.#now = after;
    return true;
  }
}
