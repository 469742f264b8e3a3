#include "windows/describe.h"

#include "charts/tickers.h"

namespace perpscope::ui {
namespace {

const QString kBetween = QStringLiteral("  ·  ");

TimeRange dataOf(const std::vector<app::SnapshotPtr>& snapshots) {
  TimeRange data{Time::max(), Time::min()};
  for (const auto& snapshot : snapshots) {
    if (snapshot->grid.size == 0) continue;
    data.from = std::min(data.from, snapshot->grid.range().from);
    data.to = std::max(data.to, snapshot->grid.range().to);
  }
  return data;
}

// The newest bar of any study that is no hole.
std::optional<TimeRange> newestBar(const std::vector<app::SnapshotPtr>& snapshots) {
  std::optional<TimeRange> newest;
  for (const auto& snapshot : snapshots) {
    if (snapshot->grid.size == 0) continue;
    const auto bar = snapshot->newestBar();
    if (!newest || snapshot->grid.open(bar) > newest->from)
      newest = TimeRange{snapshot->grid.open(bar), snapshot->grid.end(bar)};
  }
  return newest;
}

}  // namespace

QString describeView(const std::vector<app::SnapshotPtr>& snapshots, TimeRange view) {
  if (snapshots.empty()) return {};
  const auto& first = *snapshots.front();
  const auto interval = first.request.interval;
  QStringList parts{QString::fromStdString(first.request.asset), QString::fromLatin1(label(interval).data())};
  const auto data = dataOf(snapshots);
  const TimeRange shown{std::max(view.from, data.from), std::min(view.to, data.to)};
  if (!shown.empty())
    parts << QStringLiteral("%1 – %2 UTC")
                 .arg(timeReadout(barOpen(barNumber(shown.from, interval), interval), interval),
                      timeReadout(barOpen(barNumber(shown.to - Milliseconds{1}, interval), interval),
                                  interval));
  if (first.simulated) parts << QObject::tr("simulated market");
  return parts.join(kBetween);
}

QString describeData(const std::vector<app::SnapshotPtr>& snapshots) {
  const auto newest = newestBar(snapshots);
  if (!newest) return {};
  const auto interval = snapshots.front()->request.interval;
  const auto data = dataOf(snapshots);
  const auto bars = barNumber(data.to - Milliseconds{1}, interval) - barNumber(data.from, interval) + 1;
  return QObject::tr("%1 bars").arg(QLocale(QLocale::English).toString(static_cast<qlonglong>(bars))) +
         kBetween + QObject::tr("newest %1 UTC").arg(timeReadout(newest->from, interval));
}

QString describeAge(const std::vector<app::SnapshotPtr>& snapshots, Time now) {
  const auto newest = newestBar(snapshots);
  if (!newest) return {};
  const auto age = now - newest->to;
  if (age < Milliseconds{0}) return QObject::tr("still open");
  if (age >= 2 * kDay) return QObject::tr("%1 days old").arg(age / kDay);
  if (age >= 2 * kHour) return QObject::tr("%1 h old").arg(age / kHour);
  return QObject::tr("%1 min old").arg(age / kMinute);
}

QString describeNotes(const std::vector<app::SnapshotPtr>& snapshots) {
  QStringList lines;
  for (const auto& snapshot : snapshots) {
    const auto title = QString::fromStdString(snapshot->declaration->title) + QStringLiteral(": ");
    for (const auto& note : snapshot->notes) lines << title + QString::fromStdString(note);
    for (const auto& leg : snapshot->legs)
      if (!leg.note.empty()) lines << title + QString::fromStdString(leg.leg + " – " + leg.note);
  }
  return lines.join('\n');
}

}  // namespace perpscope::ui
