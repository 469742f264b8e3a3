#include "app/explain.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/prepared.h"
#include "base/text.h"

namespace perpscope::app {
namespace {

using studies::Input;
using studies::InputKind;

constexpr std::array<std::string_view, kCandleFields> kFieldNames{"open", "high", "low", "close", "volume"};

// The bar and, where legs may count with an old close, the bars before it that are young enough.
Grid stretchOf(const Prepared& prepared, std::int64_t bar) {
  const auto& values = prepared.context.settings.values();
  const auto max_age = values.contains("max_age") ? prepared.context.settings.integer("max_age") : 0;
  return {prepared.context.interval, bar - max_age, static_cast<std::size_t>(max_age) + 1};
}

class LegReader {
 public:
  LegReader(const store::Reader& reader, const Prepared& prepared, const Grid& stretch, Time now)
      : reader_(reader), prepared_(prepared), stretch_(stretch), now_(now) {}

  [[nodiscard]] Result<LegExplanation> read(const Input& input) const {
    LegExplanation leg{input.leg.name(), roleOf(input), {}, {}};
    if (input.lag.count() != 0) leg.role += fmt::format(" {} h earlier", input.lag / kHour);
    const auto read = readNumbers(input, leg);
    if (!read) return std::unexpected(read.error());
    if (leg.numbers.empty() && leg.note.empty()) leg.note = "nothing stored for this bar";
    return leg;
  }

 private:
  [[nodiscard]] Status readNumbers(const Input& input, LegExplanation& leg) const {
    switch (input.kind) {
      case InputKind::Candles: return readCandles(input, leg);
      case InputKind::OpenInterest: return readOpenInterest(input, leg);
      case InputKind::Funding: return readFunding(input, leg);
      case InputKind::PremiumWindow: return readPremium(input, leg);
    }
    return {};
  }

  [[nodiscard]] Result<studies::Frame> frameOf(const Input& input) const {
    studies::Inputs only;
    only.list = {input};
    return FrameLoader(reader_, prepared_.stored, only, now_).load(stretch_);
  }

  [[nodiscard]] Status readCandles(const Input& input, LegExplanation& leg) const {
    const auto frame = frameOf(input);
    if (!frame) return std::unexpected(frame.error());
    const std::size_t oldest = input.lag.count() == 0 ? 0 : stretch_.size - 1;
    for (std::size_t bar = stretch_.size; bar-- > oldest;) {
      const auto row = frame->row(bar);
      if (std::ranges::all_of(row, isMissing)) continue;
      const Grid source = sourceOf(input, bar);
      const auto origin = originOf(input, source);
      if (!origin) return std::unexpected(origin.error());
      addFields(input, row, source.open(0), *origin, leg);
      if (const auto back = stretch_.size - 1 - bar; back > 0)
        leg.note =
            fmt::format("no bar here; its last close, {} old, counts while another leg of its side is fresh",
                        back == 1 ? "one bar" : fmt::format("{} bars", back));
      return {};
    }
    return {};
  }

  // The one bar that a cell of the frame's bar is of: for an earlier value the last one that had ended by
  // then, of 1d at most, as the loader has it.
  [[nodiscard]] Grid sourceOf(const Input& input, std::size_t bar) const {
    if (input.lag.count() == 0)
      return {stretch_.interval, stretch_.first + static_cast<std::int64_t>(bar), 1};
    const Interval interval = std::min(stretch_.interval, Interval::D1);
    const Time end = std::min(stretch_.end(bar), now_) - input.lag;
    const auto number = barNumber(end - Milliseconds{1}, interval);
    return {interval, barEnd(number, interval) == end ? number : number - 1, 1};
  }

  static void addFields(const Input& input, std::span<const double> row, Time time, const std::string& origin,
                        LegExplanation& leg) {
    std::size_t cell = 0;
    for (std::size_t field = 0; field < kCandleFields; ++field)
      if (input.fields.has(static_cast<CandleField>(field)))
        leg.numbers.push_back({std::string(kFieldNames[field]), row[cell++], time, origin});
  }

  // "stored 1d bar", "built from 24 1h bars": the largest interval that has rows in the bar, as alignment
  // has it.
  [[nodiscard]] Result<std::string> originOf(const Input& input, const Grid& source) const {
    auto usable = prepared_.stored.usableFor(input.leg, input.price, source.interval);
    std::ranges::sort(usable, std::greater{});
    for (const Interval interval : usable) {
      const auto rows = reader_.bars(input.leg, input.price, interval, source.range(), {CandleField::Close});
      if (!rows) return std::unexpected(rows.error());
      if (rows->size() == 0) continue;
      if (interval == source.interval) return fmt::format("stored {} bar", label(interval));
      return fmt::format("built from {} {} bars", rows->size(), label(interval));
    }
    return std::string("built");
  }

