/** A part of the console did not come. */
export class NotLoaded extends Error {
  override readonly name = 'NotLoaded';
  /** Makes way for another attempt. */
  readonly forget: () => void;

  constructor(forget: () => void = () => undefined) {
    super('A part of the console could not be loaded.');
    this.forget = forget;
  }
}

/** Which file it was, in the words of the browser, where it says so. */
function fileIn(error: unknown): string | undefined {
  const found = /https?:\/\/\S+?\.js/.exec(error instanceof Error ? error.message : '')?.[0];
  return found !== undefined && new URL(found).origin === location.origin ? found : undefined;
}

/**
 * Loads a part of the console, anew after a failure: browsers keep the failure of an address for as long as the page
 * lives, so it is asked for under another one then.
 */
export function loaded<Part>(load: () => Promise<Part>): () => Promise<Part> {
  let failed: string | undefined;
  let attempt = 0;
  return async () => {
    try {
      if (failed === undefined) return await load();
      return (await import(/* @vite-ignore */ `${failed}?again=${attempt}`)) as Part;
    } catch (error) {
      failed = fileIn(error) ?? failed;
      attempt += 1;
      throw new NotLoaded();
    }
  };
}
