// Asks the simulated exchanges of an endpoints file through ccxt. Run by run.mjs, with NODE_EXTRA_CA_CERTS, which
// Node reads when it starts.
//   node ask.mjs NAME ENDPOINTS-FILE HISTORY-MADE-AT|- [EXCHANGE...]
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { exchanges, redirect } from './exchanges.mjs';
import { HOUR, makeHistory } from './history.mjs';

const ccxt = createRequire(join(process.env.CCXT_DIR ?? '.', 'x.js'))('ccxt');

// --- what is checked -------------------------------------------------------------------------------------

const fits = (condition, words) => {
  if (!condition) throw new Error(words);
};
const near = (a, b, tolerance) => Math.abs(a - b) <= tolerance * Math.abs(b);

function checkBars(rows, expected) {
  fits(rows.length > 10, `only ${rows.length} bars`);
  rows.forEach(([t, o, h, l, c, v], i) => {
    fits(t % HOUR === 0, `a bar at ${t}`);
    fits(i === 0 || t > rows[i - 1][0], 'bars out of order');
    fits(h >= Math.max(o, c) && l <= Math.min(o, c) && l > 0 && v >= 0, `no bar: ${rows[i]}`);
    if (!expected || t >= expected.end) return;
    const bar = expected.candle(t);
    fits(o === bar.o && h === bar.h && l === bar.l && c === bar.c, `bar ${rows[i]} is not ${JSON.stringify(bar)}`);
  });
}

function checkRates(rates, hours, expected, early = 0) {
  fits(rates.length > 3, `only ${rates.length} rates`);
  for (const { timestamp, fundingRate } of rates) {
    const t = Math.round(timestamp / 60_000) * 60_000;
    fits(Number.isFinite(fundingRate) && Math.abs(fundingRate) < 0.05, `rate ${fundingRate}`);
    fits(t % (hours * HOUR) === 0, `settled at ${new Date(timestamp).toISOString()}`);
    const settled = expected?.rate(t + early);
    if (expected) fits(near(fundingRate, settled, 1e-9), `rate ${fundingRate} is not ${settled}`);
  }
}

function checkOpenInterest(rows) {
  fits(rows.length > 3, `only ${rows.length} samples`);
  for (const row of rows) fits((row.openInterestAmount ?? row.openInterestValue) > 0, `no open interest: ${JSON.stringify(row.info)}`);
}

// --- what is asked ---------------------------------------------------------------------------------------

function questions(exchange, row, expected) {
  const since = Math.floor(Date.now() / HOUR) * HOUR - 60 * HOUR;
  const list = [['loadMarkets', async () => {
    const markets = await exchange.loadMarkets();
    for (const { symbol } of row.markets) fits(markets[symbol], `no market ${symbol}`);
  }]];
  const has = (method) => exchange.has[method] === true || exchange.has[method] === 'emulated';
  if (has('fetchTime')) list.push(['fetchTime', async () => fits(Math.abs((await exchange.fetchTime()) - Date.now()) < 5000, 'another time')]);
  for (const { symbol, kind, hours } of row.markets) {
    const unread = (name) => row.unread?.[name] ?? row.unread?.[`${name} ${symbol}`];
    const ask = (method, question, name = method) => has(method) && !unread(name) && list.push([`${name} ${symbol}`, question]);
    ask('fetchTicker', async () => fits((await exchange.fetchTicker(symbol)).last > 0, 'no last price'));
    ask('fetchOHLCV', async () => checkBars(await exchange.fetchOHLCV(symbol, '1h', since, 50), expected));
    ask('fetchOHLCV', async () => checkBars(await exchange.fetchOHLCV(symbol, '1h'), expected), 'fetchOHLCV newest');
    if (kind === 'spot') continue;
    ask('fetchFundingRateHistory', async () => checkRates(await exchange.fetchFundingRateHistory(symbol, since, 50), hours, row.rates === false ? undefined : expected, row.early));
    ask('fetchOpenInterest', async () => checkOpenInterest(Array(4).fill(await exchange.fetchOpenInterest(symbol))));
    ask('fetchOpenInterestHistory', async () => checkOpenInterest(await exchange.fetchOpenInterestHistory(symbol, '1h', since, 50)));
  }
  return list;
}

async function ask(row, endpoints, expected, name) {
  if (!endpoints.venues[row.venue]) return console.log(`${name} ${row.id}: not simulated`), 0;
  const exchange = new ccxt[row.id]({ options: row.options ?? {}, timeout: 10_000, enableRateLimit: true });
  exchange.has.fetchCurrencies = false;
  redirect(exchange, row, endpoints.venues[row.venue]);
  let failed = 0;
  for (const [question, answer] of questions(exchange, row, expected)) {
    try {
      await answer();
      console.log(`${name} ${row.id} ${question}: ok`);
    } catch (error) {
      ++failed;
      console.log(`${name} ${row.id} ${question}: FAILED ${error.constructor.name} ${String(error.message).slice(0, 300)}`);
    }
  }
  return failed;
}

const [name, file, made, ...wanted] = process.argv.slice(2);
const endpoints = JSON.parse(readFileSync(file, 'utf8'));
const expected = made === '-' ? null : makeHistory(Number(made));
let failed = 0;
for (const row of exchanges)
  if (wanted.length === 0 || wanted.includes(row.id)) failed += await ask(row, endpoints, expected, name);
process.exitCode = failed === 0 ? 0 : 1;
