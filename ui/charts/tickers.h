// Where the labels of the axes go and what they say.
#pragma once

#include <qcustomplot.h>

#include "market/interval.h"
#include "studies/declaration.h"

namespace perpscope::ui {

struct TimeTick {
  Time time;
  QString label;
};

// Ticks of a stretch of time, at least `least_seconds` apart. A tick that opens a day, month or year says
// that one: 14:00 … 12 Mar … 02:00; 12 … Apr … 12; Apr … 2024 … Apr.
[[nodiscard]] std::vector<TimeTick> timeTicks(Time from, Time to, double least_seconds);

// "Fri 12 Mar 2021 08:00" up to 12h bars, without the clock from 1d on.
[[nodiscard]] QString timeReadout(Time t, Interval interval);

// The step and number form of about `count` labels between two values: 1, 2, 2.5 or 5 times a power of ten.
struct ValueScale {
  double step = 1;
  studies::NumberFormat format;
};
[[nodiscard]] ValueScale valueScale(double lower, double upper, int count);
// As many labels as read well on an axis of that height.
[[nodiscard]] int valueLabelCount(int pixels);
[[nodiscard]] QString valueLabel(double value, studies::NumberFormat format);

class TimeTicker final : public QCPAxisTicker {
 public:
  void setPixels(int pixels) { pixels_ = pixels; }
  void generate(const QCPRange& range, const QLocale& locale, QChar format, int precision,
                QVector<double>& ticks, QVector<double>* sub_ticks, QVector<QString>* labels) override;

 private:
  int pixels_ = 1000;
};

class ValueTicker final : public QCPAxisTicker {
 public:
  void setPixels(int pixels) { pixels_ = pixels; }
  void generate(const QCPRange& range, const QLocale& locale, QChar format, int precision,
                QVector<double>& ticks, QVector<double>* sub_ticks, QVector<QString>* labels) override;

 private:
  int pixels_ = 100;
};

}  // namespace perpscope::ui
