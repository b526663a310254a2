import { closeSync, openSync, writeSync } from 'node:fs';

/** The one file that the lines of all functions go to, as CloudWatch would keep them. */
export interface FunctionLog {
  readonly path: string;
  /** Appends text as it is; a line that a function wrote is in the file before its answer leaves the gateway. */
  write(text: string): void;
  close(): void;
}

/** Opens the log for appending, readable by this user only. */
export function openFunctionLog(path: string): FunctionLog {
  const file = openSync(path, 'a', 0o600);
  let open = true;
  return {
    path,
    write: (text) => {
      if (open) writeSync(file, text);
    },
    close: () => {
      if (open) closeSync(file);
      open = false;
    },
  };
}
