#include "market/align.h"

#include "market/resample.h"

namespace perpscope {
namespace {

void place(const CandleColumns& rows, GridCandles& out) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto bar = out.grid.indexOf(rows.time[i]);
    if (!out.grid.holds(bar)) continue;
    const auto at = static_cast<std::size_t>(bar);
    // A row that does not open its bar (a venue's odd stamp) is no bar of ours.
    if (out.grid.open(at) != rows.time[i]) continue;
    out.present[at] = 1;
    for (std::size_t f = 0; f < kCandleFields; ++f)
      if (!out.values[f].empty() && !rows.values[f].empty()) out.values[f][at] = rows.values[f][i];
  }
}

struct Run {
  std::size_t first;
  std::size_t last;  // one past
};

std::vector<Run> missingRuns(const GridCandles& candles) {
  std::vector<Run> runs;
  for (std::size_t i = 0; i < candles.present.size(); ++i) {
    if (candles.present[i] != 0) continue;
    if (runs.empty() || runs.back().last != i) runs.push_back({i, i});
    ++runs.back().last;
  }
  return runs;
}

void adopt(const GridCandles& built, std::size_t offset, GridCandles& out) {
  for (std::size_t i = 0; i < built.present.size(); ++i) {
    if (built.present[i] == 0) continue;
    out.present[offset + i] = 1;
    for (std::size_t f = 0; f < kCandleFields; ++f)
      if (!out.values[f].empty()) out.values[f][offset + i] = built.values[f][i];
  }
}

class Aligner {
 public:
  Aligner(const CandleSource& source, CandleFields fields, Time now)
      : source_(source), fields_(fields), now_(now) {}

  // Up to 1d.
  Result<GridCandles> stored(const Grid& grid) {
    GridCandles out(grid, fields_);
    for (const Interval interval : descendingFrom(grid.interval)) {
      if (auto filled = fill(interval, out); !filled) return std::unexpected(filled.error());
    }
    return out;
  }

  Result<GridCandles> fromDays(const Grid& grid) {
    const auto days = stored(Grid::covering(grid.range(), Interval::D1));
    if (!days) return std::unexpected(days.error());
    return resample(*days, grid, now_);
  }

 private:
  [[nodiscard]] std::vector<Interval> descendingFrom(Interval interval) const {
    std::vector<Interval> usable;
    for (const Interval candidate : source_.stored)
      if (candidate == interval || divides(candidate, interval)) usable.push_back(candidate);
    std::ranges::sort(usable, std::greater{});
    return usable;
  }

  Status fill(Interval interval, GridCandles& out) {
    for (const Run& run : missingRuns(out)) {
      const Grid part{out.grid.interval, out.grid.first + static_cast<std::int64_t>(run.first),
                      run.last - run.first};
      const auto rows = source_.read(interval, part.range(), fields_);
      if (!rows) return std::unexpected(rows.error());
      if (rows->time.empty()) continue;
      if (interval == out.grid.interval)
        place(*rows, out);
      else
        adopt(builtFrom(*rows, interval, part), run.first, out);
    }
    return {};
  }

  [[nodiscard]] GridCandles builtFrom(const CandleColumns& rows, Interval interval, const Grid& part) const {
    GridCandles small(Grid::covering(part.range(), interval), fields_);
    place(rows, small);
    return resample(small, part, now_);
  }

  const CandleSource& source_;
  CandleFields fields_;
  Time now_;
};

}  // namespace

Result<GridCandles> alignCandles(const CandleSource& source, const Grid& grid, CandleFields fields,
                                 Time now) {
  Aligner aligner(source, fields, now);
  return isBuiltFromDays(grid.interval) ? aligner.fromDays(grid) : aligner.stored(grid);
}

GridOpenInterest alignOpenInterest(const OpenInterestColumns& samples, const Grid& grid, Milliseconds max_age,
                                   Milliseconds lag, Time now) {
  GridOpenInterest out;
  for (auto* column : {&out.base, &out.usd, &out.age_ms}) column->assign(grid.size, kMissing);
  std::size_t next = 0;
  for (std::size_t bar = 0; bar < grid.size; ++bar) {
    const Time instant = std::min(grid.end(bar), now) - lag;
    while (next < samples.time.size() && samples.time[next] <= instant) ++next;
    if (next == 0) continue;
    const Milliseconds age = instant - samples.time[next - 1];
    if (age > std::max(max_age, grid.end(bar) - grid.open(bar))) continue;
    out.base[bar] = samples.base[next - 1];
    out.usd[bar] = samples.usd[next - 1];
    out.age_ms[bar] = static_cast<double>(age.count());
  }
  return out;
}

GridFunding alignFunding(const FundingColumns& settled, const Grid& grid, FundingWindow window) {
  GridFunding out;
  for (auto* column : {&out.rate_8h, &out.interval_min, &out.age_ms}) column->assign(grid.size, kMissing);
  const auto before = [window](Time t, Time border) {
    return window == FundingWindow::OpenIncluded ? t < border : t <= border;
  };
  const auto eight_hours = [&settled](std::size_t i) {
    return FundingRate{settled.fraction[i], std::chrono::minutes{settled.interval_min[i]}}.perEightHours();
  };
  std::size_t next = 0;
  for (std::size_t bar = 0; bar < grid.size; ++bar) {
    while (next < settled.time.size() && before(settled.time[next], grid.open(bar))) ++next;
    const std::size_t first = next;
    double sum = 0;
    while (next < settled.time.size() && before(settled.time[next], grid.end(bar)))
      sum += eight_hours(next++);
    if (next == 0) continue;
    const Milliseconds age = grid.end(bar) - settled.time[next - 1];
    const bool settled_here = next > first;
    if (!settled_here && age > std::chrono::minutes{settled.interval_min[next - 1]}) continue;
    out.rate_8h[bar] = settled_here ? sum / static_cast<double>(next - first) : eight_hours(next - 1);
    out.interval_min[bar] = settled.interval_min[next - 1];
    out.age_ms[bar] = static_cast<double>(age.count());
  }
  return out;
}

std::vector<double> alignPredicted(std::span<const Funding> predicted, const Grid& grid, Time now) {
  std::vector<double> out(grid.size, kMissing);
  const auto running = grid.indexOf(now);
  if (!grid.holds(running)) return out;
  for (const auto& said : predicted)
    if (said.time <= now)
      out[static_cast<std::size_t>(running)] = said.next_time.value_or(said.time + said.rate.interval) > now
                                                   ? said.rate.perEightHours()
                                                   : kMissing;
  return out;
}

}  // namespace perpscope
