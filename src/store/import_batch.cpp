#include "store/import_batch.h"

#include <algorithm>

namespace perpscope::store {
namespace {

constexpr std::size_t kPortion = 32'768;

// Base volume of a row that gives contracts only. Inverse contracts need the bar's price.
BaseQuantity baseVolume(const ImportRow& row, const ImportSpec& spec) {
  const BaseQuantity given{row[Field::Volume]};
  if (!given.missing() || !spec.contract_known) return given;
  const ContractSpec& contract = spec.key.instrument.contract;
  return contract.toBase(Contracts{row[Field::VolumeContracts]}, Price{row[Field::Close]});
}

Candle candleOf(const ImportRow& row, const ImportSpec& spec) {
  return {row.time,
          Price{row[Field::Open]},
          Price{row[Field::High]},
          Price{row[Field::Low]},
          Price{row[Field::Close]},
          baseVolume(row, spec),
          QuoteQuantity{row[Field::VolumeQuote]},
          Contracts{row[Field::VolumeContracts]}};
}

OpenInterest openInterestOf(const ImportRow& row) {
  return {row.time, BaseQuantity{row[Field::OiBase]}, QuoteQuantity{row[Field::OiUsd]},
          Contracts{row[Field::OiContracts]}};
}

Funding fundingOf(const ImportRow& row) {
  return {row.time, {row[Field::Rate], row.settlement, FundingKind::Settled}, {}};
}

// How long before a row the one before it is due; 0 where that is not known.
Milliseconds stepTo(const Candle& /*row*/, const ImportSpec& spec) { return nominalLength(*spec.interval); }
Milliseconds stepTo(const Funding& row, const ImportSpec& /*spec*/) { return row.rate.interval; }
Milliseconds stepTo(const OpenInterest& /*row*/, const ImportSpec& spec) {
  return spec.interval ? nominalLength(*spec.interval) : Milliseconds{0};
}

Result<WriteOutcome> put(Transaction& out, const ImportSpec& spec, std::span<const Candle> rows) {
  return out.bars(spec.key.instrument, spec.key.price, spec.key.interval, rows, spec.on_equal);
}
Result<WriteOutcome> put(Transaction& out, const ImportSpec& spec, std::span<const OpenInterest> rows) {
  return out.openInterest(spec.key.instrument, rows, spec.on_equal);
}
Result<WriteOutcome> put(Transaction& out, const ImportSpec& spec, std::span<const Funding> rows) {
  return out.funding(spec.key.instrument, rows, spec.on_equal);
}

template <class Row>
std::size_t arrangeRows(std::vector<Row>& rows, OnEqualKey on_equal) {
  if (!std::ranges::is_sorted(rows, {}, &Row::time)) std::ranges::stable_sort(rows, {}, &Row::time);
  const std::size_t before = rows.size();
  if (on_equal == OnEqualKey::KeepStored) {
    const auto rest = std::ranges::unique(rows, {}, &Row::time);
    rows.erase(rest.begin(), rest.end());
  } else {  // from behind, so that the last one of equal keys stays
    const auto kept =
        std::unique(rows.rbegin(), rows.rend(), [](const Row& a, const Row& b) { return a.time == b.time; });
    rows.erase(rows.begin(), kept.base());
  }
  return before - rows.size();
}

template <class Row>
std::size_t countHoles(const std::vector<Row>& rows, const ImportSpec& spec) {
  std::size_t holes = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const Milliseconds step = stepTo(rows[i], spec);
    if (step.count() == 0) continue;
    const auto steps = (rows[i].time - rows[i - 1].time + step / 2) / step;
    holes += static_cast<std::size_t>(std::max<std::int64_t>(steps, 1) - 1);
  }
  return holes;
}

}  // namespace

ImportBatch::ImportBatch(const ImportSpec& spec) : spec_(&spec) {
  if (spec.key.data == DataKind::OpenInterest) rows_.emplace<std::vector<OpenInterest>>();
  if (spec.key.data == DataKind::Funding) rows_.emplace<std::vector<Funding>>();
}

void ImportBatch::add(const ImportRow& row) {
  switch (spec_->key.data) {
    case DataKind::Bars: std::get<std::vector<Candle>>(rows_).push_back(candleOf(row, *spec_)); return;
    case DataKind::OpenInterest:
      std::get<std::vector<OpenInterest>>(rows_).push_back(openInterestOf(row));
      return;
    case DataKind::Funding: std::get<std::vector<Funding>>(rows_).push_back(fundingOf(row)); return;
  }
}

std::size_t ImportBatch::arrange() {
  return std::visit([this](auto& rows) { return arrangeRows(rows, spec_->on_equal); }, rows_);
}

bool ImportBatch::empty() const {
  return std::visit([](const auto& rows) { return rows.empty(); }, rows_);
}

std::pair<Time, Time> ImportBatch::ends() const {
  return std::visit([](const auto& rows) { return std::pair{rows.front().time, rows.back().time}; }, rows_);
}

TimeRange ImportBatch::covered() const {
  const auto [first, last] = ends();
  const auto step = std::visit([this](const auto& rows) { return stepTo(rows.back(), *spec_); }, rows_);
  return {first, last + std::max(step, Milliseconds{1})};
}

std::size_t ImportBatch::holes() const {
  return std::visit([this](const auto& rows) { return countHoles(rows, *spec_); }, rows_);
}

Result<WriteOutcome> ImportBatch::write(Transaction& out,
                                        const std::function<Status()>& before_portion) const {
  return std::visit(
      [&](const auto& rows) -> Result<WriteOutcome> {
        WriteOutcome outcome;
        for (std::size_t begin = 0; begin < rows.size(); begin += kPortion) {
          if (auto going = before_portion(); !going) return std::unexpected(going.error());
          const auto portion = std::span(rows).subspan(begin, std::min(kPortion, rows.size() - begin));
          const auto written = put(out, *spec_, portion);
          if (!written) return written;
          outcome += *written;
        }
        return outcome;
      },
      rows_);
}

}  // namespace perpscope::store
