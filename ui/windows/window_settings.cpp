#include "windows/window_settings.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

namespace perpscope::ui {
namespace {

// QSettings takes any bytes for an ini file; ours is text and has sections or keys only.
bool garbled(const QString& file) {
  QFile in(file);
  if (!in.open(QIODevice::ReadOnly)) return false;
  for (const auto& raw : in.readAll().split('\n')) {
    const auto line = raw.trimmed();
    if (line.contains('\0')) return true;
    if (!line.isEmpty() && !line.startsWith('[') && !line.startsWith(';') && !line.contains('=')) return true;
  }
  return false;
}

Layout loadLayout(QSettings& settings) {
  const auto ids = settings.value("studies").toStringList();
  if (ids.isEmpty()) return defaultLayout();
  Layout layout{"own", {}};
  for (const auto& id : ids) {
    if (!studies::named(id.toStdString())) continue;  // of a newer program
    LayoutStudy study{id.toStdString(), {}};
    settings.beginGroup("study_" + id);
    for (const auto& key : settings.childKeys())
      study.overrides[key.toStdString()] = settings.value(key).toStringList().join(',').toStdString();
    settings.endGroup();
    layout.studies.push_back(std::move(study));
  }
  return layout.studies.empty() ? defaultLayout() : layout;
}

void saveLayout(QSettings& settings, const Layout& layout) {
  QStringList ids;
  for (const auto& [id, overrides] : layout.studies) {
    ids << QString::fromStdString(id);
    settings.beginGroup("study_" + ids.back());
    settings.remove("");
    for (const auto& [key, value] : overrides)
      settings.setValue(QString::fromStdString(key), QString::fromStdString(value));
    settings.endGroup();
  }
  settings.setValue("studies", ids);
}

template <class Value>
void keep(QSettings& settings, const QString& key, const Value& value, const Value& standard) {
  if (value == standard)
    settings.remove(key);
  else
    settings.setValue(key, value);
}

QString labelOf(Interval interval) { return QString::fromLatin1(label(interval).data()); }

}  // namespace

QString WindowSettings::defaultFile() {
  return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + "/perpscope/window.ini";
}

WindowState WindowSettings::load() {
  WindowState state;
  if (file_.isEmpty()) return state;
  if (garbled(file_)) {
    const auto aside = QStringLiteral("%1.damaged-%2")
                           .arg(file_, QDateTime::currentDateTimeUtc().toString("yyyyMMddThhmmssZ"));
    if (QFile::rename(file_, aside))
      notice_ = QObject::tr("The settings could not be read; they are kept as %1, and the defaults are used.")
                    .arg(aside);
    return state;
  }
  QSettings settings(file_, QSettings::IniFormat);
  state.theme = settings.value("theme", state.theme).toString();
  state.asset = settings.value("asset", QString::fromStdString(state.asset)).toString().toStdString();
  state.interval = parseInterval(settings.value("interval", labelOf(state.interval)).toString().toStdString())
                       .value_or(state.interval);
  state.tables = settings.value("tables", state.tables).toBool();
  state.geometry = settings.value("geometry").toByteArray();
  state.layout = loadLayout(settings);
  return state;
}

void WindowSettings::save(const WindowState& state) const {
  if (file_.isEmpty()) return;
  const WindowState standard;
  QSettings settings(file_, QSettings::IniFormat);
  keep(settings, "theme", state.theme, standard.theme);
  keep(settings, "asset", QString::fromStdString(state.asset), QString::fromStdString(standard.asset));
  keep(settings, "interval", labelOf(state.interval), labelOf(standard.interval));
  keep(settings, "tables", state.tables, standard.tables);
  settings.setValue("geometry", state.geometry);
  saveLayout(settings, state.layout);
}

}  // namespace perpscope::ui
