/** One bar: a label, a value, and what stands beside it. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly text: string;
}

/** A group of bars on one scale. */
export interface Chart {
  readonly title: string;
  readonly bars: readonly Bar[];
  /** A line across the bars: a goal. */
  readonly goal?: { readonly value: number; readonly text: string };
}

const [width, left, right, barHeight, gap, headHeight] = [900, 330, 130, 16, 6, 46];
const room = width - left - right;

/** Horizontal bars, chart under chart, as one SVG that reads on light and dark pages. */
export function plot(charts: readonly Chart[]): string {
  let top = 10;
  const parts = charts.map((chart) => {
    const drawn = drawChart(chart, top);
    top += headHeight + chart.bars.length * (barHeight + gap) + 14;
    return drawn;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${top}" viewBox="0 0 ${width} ${top}"`,
    ' font-family="system-ui, sans-serif" font-size="12">',
    `<rect width="${width}" height="${top}" fill="#ffffff"/>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

function drawChart({ title, bars, goal }: Chart, top: number): string {
  const largest = Math.max(...bars.map(({ value }) => value), goal?.value ?? 0, Number.MIN_VALUE);
  const x = (value: number): number => left + (Math.max(0, value) / largest) * room;
  const first = top + headHeight - 8;
  const lines = bars.map(({ label, value, text }, at) => {
    const y = first + at * (barHeight + gap);
    const length = Math.max(1, x(value) - left);
    return [
      `<text x="${left - 8}" y="${y + 12}" text-anchor="end" fill="#222">${escaped(label)}</text>`,
      `<rect x="${left}" y="${y}" width="${length.toFixed(1)}" height="${barHeight}" fill="#3b6ea8"/>`,
      `<text x="${(left + length + 6).toFixed(1)}" y="${y + 12}" fill="#222">${escaped(text)}</text>`,
    ].join('');
  });
  const heading = `<text x="10" y="${top + 18}" font-size="14" font-weight="600" fill="#111">${escaped(title)}</text>`;
  return [heading, ...lines, goal === undefined ? '' : goalLine(goal, x(goal.value), { first, bars })].join(
    '\n',
  );
}

function goalLine(
  { text }: { readonly text: string },
  x: number,
  { first, bars }: { readonly first: number; readonly bars: readonly Bar[] },
): string {
  const [at, end] = [x.toFixed(1), first + bars.length * (barHeight + gap)];
  return [
    `<line x1="${at}" y1="${first - 4}" x2="${at}" y2="${end}" stroke="#b3261e" stroke-dasharray="4 3"/>`,
    `<text x="${at}" y="${first - 8}" text-anchor="middle" fill="#b3261e">${escaped(text)}</text>`,
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
