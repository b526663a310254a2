// A process of its own: its CPU time is that of the requests. Log lines go to where nobody reads them.
import { createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';
import { oidcIssuer } from '../../test/support/oidcIssuer.ts';
import { prepareCases, type CpuCase } from './cases.ts';
import type { CpuFigure, CpuResult, CpuRow } from './figures.ts';
import { Replay } from './replay.ts';
import { replayCalls } from './replayedCalls.ts';

const [mode, roundsText = '7', perRoundText = '150', only] = process.argv.slice(2);
const rounds = Number(roundsText);
const perRound = Number(perRoundText);

const issuer = await oidcIssuer();
const { api, cases } = await prepareCases(issuer);
const chosen = cases.filter(({ name }) => only === undefined || name.includes(only));
const replay = mode === 'own' ? undefined : new Replay(api.store.dynamoDb);
const stopRecording = replay === undefined ? replayCalls(api.key.privateKey) : () => replay.stopRecording();
for (const { authorizer, handler } of chosen) {
  // Twice: what a first request learns makes the second one's reads.
  for (let again = 0; again < 2; again += 1) {
    await authorizer?.();
    await handler();
  }
}
stopRecording();
const verification = await figureOf(oneVerification());
const rows: CpuRow[] = [];
for (const one of chosen) rows.push(await measured(one));
process.send?.({ verification, rows } satisfies CpuResult);
process.disconnect?.();
process.exit();

/** What the machine can do at the moment: one ES256 verification. */
function oneVerification(): () => Promise<unknown> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = createPublicKey(publicKey.export({ type: 'spki', format: 'pem' }));
  const message = randomBytes(386);
  const signature = sign('sha256', message, privateKey);
  return () => Promise.resolve(verify('sha256', message, key, signature));
}

async function measured({ name, authorizer, handler }: CpuCase): Promise<CpuRow> {
  return {
    name,
    authorizer: authorizer === undefined ? undefined : await figureOf(authorizer),
    handler: await figureOf(handler),
  };
}

async function figureOf(call: () => Promise<unknown>): Promise<CpuFigure> {
  for (let at = 0; at < perRound * 5; at += 1) await call();
  const costs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage();
    for (let at = 0; at < perRound; at += 1) await call();
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / perRound);
  }
  costs.sort((left, right) => left - right);
  return { median: costs[costs.length >> 1] ?? 0, best: costs[0] ?? 0 };
}
