#include "studies/open_interest_sum.h"

#include <algorithm>

namespace perpscope::studies {

OpenInterestSum::OpenInterestSum(const Settings& settings, std::vector<OpenInterestCells> legs)
    : usd_(settings.text("oi_unit") == "usd"),
      steady_(settings.text("oi_membership") == "steady"),
      length_(static_cast<std::size_t>(settings.integer("z_length"))),
      legs_(std::move(legs)),
      now_(legs_.size(), kMissing),
      then_(legs_.size(), kMissing),
      run_(legs_.size(), 0),
      member_(legs_.size(), 0),
      was_member_(legs_.size(), 0),
      rows_(steady_ ? legs_.size() * length_ : 0, kMissing),
      fresh_(static_cast<int>(length_)),
      z_(fresh_) {}

double OpenInterestSum::inUnit(double base, double usd, double close) const {
  if (usd_) return isMissing(usd) ? base * close : usd;
  return isMissing(base) ? usd / close : base;
}

void OpenInterestSum::read(std::span<const double> cells) {
  for (std::size_t leg = 0; leg < legs_.size(); ++leg) {
    const auto& at = legs_[leg];
    now_[leg] = inUnit(cells[at.now], cells[at.now + 1], priceOf(cells, at.close));
    then_[leg] = inUnit(cells[at.then], cells[at.then + 1], priceOf(cells, at.close_then));
    run_[leg] = isMissing(now_[leg]) ? 0 : std::min(run_[leg] + 1, length_);
  }
}

// Steady: only venues with data in every bar of the window, so that no jump of the sum is a venue that came
// or went.
void OpenInterestSum::findMembers() {
  was_member_.swap(member_);
  for (std::size_t leg = 0; leg < legs_.size(); ++leg)
    member_[leg] = steady_ ? run_[leg] >= length_ : run_[leg] > 0;
}

double OpenInterestSum::sumOf(const double* row) const {
  double sum = kMissing;
  for (std::size_t leg = 0; leg < legs_.size(); ++leg)
    if (member_[leg] != 0) sum = isMissing(sum) ? row[leg] : sum + row[leg];
  return sum;
}

double OpenInterestSum::zscore(double sum, bool members_changed) {
  if (!steady_ || !members_changed) return z_.push(sum);
  // The whole window again, as the sum of those that are in it now; oldest first, this bar last.
  z_ = fresh_;
  double z = kMissing;
  for (std::size_t i = 0; i < length_; ++i)
    z = z_.push(sumOf(&rows_[((next_row_ + i) % length_) * legs_.size()]));
  return z;
}

OpenInterestSum::Value OpenInterestSum::push(std::span<const double> cells) {
  read(cells);
  if (steady_) {
    std::ranges::copy(now_, rows_.begin() + static_cast<std::ptrdiff_t>(next_row_ * legs_.size()));
    next_row_ = (next_row_ + 1) % length_;
  }
  findMembers();
  Value value;
  value.sum = sumOf(now_.data());
  value.venues = static_cast<double>(std::ranges::count(member_, 1));
  value.change_24h = (value.sum / sumOf(then_.data()) - 1) * 100;
  value.z = zscore(value.sum, member_ != was_member_);
  return value;
}

}  // namespace perpscope::studies
