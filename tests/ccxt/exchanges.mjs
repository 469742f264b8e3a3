// What ccxt calls the venues, which of its hosts belongs to which endpoint, and what is asked of each.
// `hours` is how often the venue settles; a market without it has no funding. `unread` are answers that ccxt itself
// cannot read, whoever gives them; `rates: false`: its rates are another number than the settled one;
// `early`: how long before the settlement they are stamped.
const spot = (symbol) => ({ symbol, kind: 'spot' });
const perp = (symbol, hours, margin = 'linear') => ({ symbol, kind: 'perp', margin, hours });

export const exchanges = [
  {
    id: 'binance',
    venue: 'binance',
    hosts: { 'api.binance.com': 'spot_rest', 'fapi.binance.com': 'usdm_rest', 'dapi.binance.com': 'coinm_rest' },
    options: { fetchMarkets: { types: ['spot', 'linear', 'inverse'] } },
    markets: [spot('BTC/USDT'), perp('BTC/USDT:USDT', 8), perp('BTC/USD:BTC', 8, 'inverse')],
    unread: { 'fetchOpenInterestHistory BTC/USD:BTC': 'asks for the contract of the quarter' },
  },
  {
    id: 'bybit',
    venue: 'bybit',
    hosts: { 'api.bybit.com': 'rest' },
    options: { fetchMarkets: { types: ['spot', 'linear', 'inverse'] } },
    markets: [spot('BTC/USDT'), perp('BTC/USDT:USDT', 8), perp('BTC/USD:BTC', 8, 'inverse')],
  },
  {
    id: 'okx',
    venue: 'okx',
    hosts: { 'www.okx.com': 'rest' },
    options: { fetchMarkets: { types: ['spot', 'swap'] } },
    markets: [spot('BTC/USDT'), perp('BTC/USDT:USDT', 8), perp('BTC/USD:BTC', 8, 'inverse')],
  },
  {
    id: 'coinbaseexchange',
    venue: 'coinbase',
    hosts: { 'api.exchange.coinbase.com': 'exchange_rest' },
    markets: [spot('BTC/USD')],
  },
  {
    id: 'coinbaseinternational',
    venue: 'coinbase',
    hosts: { 'api.international.coinbase.com': 'intx_rest' },
    markets: [perp('BTC/USDC:USDC', 1)],
    unread: {
      fetchTicker: 'has no last price by its design',
      'fetchOHLCV newest': 'wants a start',
    },
  },
  { id: 'kraken', venue: 'kraken', hosts: { 'api.kraken.com': 'spot_rest' }, markets: [spot('BTC/USD')] },
  {
    id: 'krakenfutures',
    venue: 'kraken',
    hosts: { 'futures.kraken.com': 'futures_rest' },
    markets: [perp('BTC/USD:USD', 1), perp('BTC/USD:BTC', 1, 'inverse')],
    early: 3600_000, // stamped by the start of the hour
  },
  {
    id: 'bitfinex',
    venue: 'bitfinex',
    hosts: { 'api-pub.bitfinex.com': 'rest' },
    markets: [spot('BTC/USD'), perp('BTC/USDT:USDT', 8)],
    unread: {
      fetchFundingRateHistory: 'takes each minute for a settlement',
      fetchOpenInterestHistory: 'looks for the stamp one column too far',
    },
  },
  {
    id: 'bitstamp',
    venue: 'bitstamp',
    hosts: { 'www.bitstamp.net': 'rest' },
    markets: [spot('BTC/USD'), perp('BTC/USD:USD', 8)],
    unread: { fetchFundingRateHistory: 'gives the rates no symbol and then drops them' },
  },
  {
    id: 'deribit',
    venue: 'deribit',
    hosts: { 'www.deribit.com': 'rest' },
    markets: [perp('BTC/USD:BTC', 1, 'inverse')],
    rates: false, // those of eight hours
  },
  {
    id: 'hyperliquid',
    venue: 'hyperliquid',
    hosts: { 'api.hyperliquid.xyz': 'rest' },
    markets: [perp('BTC/USDC:USDC', 1)],
  },
];

// Base URLs of ccxt with only their hosts changed.
export function redirect(exchange, row, endpoints) {
  const replaced = (url) => {
    const whole = url.replace('{hostname}', exchange.hostname ?? '');
    const key = row.hosts[new URL(whole).host];
    return key && endpoints[key] ? whole.replace(/^https:\/\/[^/]+/, endpoints[key]) : whole;
  };
  const walk = (node) =>
    typeof node === 'string'
      ? replaced(node)
      : Object.fromEntries(Object.entries(node).map(([name, value]) => [name, walk(value)]));
  exchange.urls.api = walk(exchange.urls.api);
}
