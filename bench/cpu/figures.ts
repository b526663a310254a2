/** CPU microseconds per call: the median of the rounds, and the best of them. */
export interface CpuFigure {
  readonly median: number;
  readonly best: number;
}

/** What one case costs. */
export interface CpuRow {
  readonly name: string;
  readonly authorizer: CpuFigure | undefined;
  readonly handler: CpuFigure;
}

/** What one process measured. */
export interface CpuResult {
  /** One ES256 verification in the same process: what the machine gave at the time. */
  readonly verification: CpuFigure;
  readonly rows: readonly CpuRow[];
}
