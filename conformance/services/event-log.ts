/** Something with events of these types. */
interface Source<Map extends object> {
  on<Type extends keyof Map>(type: Type, listener: (event: Map[Type]) => void): () => void;
}

/** Keeps the events of one type, and lets a test wait for what it wants to see. */
export class EventLog<Event> {
  readonly events: Event[] = [];
  #watchers: (() => void)[] = [];

  static of<Map extends object, Type extends keyof Map>(
    source: Source<Map>,
    type: Type,
  ): EventLog<Map[Type]> {
    const log = new EventLog<Map[Type]>();
    source.on(type, (event) => {
      log.events.push(event);
      for (const look of [...log.#watchers]) look();
    });
    return log;
  }

  /** The first event, past or to come, that `where` accepts. */
  first(where: (event: Event) => boolean = () => true): Promise<Event> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.events.find(where);
        if (found === undefined) return;
        this.#watchers = this.#watchers.filter((one) => one !== look);
        resolve(found);
      };
      this.#watchers.push(look);
      look();
    });
  }
}
