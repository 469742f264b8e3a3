#!/usr/bin/env python3
"""The formulas of the five studies as a good pandas user writes them: whole columns at a time.

bench_studies --export=FOLDER writes what each study was given and what it computed; this computes the same from the
same cells, compares every column, and prints the seconds of both. Loading and comparing are not timed. One core:
processor time, and no threads in pandas. The market has no holes, so nothing here starts afresh after one.
"""
import json
import os
import sys
import time
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = os.environ["NUMEXPR_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

# Values may differ by this much of the column's size (running sums of two kinds), conditions in this share of bars
# (where such a difference decides a comparison).
VALUES_WITHIN = 1e-7
CONDITIONS_WITHIN = 1e-5


# --- comparing: numbers that differ by 1e-9 of the larger count as equal ---

def equal(a, b):
    return (a == b) | (np.abs(a - b) <= 1e-9 * np.maximum(np.abs(a), np.abs(b)))


def above(a, b):
    return (a > b) & ~equal(a, b)


def below(a, b):
    return above(b, a)


def at_least(a, b):
    return (a > b) | equal(a, b)


def at_most(a, b):
    return at_least(b, a)


def crossover(a, b):
    return (a > b) & (a <= b).shift(fill_value=False)


def flips(x):
    """The bars on which a sign turns up and down; 0 counts as up."""
    up = at_least(x, 0)
    was_up = up.shift(fill_value=False)
    seen = x.notna().shift(fill_value=False)
    return up & ~was_up & seen, ~up & was_up & x.notna()


# --- operators ---

def recursive(x, n, alpha):
    """An exponential average whose seed is the mean of the first n values."""
    first = x.first_valid_index() or 0
    seeded = x.copy()
    seeded.iloc[: first + n - 1] = np.nan
    seeded.iloc[first + n - 1] = x.iloc[first : first + n].mean()
    return seeded.ewm(alpha=alpha, adjust=False).mean()


def ema(x, n):
    return recursive(x, n, 2 / (n + 1))


def rma(x, n):
    return recursive(x, n, 1 / n)


def sma(x, n):
    return x.rolling(n).mean()


def z_parts(x, n):
    window = x.rolling(n)
    mean, sd = window.mean(), window.std(ddof=0)
    return mean, sd, ((x - mean) / sd).mask(sd <= 1e-12 * mean.abs(), 0.0)


def zscore(x, n):
    return z_parts(x, n)[2]


def rsi(x, n):
    change = x.diff()
    up, down = rma(change.clip(lower=0), n), rma((-change).clip(lower=0), n)
    return (100 - 100 / (1 + up / down)).where(down != 0, np.where(up > 0, 100.0, np.nan))


def macd(x, fast, slow, signal):
    line = ema(x, fast) - ema(x, slow)
    smooth = ema(line, signal)
    return line, smooth, line - smooth


def median(x, n):
    return x.rolling(n).median()


def percentile(x, n, percent):
    """Between the ranks around n * percent / 100 + 0.5."""
    return x.rolling(n).quantile((n * percent / 100 - 0.5) / (n - 1))


def percent_rank(x, n):
    """The share of the n bars before that are at most as high."""
    return (x.rolling(n + 1).rank(method="max") - 1) / n * 100


def slope(x, n):
    k = np.arange(n) - (n - 1) / 2
    line = np.convolve(x, k[::-1], mode="valid") / (k * k).sum()
    return pd.Series(np.concatenate([np.full(n - 1, np.nan), line]), index=x.index)


def heikin_ashi(o, h, l, c):
    close = (o + h + l + c) / 4
    before = close.shift()
    before.iloc[0] = (o.iloc[0] + c.iloc[0]) / 2
    return before.ewm(alpha=0.5, adjust=False).mean(), close


def composite(closes, max_age=2):
    """The mean over the legs, and how many there are. A leg without this bar counts for two bars more."""
    filled = closes.ffill(limit=max_age)
    fresh = closes.notna().any(axis=1)
    return filled.mean(axis=1).where(fresh), filled.notna().sum(axis=1).where(fresh, 0)


def vote(up, down):
    return pd.Series(np.where(up, 1.0, np.where(down, -1.0, 0.0)))


# --- the studies ---

def flow_dashboard(cells):
    n = 60
    out = {}
    spot, out["spot_legs"] = composite(cells.filter(regex=r"\.spot\.close$"))
    perp, out["perp_legs"] = composite(cells.filter(regex=r"\.perp\.close$"))
    premium = (perp - spot) / spot * 100
    mean, _, premium_z = z_parts(premium, n)

    def in_usd(suffix):
        usd, base, close = (cells.filter(regex=rf"\.perp\.{of}{suffix}$").set_axis(range(6), axis=1)
                            for of in ("oi_usd", "oi_base", "close"))
        return usd.fillna(base * close)

    by_leg, then = in_usd(""), in_usd("@24h")
    members = by_leg.notna().rolling(n).sum() >= n
    oi = by_leg.where(members).sum(axis=1, min_count=1)
    # The legs stay the same, so that one sum serves all windows.
    oi_z = zscore(by_leg.sum(axis=1, min_count=1), n).where(oi.notna())
    raw = cells.filter(regex=r"\.funding_rate_8h$").mean(axis=1)
    twap = sma(raw, 3)
    funding_z = zscore(twap, n)

    premium_ema, spot_ema = ema(premium, 20), ema(spot, 20)
    vote_premium = vote(above(premium, premium_ema), below(premium, premium_ema))
    vote_leverage = vote(at_most(oi_z, 0.5) & at_most(funding_z, 0.5), at_least(oi_z, 1) & at_least(funding_z, 1))
    vote_spot = vote(above(spot, spot_ema) & below(premium, mean), below(spot, spot_ema) & above(premium, mean))
    confluence = vote_premium + vote_leverage + vote_spot

    zs = pd.DataFrame({"premium": premium_z, "funding": funding_z, "oi": oi_z})
    extreme = zs.mean(axis=1).where(zs.notna().sum(axis=1) >= 2)
    out |= {
        "spot": spot, "perp": perp, "premium": premium, "premium_z": premium_z,
        "oi": oi, "oi_venues": members.sum(axis=1), "oi_z": oi_z,
        "oi_change_24h": (oi / then.where(members).sum(axis=1, min_count=1) - 1) * 100,
        "funding_raw": raw * 100, "funding": twap * 100, "funding_z": funding_z,
        "vote_premium": vote_premium, "vote_leverage": vote_leverage, "vote_spot": vote_spot,
        "confluence": confluence, "extreme": extreme,
        "bullish": confluence >= 2, "bearish": confluence <= -2,
        "over_leverage_long": at_least(oi_z, 2) & at_least(funding_z, 1),
        "over_leverage_short": at_least(oi_z, 2) & at_most(funding_z, -1),
        "cycle_top": at_least(extreme, 1.75) & (zs.isna() | at_least(zs, 0.25)).all(axis=1),
        "cycle_bottom": at_least(-extreme, 1.75) & (zs.isna() | at_least(-zs, 0.25)).all(axis=1),
    }
    return out


def funding_oi(cells):
    leg = "binance.perp."
    by_premium, by_mid = cells[leg + "premium-index_rate_8h"], cells[leg + "mid_rate_8h"]
    f = by_premium.fillna(by_mid).fillna(cells[leg + "funding_rate_8h"]) * 100
    source = np.select([by_premium.notna(), by_mid.notna()], [2.0, 1.0], 0.0)
    hours = cells[leg + "premium-index_interval_min"].fillna(cells[leg + "funding_interval_min"]) / 60
    close, base, usd = cells[leg + "close"], cells[leg + "oi_base"], cells[leg + "oi_usd"]
    oi = base.fillna(usd / close)
    high, low = oi.rolling(100).max(), oi.rolling(100).min()
    norm = (oi - low) / (high - low)
    p = {percent: percentile(f, 500, percent) for percent in (1, 5, 10, 25, 75, 90, 95, 99)}

    def up(percent):
        return above(f, p[percent]) & above(f, 0.01)

    def down(percent):
        return below(f, p[percent]) & below(f, 0)

    zones = [up(99), down(1), up(90), down(10), up(75), down(25)]
    zone = pd.Series(np.select(zones, [3.0, -3.0, 2.0, -2.0, 1.0, -1.0], 0.0)).where(p[1].notna())

    side = np.sign(f).replace(0, np.nan)
    changes = ((side * side.ffill().shift()) < 0).rolling(20, min_periods=1).sum()
    quiet = at_most(f.abs().rolling(20).max(), 0.05)

    def divergence(extreme):
        here = close == extreme
        bar = pd.Series(np.arange(len(close), dtype=float)).where(here)
        gap = bar - bar.ffill().shift()
        return here & (gap >= 5) & below(oi, oi.where(here).ffill().shift())

    out = {
        "funding": f * hours / 8, "funding_apr": f * hours / 8 * 8760 / hours, "oi": oi, "oi_z": zscore(oi, 100),
        "oi_norm": norm, "zone": zone, "funding_source": source, "interval_h": hours,
        "settlement_in": cells[leg + "premium-index_until_min"], "oi_base": oi, "oi_usd": usd.fillna(base * close),
        "close": close,
        "funding_spike_up": above(f, 0.15), "funding_spike_down": below(f, -0.15),
        "oi_extreme_high": above(norm, 0.88), "oi_extreme_low": below(norm, 0.12),
        "longs_trapped": above(f, 0.1) & above(norm, 0.8),
        "short_capitulation": below(f, -0.1) & below(norm, 0.2),
        "bearish_reversal": above(f, 0.3) & above(norm, 0.85),
        "bullish_reversal": below(f, -0.2) & below(norm, 0.15),
        "funding_extreme": above(f.abs(), 0.5),
        "accumulation": (changes >= 3) & quiet & (slope(oi, 20) > 0),
        "oi_divergence_bear": divergence(close.rolling(20).max()),
        "oi_divergence_bull": divergence(close.rolling(20).min()),
        "funding_spike_up_adaptive": up(95), "funding_spike_down_adaptive": down(5),
        "longs_trapped_adaptive": up(90) & above(norm, 0.8),
        "short_capitulation_adaptive": down(10) & below(norm, 0.2),
        "bearish_reversal_adaptive": up(95) & above(norm, 0.85),
        "bullish_reversal_adaptive": down(5) & below(norm, 0.15),
        "funding_extreme_adaptive": up(99) | down(1),
    }
    return out | {f"p{percent:02}": values * hours / 8 for percent, values in p.items()}


def perp_spot_premium(cells):
    spot, spot_legs = composite(cells.filter(regex=r"\.spot\.close$"))
    perp, perp_legs = composite(cells.filter(regex=r"\.perp\.close$"))
    premium = (perp - spot) / spot * 100
    fast, slow = ema(premium, 20), sma(premium, 50)
    positive, negative = flips(premium)
    return {"perp_avg": perp, "spot_avg": spot, "perp_legs": perp_legs, "spot_legs": spot_legs, "premium": premium,
            "ema": fast, "ma": slow, "cross_up": crossover(fast, slow), "cross_down": crossover(slow, fast),
            "premium_positive": positive, "premium_negative": negative}


def intraday_premium(cells):
    leg = "binance.perp."
    spot, perp = cells["binance.spot.close"], cells[leg + "close"]
    premium = (perp - spot) / spot * 100
    mean, sd, z = z_parts(premium, 240)
    roc = premium - premium.shift(60)
    states = [at_least(z, 2), at_most(z, -2), above(premium, mean) & above(roc, 0), below(premium, mean) & below(roc, 0)]
    state = pd.Series(np.select(states, [2.0, -2.0, 1.0, -1.0], 0.0)).where(z.notna() & roc.notna())
    bar = pd.Series(np.arange(len(state), dtype=float))
    lasted = (bar - bar.where(state != state.shift()).ffill() + 1).where(state.notna())
    was = state.shift()

    def latch(side):
        on, off = at_least(side * z, 3), below(side * z, 1) | z.isna()
        return pd.Series(np.select([on, off], [1.0, 0.0], np.nan)).ffill() == 1

    ha_open, ha_close = heikin_ashi(*(cells[leg + of] for of in ("open", "high", "low", "close")))
    strength, hist = rsi(perp, 14), macd(perp, 12, 26, 9)[2]
    turns = (above(ha_close, ha_open) & below(strength, 50) & above(strength, strength.shift()) &
             above(hist, hist.shift()))
    return {
        "perp": perp, "spot": spot, "premium": premium, "mean": mean, "sd": sd, "z": z, "upper": mean + 2 * sd,
        "lower": mean - 2 * sd, "roc": roc, "state": state, "state_bars": lasted,
        "extreme_premium": state == 2, "extreme_discount": state == -2,
        "bull_pressure": state == 1, "bear_pressure": state == -1,
        "extreme_premium_alert": latch(1), "extreme_discount_alert": latch(-1),
        "bull_pressure_alert": (state == 1) & (lasted >= 10), "bear_pressure_alert": (state == -1) & (lasted >= 10),
        "entry": (state == 1) & (was != 1) & turns,
        "exit": ((state == -1) & (was != -1)) | ((state == 2) & (was != 2)),
    }


def spot_premium_roc(cells):
    a, b = cells["coinbase.spot.close"], cells["binance.spot.close"]
    perp = cells["binance.perp.close"]
    spot_spot, spot_perp, tri = a - b, a - perp, perp - b
    tri_ema = ema(tri, 9)
    step = spot_spot.diff().abs()
    roc = spot_spot - spot_spot.shift(5)
    usual = median(step, 50)
    roc_norm = roc / usual.where(usual > 0)
    short, long = sma(step, 5), sma(step, 20)
    z = zscore(tri, 50)
    middle = median(tri, 50)
    mad = median((tri - middle).abs(), 50)
    robust = (tri - middle) / (1.4826 * mad.where(mad > 0))
    change = tri_ema - tri_ema.shift(5)
    usual = median(change.abs(), 50)
    ema_roc = change / usual.where(usual > 0)
    strength = rsi(tri, 14)
    line, signal, hist = macd(tri, 8, 21, 9)
    spread_ema = ema(spot_spot, 9)
    spot_up, spot_down = flips(spot_perp)
    tri_up, tri_down = flips(tri_ema)
    return {
        "spot_a": a, "spot_b": b, "perp_b": perp, "spot_spot": spot_spot, "spot_perp": spot_perp, "tri": tri,
        "tri_ema": tri_ema, "opacity": 0.25 + 0.75 * percent_rank(cells["coinbase.spot.volume"], 30) / 100,
        "roc": roc, "roc_norm": roc_norm, "ribbon_short": short, "ribbon_long": long, "z": z, "robust_z": robust,
        "ema_roc": ema_roc, "rsi": strength, "macd": line, "macd_signal": signal, "macd_hist": hist,
        "spot_led_accumulation": at_least(zscore(spot_spot, 50), 1) & at_most(z, -0.5),
        "perp_led_chase": at_least(ema_roc, 3) & below(spread_ema, spread_ema.shift()),
        "z_high": above(z, 2), "z_low": below(z, -2), "robust_z_high": above(robust, 3),
        "robust_z_low": below(robust, -3), "roc_impulse_up": above(ema_roc, 3), "roc_impulse_down": below(ema_roc, -3),
        "roc_confirm_up": above(roc_norm, 4) & above(spot_spot, 0),
        "roc_confirm_down": below(roc_norm, -4) & below(spot_spot, 0),
        "ribbon_up": crossover(short, long), "ribbon_down": crossover(long, short),
        "spot_flip_up": spot_up, "spot_flip_down": spot_down, "tri_flip_up": tri_up, "tri_flip_down": tri_down,
        "rsi_high": above(strength, 69), "rsi_low": below(strength, 31),
        "macd_cross_up": crossover(line, signal), "macd_cross_down": crossover(signal, line),
        "arbitrage": above((a - perp).abs() / b, 25 / 1e4),
    }


STUDIES = [flow_dashboard, funding_oi, perp_spot_premium, intraday_premium, spot_premium_roc]


# --- the comparison ---

def load(folder, study, kind, names):
    values = np.fromfile(folder / f"{study}.{kind}").reshape(len(names), -1)
    return pd.DataFrame(dict(zip(names, values)), copy=False)


def with_onsets(out, columns):
    """Plain floats in the order of our columns; a condition begins where it did not hold on the bar before."""
    for key in columns:
        if key.endswith("_onset"):
            holds = out[key.removesuffix("_onset")]
            out[key] = holds & ~holds.shift(fill_value=False)
    return {key: np.asarray(out[key], dtype=float) for key in columns}


def disagreement(key, pandas, ours):
    """In words; nothing where both agree."""
    missing = np.isnan(ours) != np.isnan(pandas)
    if missing.any():
        return f"{key}: missing in {missing.sum()} bars of one only"
    apart = np.abs(ours - pandas)
    if set(np.unique(ours[~np.isnan(ours)][:100_000])) <= {-3, -2, -1, 0, 1, 2, 3} or key == "state_bars":
        share = np.mean(apart > 0)
        return f"{key}: differs in {share:.2e} of the bars" if share > CONDITIONS_WITHIN else None
    size = np.nanmax(np.abs(ours))
    worst = np.nanmax(apart) / size
    return f"{key}: differs by {worst:.2e} of its size" if worst > VALUES_WITHIN else None


def compare(folder, compute):
    study = compute.__name__
    about = json.loads((folder / f"{study}.json").read_text())
    cells = load(folder, study, "cells", about["cells"])
    begin = time.process_time()
    out = with_onsets(compute(cells), about["columns"])
    seconds = time.process_time() - begin
    ours = load(folder, study, "columns", about["columns"])
    wrong = [text for key in about["columns"] if (text := disagreement(key, out[key], ours[key].to_numpy()))]
    print(f"{study:18} {about['bars']:>9} bars {len(about['columns']):>3} columns   "
          f"pandas {seconds:7.3f} s   ours {about['seconds']:6.3f} s   {seconds / about['seconds']:5.1f} x", flush=True)
    for text in wrong:
        print(f"  {text}")
    return seconds, about["seconds"], bool(wrong)


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: pandas_studies.py FOLDER   (as bench_studies --export=FOLDER wrote it)")
    results = [compare(Path(sys.argv[1]), compute) for compute in STUDIES]
    pandas, ours = sum(r[0] for r in results), sum(r[1] for r in results)
    print(f"{'all five':18} pandas {pd.__version__} {pandas:.3f} s, ours {ours:.3f} s: {pandas / ours:.1f} x")
    if any(r[2] for r in results):
        sys.exit("the numbers do not agree")


if __name__ == "__main__":
    main()
