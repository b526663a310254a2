import { createContext, Script } from 'node:vm';
import { asRecord, asString } from './json.ts';

/** Runs the code of a CloudFront Function for one request: takes a path and answers the path to look up. */
export type EdgeFunction = (method: string, path: string) => string;

/** Milliseconds. A function at the edge has one; this is a bound for a mistake on a machine that others use too, not for its work. */
const longest = 5000;

/**
 * Compiles a function that CloudFront runs on `viewer-request`. It sees nothing of this process.
 * @throws Error for code that does not compile; the made function, for code that fails or answers by itself.
 */
export function edgeFunction(code: string): EdgeFunction {
  const script = new Script(`${code}\nJSON.stringify(handler(JSON.parse(event)));`);
  return (method, path) => {
    const request = { method, uri: path, querystring: {}, headers: {}, cookies: {} };
    const event = { version: '1.0', context: { eventType: 'viewer-request' }, viewer: {}, request };
    const context = createContext({ event: JSON.stringify(event) }, { codeGeneration: { strings: false } });
    const answer = asRecord(JSON.parse(asString(script.runInContext(context, { timeout: longest }))));
    return asString(answer['uri']);
  };
}
