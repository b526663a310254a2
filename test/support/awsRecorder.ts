/** A request as its receiver sees it. */
export interface Sent {
  readonly protocol: string;
  readonly hostname: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What a service answers. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Temporary keys, as those of a function are. */
export const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' };
const empty: Answer = { status: 200, body: '{}' };

/** A handler that sends nothing and answers in order, the last answer for ever, and what it would have sent. */
export function recorder(...answers: readonly (Answer | Error)[]) {
  const sent: Sent[] = [];
  const handle = (request: Sent) => {
    const answer = answers[Math.min(sent.length, answers.length - 1)] ?? empty;
    sent.push(structuredClone({ ...request }));
    if (answer instanceof Error) return Promise.reject(answer);
    const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    return Promise.resolve({ response: { statusCode: answer.status, body: Buffer.from(body), headers: {} } });
  };
  return { sent, requestHandler: { handle } };
}
