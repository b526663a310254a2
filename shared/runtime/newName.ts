import { checkNoFormerClaim, type Named } from '../store/nameClaims.ts';
import type { Write } from '../store/table.ts';
import { guard, type GuardedWrite } from './commit.ts';

/** The claim on a new name, refused where somebody has the name by a claim of today or of before. */
export function newName(claim: Write, named: Named): GuardedWrite<'name-taken'>[] {
  return [claim, ...checkNoFormerClaim(named)].map((write) => guard(write, 'name-taken'));
}