  [[nodiscard]] Status readOpenInterest(const Input& input, LegExplanation& leg) const {
    const auto frame = frameOf(input);
    if (!frame) return std::unexpected(frame.error());
    const auto row = frame->row(stretch_.size - 1);
    if (isMissing(row[2])) return {};
    const Time stamp = std::min(stretch_.end(stretch_.size - 1), now_) - input.lag -
                       Milliseconds{static_cast<std::int64_t>(row[2])};
    for (const auto& [name, value] : {std::pair{"oi_base", row[0]}, {"oi_usd", row[1]}})
      if (!isMissing(value)) leg.numbers.push_back({name, value, stamp, "sample"});
    return {};
  }

  // The settlements of the bar, or the last one that is still carried; on a running bar the rate that forms.
  [[nodiscard]] Status readFunding(const Input& input, LegExplanation& leg) const {
    const auto frame = frameOf(input);
    if (!frame) return std::unexpected(frame.error());
    const auto row = frame->row(stretch_.size - 1);
    const Time end = stretch_.end(stretch_.size - 1);
    if (!isMissing(row[2])) {
      const Time newest = end - Milliseconds{static_cast<std::int64_t>(row[2])};
      const bool open_included = input.window == FundingWindow::OpenIncluded;
      const Time open = stretch_.open(stretch_.size - 1) + Milliseconds{open_included ? 0 : 1};
      const auto settled =
          reader_.settledFunding(input.leg, {std::min(open, newest), newest + Milliseconds{1}});
      if (!settled) return std::unexpected(settled.error());
      addSettlements(*settled, leg);
      if (newest < open) leg.note = "carried from the last settlement";
    }
    if (!isMissing(row[3]))
      leg.numbers.push_back({"predicted rate of 8 h", row[3], now_, "the venue's prediction"});
    return {};
  }

  static void addSettlements(const FundingColumns& settled, LegExplanation& leg) {
    for (std::size_t i = 0; i < settled.time.size(); ++i)
      leg.numbers.push_back({"rate", settled.fraction[i], settled.time[i],
                             fmt::format("settled, {} min", settled.interval_min[i])});
  }

  [[nodiscard]] Status readPremium(const Input& input, LegExplanation& leg) const {
    const auto frame = frameOf(input);
    if (!frame) return std::unexpected(frame.error());
    const auto row = frame->row(stretch_.size - 1);
    if (isMissing(row[0])) return {};
    const Time instant = std::min(stretch_.end(stretch_.size - 1), now_);
    const auto origin = fmt::format("mean of {} samples", row[2]);
    leg.numbers.push_back({"premium", row[0], instant, origin});
    leg.numbers.push_back({"rate of 8 h", row[1], instant, "of that premium"});
    return {};
  }

  const store::Reader& reader_;
  const Prepared& prepared_;
  Grid stretch_;
  Time now_;
};

template <class Decls>
std::vector<Step> stepsOf(const Decls& decls, const Snapshot& snapshot, std::size_t bar) {
  std::vector<Step> steps;
  for (const auto& decl : decls) steps.push_back({decl.key, snapshot.value(decl.key, bar), decl.formula});
  return steps;
}

}  // namespace

Result<Explanation> explainBar(const store::Reader& reader, const Snapshot& snapshot, Time at,
                               const Clock& clock) {
  const Grid& grid = snapshot.grid;
  const auto index = grid.indexOf(at);
  if (!grid.holds(index))
    return fail(ErrorKind::NotFound, fmt::format("{} has no bar at {}", snapshot.request.study, isoTime(at)));
  const auto bar = static_cast<std::size_t>(index);
  const auto prepared = Prepared::of(reader, snapshot.request);
  if (!prepared) return std::unexpected(prepared.error());
  Explanation out{snapshot.request.study,
                  snapshot.declaration->title,
                  snapshot.request.asset,
                  grid.interval,
                  grid.open(bar),
                  grid.end(bar),
                  bar < snapshot.closed,
                  {},
                  {},
                  {},
                  {}};
  const LegReader legs(reader, *prepared, stretchOf(*prepared, grid.first + index), clock.now());
  for (const auto& input : prepared->inputs.list) {
    auto leg = legs.read(input);
    if (!leg) return std::unexpected(leg.error());
    if (!(input.optional && leg->numbers.empty())) out.legs.push_back(*std::move(leg));
  }
  for (const auto& left : prepared->inputs.left_out) out.legs.push_back({left.leg, "", {}, left.why});
  out.outputs = stepsOf(snapshot.declaration->outputs, snapshot, bar);
  out.conditions = stepsOf(snapshot.declaration->conditions, snapshot, bar);
  for (const auto& [key, value] : snapshot.settings.values())
    out.settings.emplace_back(key, studies::text(value));
  return out;
}

}  // namespace perpscope::app
