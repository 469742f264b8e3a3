#include "windows/window_settings.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

namespace perpscope::ui {
namespace {

const QString kGroup = QStringLiteral("study_");

QString asText(const std::string& text) { return QString::fromStdString(text); }
QString labelOf(Interval interval) { return QString::fromLatin1(label(interval).data()); }

// QSettings takes any bytes for an ini file; ours is text and has sections and keys only.
bool garbled(const QString& file) {
  QFile in(file);
  if (!in.open(QIODevice::ReadOnly)) return false;
  for (const auto& raw : in.readAll().split('\n')) {
    const auto line = raw.trimmed();
    if (line.contains('\0')) return true;
    if (!line.isEmpty() && !line.startsWith('[') && !line.startsWith(';') && !line.contains('=')) return true;
  }
  return QSettings(file, QSettings::IniFormat).status() != QSettings::NoError;
}

studies::Overrides storedOverrides(QSettings& settings, const QString& study) {
  studies::Overrides stored;
  settings.beginGroup(kGroup + study);
  // A list of legs has commas, at which QSettings splits a value that somebody typed by hand.
  for (const auto& key : settings.childKeys())
    stored[key.toStdString()] = settings.value(key).toStringList().join(',').toStdString();
  settings.endGroup();
  return stored;
}

void storeOverrides(QSettings& settings, const std::string& study, const studies::Overrides& overrides) {
  settings.beginGroup(kGroup + asText(study));
  settings.remove("");
  for (const auto& [key, value] : overrides) settings.setValue(asText(key), asText(value));
  settings.endGroup();
}

QStringList idsOf(const Layout& layout) {
  QStringList ids;
  for (const auto& study : layout.studies) ids << asText(study.id);
  return ids;
}

template <class Value>
void keep(QSettings& settings, const QString& key, const Value& value, const Value& standard) {
  if (value == standard)
    settings.remove(key);
  else
    settings.setValue(key, value);
}

// [lines] ASSET/STUDY/PANE = texts of the lines. What is no line is left out.
std::map<std::string, PaneStack::Lines> storedLines(QSettings& settings) {
  std::map<std::string, PaneStack::Lines> all;
  settings.beginGroup("lines");
  for (const auto& key : settings.allKeys()) {
    const auto slash = key.indexOf('/');
    for (const auto& text : settings.value(key).toStringList())
      if (const auto line = PaneLine::parse(text))
        all[key.left(slash).toStdString()][key.mid(slash + 1).toStdString()].push_back(*line);
  }
  settings.endGroup();
  return all;
}

void storeLines(QSettings& settings, const std::map<std::string, PaneStack::Lines>& all) {
  settings.remove("lines");
  for (const auto& [asset, panes] : all)
    for (const auto& [pane, lines] : panes) {
      QStringList texts;
      for (const auto& line : lines) texts << line.text();
      if (!texts.isEmpty()) settings.setValue(asText("lines/" + asset + "/" + pane), texts);
    }
}

}  // namespace

QString WindowSettings::defaultFile() {
  return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + "/perpscope/window.ini";
}

// Under the first free name, so that an older one is not lost.
bool WindowSettings::setAside() {
  for (int number = 1; number < 1000; ++number) {
    const auto aside = QStringLiteral("%1.damaged-%2").arg(file_).arg(number);
    if (QFileInfo::exists(aside)) continue;
    if (!QFile::rename(file_, aside)) return false;
    notices_ << QObject::tr("The settings could not be read; they are kept as %1, and the defaults are used.")
                    .arg(aside);
    return true;
  }
  return false;
}

studies::Overrides WindowSettings::usable(const std::string& study, Interval interval,
                                          const studies::Overrides& stored) {
  const auto& params = (*studies::named(study))->declaration().params;
  studies::Overrides good;
  for (const auto& [key, value] : stored) {
    if (const auto settings = studies::resolve(params, interval, {{key, value}}); settings)
      good[key] = value;
    else
      notices_ << QObject::tr("A setting of %1 was left out: %2")
                      .arg(asText(study), asText(settings.error().message));
  }
  return good;
}

WindowState WindowSettings::load() {
  WindowState state;
  if (file_.isEmpty()) return state;
  if (garbled(file_)) {
    if (!setAside()) notices_ << QObject::tr("The settings in %1 could not be read.").arg(file_);
    return state;
  }
  QSettings settings(file_, QSettings::IniFormat);
  state.theme = settings.value("theme", state.theme).toString();
  state.asset = settings.value("asset", asText(state.asset)).toString().toStdString();
  state.interval = parseInterval(settings.value("interval", labelOf(state.interval)).toString().toStdString())
                       .value_or(state.interval);
  state.tables = settings.value("tables", state.tables).toBool();
  state.geometry = settings.value("geometry").toByteArray();
  auto shown = settings.value("studies", idsOf(state.layout)).toStringList();
  shown.removeDuplicates();
  state.layout.studies.clear();
  for (const auto& id : shown)
    if (studies::named(id.toStdString())) state.layout.studies.push_back({id.toStdString(), {}});
  for (const auto* study : studies::all()) {
    const auto& id = study->declaration().id;
    auto overrides = usable(id, state.interval, storedOverrides(settings, asText(id)));
    const auto found = std::ranges::find(state.layout.studies, id, &LayoutStudy::id);
    if (found != state.layout.studies.end())
      found->overrides = std::move(overrides);
    else if (!overrides.empty())
      state.hidden[id] = std::move(overrides);
  }
  state.lines = storedLines(settings);
  return state;
}

QString WindowSettings::save(const WindowState& state) const {
  if (file_.isEmpty()) return {};
  QDir().mkpath(QFileInfo(file_).path());
  const WindowState standard;
  QSettings settings(file_, QSettings::IniFormat);
  keep(settings, "theme", state.theme, standard.theme);
  keep(settings, "asset", asText(state.asset), asText(standard.asset));
  keep(settings, "interval", labelOf(state.interval), labelOf(standard.interval));
  keep(settings, "tables", state.tables, standard.tables);
  keep(settings, "geometry", state.geometry, standard.geometry);
  keep(settings, "studies", idsOf(state.layout), idsOf(standard.layout));
  for (const auto& [id, overrides] : state.layout.studies) storeOverrides(settings, id, overrides);
  for (const auto& [id, overrides] : state.hidden) storeOverrides(settings, id, overrides);
  storeLines(settings, state.lines);
  settings.sync();
  return settings.status() == QSettings::NoError
             ? QString()
             : QObject::tr("The settings cannot be kept in %1.").arg(file_);
}

}  // namespace perpscope::ui
