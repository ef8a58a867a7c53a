/** Figures of the calls that one request made to the site, kept while they start and end. */
export class CallFigures {
  /** Calls that have started. */
  count = 0;
  /** Rounds of calls: a call is one round later than the latest of those that had ended when it started. */
  rounds = 0;
  #endedRounds = 0;
  #underWay = 0;
  #busySince = 0;
  #busyMs = 0;

  /**
   * A call starts.
   *
   * @param now by `performance.now()`.
   * @returns its round, for `end`.
   */
  start(now: number): number {
    if (this.#underWay === 0) this.#busySince = now;
    this.#underWay += 1;
    this.count += 1;
    const round = this.#endedRounds + 1;
    if (round > this.rounds) this.rounds = round;
    return round;
  }

  /** A call has ended. */
  end(round: number, now: number): void {
    this.#underWay -= 1;
    if (this.#underWay === 0) this.#busyMs += now - this.#busySince;
    if (round > this.#endedRounds) this.#endedRounds = round;
  }

  /** Milliseconds until now in which at least one call was under way. */
  busyMs(now: number): number {
    return this.#underWay === 0 ? this.#busyMs : this.#busyMs + now - this.#busySince;
  }
}
