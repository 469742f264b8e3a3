#include "charts/tickers.h"

#include "charts/bar_plottable.h"
#include "studies/table_text.h"

namespace perpscope::ui {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int kPixelsPerTimeLabel = 72;
constexpr int kPixelsPerValueLabel = 28;

// Steps inside a day, in minutes.
constexpr std::array kMinuteSteps{1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720};
// Days of a month that carry a label, coarser and coarser.
constexpr std::array<int, 5> kDaySteps{1, 2, 5, 10, 15};
constexpr std::array<int, 8> kMonthSteps{1, 2, 3, 6, 12, 24, 60, 120};

QString monthName(unsigned month) {
  return QLocale::c().monthName(static_cast<int>(month), QLocale::ShortFormat);
}

QString dateLabel(const year_month_day& date, bool within_days) {
  const auto day = static_cast<unsigned>(date.day());
  const auto month = static_cast<unsigned>(date.month());
  if (day == 1 && month == 1) return QString::number(static_cast<int>(date.year()));
  if (within_days) return QStringLiteral("%1 %2").arg(day).arg(monthName(month));
  return day == 1 ? monthName(month) : QString::number(day);
}

std::vector<TimeTick> minuteTicks(Time from, Time to, int step_minutes) {
  std::vector<TimeTick> ticks;
  const Milliseconds step = step_minutes * kMinute;
  for (Time t{(from.time_since_epoch() / step) * step}; t <= to; t += step) {
    if (t < from) continue;
    const auto day = floor<days>(t);
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(t - day).count();
    ticks.push_back({t, minutes == 0 ? dateLabel(year_month_day{day}, true)
                                     : QStringLiteral("%1:%2")
                                           .arg(minutes / 60, 2, 10, QChar('0'))
                                           .arg(minutes % 60, 2, 10, QChar('0'))});
  }
  return ticks;
}

// Days 1, 1+n, 1+2n … of each month; one that would come too near to the next 1st is left out.
std::vector<TimeTick> dayTicks(Time from, Time to, int step) {
  std::vector<TimeTick> ticks;
  for (auto day = floor<days>(from); Time{day} <= to; day += days{1}) {
    const year_month_day date{day};
    const int of_month = static_cast<int>(static_cast<unsigned>(date.day()));
    const auto next_first = sys_days{(date.year() / date.month() + months{1}) / 1};
    const bool wanted = (of_month - 1) % step == 0 &&
                        (of_month == 1 || (next_first - day).count() >= step * 2 / 3 + (step > 1 ? 1 : 0));
    if (wanted && Time{day} >= from) ticks.push_back({Time{day}, dateLabel(date, false)});
  }
  return ticks;
}

std::vector<TimeTick> monthTicks(Time from, Time to, int step) {
  std::vector<TimeTick> ticks;
  auto number = barNumber(from, Interval::Mo1) / step * step;
  for (; barOpen(number, Interval::Mo1) <= to; number += step) {
    const Time t = barOpen(number, Interval::Mo1);
    if (t >= from) ticks.push_back({t, dateLabel(year_month_day{floor<days>(t)}, false)});
  }
  return ticks;
}

}  // namespace

std::vector<TimeTick> timeTicks(Time from, Time to, double least_seconds) {
  for (const int minutes : kMinuteSteps)
    if (minutes * 60 >= least_seconds) return minuteTicks(from, to, minutes);
  for (const int step : kDaySteps)
    if (step * 86'400 >= least_seconds) return dayTicks(from, to, step);
  for (const int step : kMonthSteps)
    if (step * 28.0 * 86'400 >= least_seconds) return monthTicks(from, to, step);
  return monthTicks(from, to, kMonthSteps.back() * 5);
}

QString timeReadout(Time t, Interval interval) {
  const auto moment = QDateTime::fromMSecsSinceEpoch(toMs(t), Qt::UTC);
  const auto c = QLocale::c();
  if (interval == Interval::Mo1) return c.toString(moment, QStringLiteral("MMM yyyy"));
  return c.toString(moment, interval >= Interval::D1 ? QStringLiteral("ddd d MMM yyyy")
                                                     : QStringLiteral("ddd d MMM yyyy HH:mm"));
}

ValueScale valueScale(double lower, double upper, int count) {
  const double raw = (upper - lower) / std::max(1, count);
  if (!(raw > 0) || !std::isfinite(raw)) return {};
  const double magnitude = std::pow(10.0, std::floor(std::log10(raw)));
  double step = 10 * magnitude;
  for (const double nice : {1.0, 2.0, 2.5, 5.0}) {
    if (nice * magnitude < raw * (1 - 1e-9)) continue;
    step = nice * magnitude;
    break;
  }
  const double largest = std::max(std::abs(lower), std::abs(upper));
  ValueScale scale{step, {0, largest >= 1e6}};
  double unit = 1;
  if (scale.format.compact)
    for (const double size : {1e3, 1e6, 1e9, 1e12})
      if (largest >= size) unit = size;
  // As many digits as tell one label from the next.
  for (double shown = step / unit; scale.format.precision < 8 && std::abs(shown - std::round(shown)) > 1e-6;
       shown *= 10)
    ++scale.format.precision;
  return scale;
}

int valueLabelCount(int pixels) { return std::max(2, pixels / kPixelsPerValueLabel); }

QString valueLabel(double value, studies::NumberFormat format) {
  return QString::fromStdString(studies::numberText(value, format));
}

void TimeTicker::generate(const QCPRange& range, const QLocale&, QChar, int, QVector<double>& ticks,
                          QVector<double>* sub_ticks, QVector<QString>* labels) {
  ticks.clear();
  if (sub_ticks != nullptr) sub_ticks->clear();
  if (labels != nullptr) labels->clear();
  const double least = range.size() * kPixelsPerTimeLabel / std::max(1, pixels_);
  for (const auto& tick : timeTicks(timeOfSeconds(range.lower), timeOfSeconds(range.upper), least)) {
    ticks.push_back(secondsOf(tick.time));
    if (labels != nullptr) labels->push_back(tick.label);
  }
}

void ValueTicker::generate(const QCPRange& range, const QLocale&, QChar, int, QVector<double>& ticks,
                           QVector<double>* sub_ticks, QVector<QString>* labels) {
  ticks.clear();
  if (sub_ticks != nullptr) sub_ticks->clear();
  if (labels != nullptr) labels->clear();
  const auto scale = valueScale(range.lower, range.upper, valueLabelCount(pixels_));
  // Labels too near to an edge would be cut.
  const double edge = range.size() * 9.0 / std::max(20, pixels_);
  for (double k = std::ceil((range.lower + edge) / scale.step); k * scale.step <= range.upper - edge; ++k) {
    ticks.push_back(k * scale.step);
    if (labels != nullptr) labels->push_back(valueLabel(k * scale.step, scale.format));
    if (ticks.size() > 100) break;
  }
}

}  // namespace perpscope::ui
