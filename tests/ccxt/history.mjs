// A history whose every number follows from its time, as files for `perpscope import`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const HOUR = 3600_000;
const BARS = 400;

export function makeHistory(now) {
  const end = Math.floor(now / HOUR) * HOUR;
  const step = (t) => Math.round((t - (end - BARS * HOUR)) / HOUR);
  return {
    first: end - BARS * HOUR,
    end,
    candle: (t) => ({ o: 30000 + step(t), h: 30025.5 + step(t), l: 29975.5 + step(t), c: 30010.5 + step(t), v: 2 + (step(t) % 7) }),
    // In millionths, so that texts of eight digits hold it.
    rate: (t) => (100 + (step(t) % 50)) / 1e6,
    openInterest: (t) => 5000 + step(t),
  };
}

export function writeFiles(history, folder, exchanges) {
  const times = Array.from({ length: BARS }, (_, i) => history.first + i * HOUR);
  const write = (name, head, rows) => writeFileSync(join(folder, name), [head, ...rows].join('\n') + '\n');
  write('candles.csv', 't,o,h,l,c,v', times.map((t) => Object.values({ t, ...history.candle(t) }).join(',')));
  write('oi.csv', 't,oi', times.map((t) => `${t},${history.openInterest(t)}`));
  for (const hours of [1, 8])
    write(`funding${hours}.csv`, 't,r', times.filter((t) => t % (hours * HOUR) === 0).map((t) => `${t},${history.rate(t)}`));
  const recipe = exchanges.flatMap(({ venue, markets }) => markets.flatMap((market) => entries(venue, market)));
  const file = join(folder, 'recipe.json');
  writeFileSync(file, JSON.stringify(recipe));
  return file;
}

function entries(venue, { kind, margin, hours }) {
  const common = { venue, kind, time: 'ms', ...(margin && { margin }) };
  const candles = { ...common, file: 'candles.csv', data: 'candles', interval: '1h', map: { time: 't', open: 'o', high: 'h', low: 'l', close: 'c', volume: 'v' } };
  if (kind === 'spot') return [candles];
  return [
    candles,
    { ...common, file: `funding${hours}.csv`, data: 'funding', interval: `${hours}h`, map: { time: 't', rate: 'r' } },
    { ...common, file: 'oi.csv', data: 'open-interest', map: { time: 't', oi_base: 'oi' } },
  ];
}
