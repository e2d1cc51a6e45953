import type { Clock } from '../../clock.ts';
import type { ModelServer } from '../container/model-server.ts';
import { AlarmWatch, type EndpointAlarm, type Measured } from './endpoint-alarms.ts';
import { type ShiftStep, TrafficSplit } from './traffic-shift.ts';

interface Move {
  clock: Clock;
  /** The new model's. */
  server: ModelServer;
  steps: readonly ShiftStep[];
  alarms: readonly EndpointAlarm[];
  /** Each step begins. */
  onStep(step: ShiftStep): void;
}

/** An endpoint while its requests move to a new model. */
export class MovingEndpoint {
  readonly server: ModelServer;
  readonly #move: Move;
  readonly #split = new TrafficSplit();
  readonly #watch: AlarmWatch;
  readonly #over = Promise.withResolvers<EndpointAlarm | undefined>();

  constructor(move: Move) {
    this.#move = move;
    this.server = move.server;
    this.#watch = new AlarmWatch(move.clock, move.alarms);
  }

  /** Moves the requests step by step. @returns the alarm that was raised meanwhile; undefined when none was */
  async run(): Promise<EndpointAlarm | undefined> {
    for (const step of this.#move.steps) {
      this.#split.share = step.share;
      this.#move.onStep(step);
      if (step.bakes === 0) continue;
      let disarm = () => {};
      const baked = new Promise<'baked'>((resolve) => {
        const { clock } = this.#move;
        disarm = clock.at(clock.now() + step.bakes * 1000, () => resolve('baked'));
      });
      const ended = await Promise.race([this.#over.promise, baked]);
      disarm();
      if (ended !== 'baked') return ended;
    }
    return undefined;
  }

  /** Whether the next request is the new model's. */
  takesNext = () => this.#split.takesNext();

  /** Both models' requests count: so do CloudWatch's metrics of an endpoint. */
  measure(measured: Measured): void {
    const alarm = this.#watch.measure(measured);
    if (alarm) this.#over.resolve(alarm);
  }

  /** Waits no longer: the laptop stops, or the endpoint is deleted. */
  end(): void {
    this.#over.resolve(undefined);
  }
}
