import { exactTime } from '../../../parts/when.tsx';

/** An action such as `createToken` in words. */
export function actionWords(action: string): string {
  const words = action.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A field such as `tokenId` in words. */
export function fieldWords(name: string): string {
  return actionWords(name);
}

/** Times are numbers in the trail, and named so. */
function isTime(name: string, value: unknown): value is number {
  return /(At|Until)$/.test(name) && typeof value === 'number';
}

/** A field of a detail as text. */
export function detailText(name: string, value: unknown): string {
  return isTime(name, value) ? exactTime(value) : valueText(value);
}

function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.map(valueText).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
