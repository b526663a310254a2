import { systemClock } from '../../domain/time.ts';
import type { FetchRules } from '../../tokens/fetchDocument.ts';
import { OutsideKeys } from '../../tokens/outsideKeys.ts';
import { settingOr } from '../config.ts';

/** Makes the keys of outside issuers, as the stage allows to ask for them. */
export function createOutsideKeys(): OutsideKeys {
  return new OutsideKeys(fetchRules(), systemClock);
}

/** Which outside issuers may be asked. */
export function fetchRules(): FetchRules {
  return { localIssuers: settingOr('LOCAL_ISSUERS', '') === 'true' };
}
