/** What comes in one after the other, to be awaited one after the other. */
export class Queue<Item> {
  readonly items: Item[] = [];
  readonly #waiting: (() => void)[] = [];

  push(item: Item): void {
    this.items.push(item);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** The next item that nobody took yet. */
  async take(timeoutMs = 10_000): Promise<Item> {
    const deadline = Date.now() + timeoutMs;
    while (this.items.length === 0) {
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`Nothing came within ${timeoutMs} ms.`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return this.items.shift() as Item;
  }
}
