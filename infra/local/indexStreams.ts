import { DatabaseSync } from 'node:sqlite';

/**
 * The engine numbers a stream record by the highest number so far and reads a stream in the order of numbers, both without an
 * index and without ever forgetting a record: every write and every poll would cost more the more was written before.
 */
const indexes = `
CREATE INDEX IF NOT EXISTS streamNumbers
  ON _stream_records (table_name, CAST(sequence_number AS INTEGER));
CREATE INDEX IF NOT EXISTS streamOrder
  ON _stream_records (table_name, shard_id, CAST(sequence_number AS INTEGER));`;

/** Adds to the engine's own file what keeps streams as fast as they were when they were empty. */
export function indexStreams(file: string): void {
  const database = new DatabaseSync(file, { timeout: 5000 });
  try {
    database.exec(indexes);
  } catch (error) {
    // Another version of the engine may keep its records elsewhere: then it is only as slow as it is.
    process.emitWarning(`The streams of the embedded DynamoDB got no index: ${String(error)}`);
  } finally {
    database.close();
  }
}
