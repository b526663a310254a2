/** What one request used of the store: deterministic, logged with every request and asserted in tests. */
export class Usage {
  calls = 0;
  /** Calls that were under way together count as one. */
  roundTrips = 0;
  readUnits = 0;
  writeUnits = 0;
  #underWay = 0;

  /** Counts a call that starts. */
  begin(): void {
    this.calls += 1;
    if (this.#underWay === 0) this.roundTrips += 1;
    this.#underWay += 1;
  }

  /** Counts a call that ended. */
  end(): void {
    this.#underWay -= 1;
  }

  /** Adds the capacity units that DynamoDB reported. */
  add(write: boolean, units: number): void {
    if (write) this.writeUnits += units;
    else this.readUnits += units;
  }

  /** The counts so far; begins to count anew. */
  take(): { calls: number; roundTrips: number; readUnits: number; writeUnits: number } {
    const { calls, roundTrips, readUnits, writeUnits } = this;
    this.calls = this.roundTrips = this.readUnits = this.writeUnits = 0;
    return { calls, roundTrips, readUnits, writeUnits };
  }
}
