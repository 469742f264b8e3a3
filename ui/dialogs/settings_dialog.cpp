#include "dialogs/settings_dialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include "base/text.h"

namespace perpscope::ui {
namespace {

QString asText(const std::string& text) { return QString::fromStdString(text); }

}  // namespace

SettingsDialog::SettingsDialog(const studies::Declaration& declaration, Interval interval,
                               studies::Overrides overrides, QWidget* parent)
    : QDialog(parent),
      declaration_(declaration),
      interval_(interval),
      given_(std::move(overrides)),
      reason_(new QLabel(this)) {
  setWindowTitle(tr("%1 – settings").arg(asText(declaration.title)));
  auto* page = new QWidget(this);
  auto* form = new QFormLayout(page);
  form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
  for (const auto& param : declaration.params) addRow(*form, param);
  auto* scroll = new QScrollArea(this);
  scroll->setWidget(page);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  auto* layout = new QVBoxLayout(this);
  auto* summary = new QLabel(asText(declaration.summary), this);
  summary->setWordWrap(true);
  layout->addWidget(summary);
  addPresets(*layout);
  layout->addWidget(scroll, 1);
  reason_->setObjectName(QStringLiteral("reason"));
  reason_->setWordWrap(true);
  layout->addWidget(reason_);
  addButtons();
  resize(fontMetrics().averageCharWidth() * 100, fontMetrics().height() * 40);
  followStandards();
}

void SettingsDialog::addPresets(QVBoxLayout& layout) {
  if (declaration_.presets.empty()) return;
  auto* row = new QHBoxLayout;
  row->addWidget(new QLabel(tr("Presets"), this));
  for (const auto& preset : declaration_.presets) {
    QStringList intervals;
    for (const auto interval : preset.intervals) intervals << QString::fromLatin1(label(interval).data());
    auto* button = new QPushButton(tr("%1 (%2)").arg(asText(preset.label), intervals.join(", ")), this);
    button->setObjectName(QStringLiteral("preset_") + asText(preset.key));
    button->setAutoDefault(false);
    button->setToolTip(asText(preset.sentence));
    connect(button, &QPushButton::clicked, this, [this, &preset] { choosePreset(preset); });
    row->addWidget(button);
  }
  row->addStretch(1);
  layout.addLayout(row);
}

void SettingsDialog::choosePreset(const studies::PresetDecl& preset) {
  resetAll();
  for (const auto& [key, value] : preset.overrides) editors_.at(key)->setText(value);
  const bool fits = std::ranges::find(preset.intervals, interval_) != preset.intervals.end();
  wanted_ = fits ? std::nullopt : std::optional(preset.intervals.front());
}

std::string SettingsDialog::standardOf(const studies::ParamDecl& param) const {
  const auto followed = editors_.find(param.follows);
  if (followed == editors_.end()) return studies::text(param.defaultFor(interval_));
  const auto text = followed->second->text();
  const auto number = parseNumber<double>(text);
  return param.convert && number ? studies::text(param.following(*number, interval_)) : text;
}

void SettingsDialog::addRow(QFormLayout& form, const studies::ParamDecl& param) {
  const auto standard = standardOf(param);
  standards_[param.key] = standard;
  const auto chosen = given_.find(param.key);
  auto* editor = ParamEditor::make(param, chosen == given_.end() ? standard : chosen->second, this);
  editors_[param.key] = editor;
  auto* reset = new QToolButton(this);
  reset->setObjectName(QStringLiteral("reset_") + asText(param.key));
  reset->setText(tr("default"));
  connect(reset, &QToolButton::clicked, this,
          [this, editor, key = param.key] { editor->setText(standards_.at(key)); });
  resets_[param.key] = reset;
  connect(editor, &ParamEditor::edited, this, &SettingsDialog::followStandards);

  auto* row = new QHBoxLayout;
  row->addWidget(editor->widget(), 1);
  row->addWidget(reset);
  auto* label = new QLabel(asText(param.label), this);
  label->setBuddy(editor->widget());
  const auto tip = asText(param.tooltip) + QStringLiteral("\n") + tr("Default: %1").arg(asText(standard));
  for (QWidget* widget : {static_cast<QWidget*>(label), editor->widget()}) widget->setToolTip(tip);
  form.addRow(label, row);
}

// A field at its default stays there when that moves with another field.
void SettingsDialog::followStandards() {
  for (const auto& param : declaration_.params) {
    auto* editor = editors_.at(param.key);
    const auto before = std::exchange(standards_[param.key], standardOf(param));
    if (before != standards_[param.key] && editor->text() == before) editor->setText(standards_[param.key]);
    resets_.at(param.key)->setEnabled(editor->text() != standards_[param.key]);
    resets_.at(param.key)->setToolTip(tr("Back to %1").arg(asText(standards_[param.key])));
  }
  check();
}

void SettingsDialog::addButtons() {
  auto* buttons =
      new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel | QDialogButtonBox::Apply, this);
  auto* reset = buttons->addButton(tr("All defaults"), QDialogButtonBox::ResetRole);
  accepting_ = {buttons->button(QDialogButtonBox::Ok), buttons->button(QDialogButtonBox::Apply)};
  connect(reset, &QPushButton::clicked, this, &SettingsDialog::resetAll);
  connect(buttons->button(QDialogButtonBox::Apply), &QPushButton::clicked, this, &SettingsDialog::apply);
  connect(buttons, &QDialogButtonBox::accepted, this, [this] {
    apply();
    accept();
  });
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  layout()->addWidget(buttons);
}

studies::Overrides SettingsDialog::overrides() const {
  studies::Overrides changed;
  for (const auto& param : declaration_.params) {
    const auto text = editors_.at(param.key)->text();
    if (text != standards_.at(param.key)) changed[param.key] = text;
  }
  return changed;
}

QString SettingsDialog::refusal() const {
  const auto settings = studies::resolve(declaration_.params, interval_, overrides());
  if (!settings) return asText(settings.error().message);
  // Legs are understood only by the study itself.
  for (const auto& param : declaration_.params) {
    if (param.type != studies::ParamType::Legs && param.type != studies::ParamType::Leg) continue;
    for (const auto& leg : asText(editors_.at(param.key)->text()).split(',', Qt::SkipEmptyParts)) {
      const auto found = resolveLeg(leg.trimmed().toStdString(), MarketKind::Spot, "BTC");
      if (!found && found.error().kind == ErrorKind::Usage)
        return asText(param.label + ": " + found.error().message);
    }
  }
  return {};
}

void SettingsDialog::check() {
  const auto words = refusal();
  reason_->setText(words);
  reason_->setVisible(!words.isEmpty());
  for (auto* button : accepting_) button->setEnabled(words.isEmpty());
}

void SettingsDialog::resetAll() {
  for (const auto& param : declaration_.params) editors_.at(param.key)->setText(standardOf(param));
}

void SettingsDialog::apply() {
  const auto changed = overrides();
  if (wanted_) emit intervalWanted(*wanted_);
  emit applied(changed);
}

}  // namespace perpscope::ui
