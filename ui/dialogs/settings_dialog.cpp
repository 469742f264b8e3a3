#include "dialogs/settings_dialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

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
  layout->addWidget(scroll, 1);
  reason_->setObjectName(QStringLiteral("reason"));
  reason_->setWordWrap(true);
  layout->addWidget(reason_);
  addButtons();
  resize(fontMetrics().averageCharWidth() * 100, fontMetrics().height() * 40);
  check();
}

void SettingsDialog::addRow(QFormLayout& form, const studies::ParamDecl& param) {
  const auto standard = studies::text(param.defaultFor(interval_));
  const auto chosen = given_.find(param.key);
  auto* editor = ParamEditor::make(param, chosen == given_.end() ? standard : chosen->second, this);
  editors_[param.key] = editor;
  auto* reset = new QToolButton(this);
  reset->setObjectName(QStringLiteral("reset_") + asText(param.key));
  reset->setText(tr("default"));
  reset->setToolTip(tr("Back to %1").arg(asText(standard)));
  connect(reset, &QToolButton::clicked, this, [editor, standard] { editor->setText(standard); });
  const auto show_reset = [this, editor, standard, reset] {
    reset->setEnabled(editor->text() != standard);
    check();
  };
  connect(editor, &ParamEditor::edited, this, show_reset);
  reset->setEnabled(editor->text() != standard);

  auto* row = new QHBoxLayout;
  row->addWidget(editor->widget(), 1);
  row->addWidget(reset);
  auto* label = new QLabel(asText(param.label), this);
  label->setBuddy(editor->widget());
  const auto tip = asText(param.tooltip) + QStringLiteral("\n") + tr("Default: %1").arg(asText(standard));
  for (QWidget* widget : {static_cast<QWidget*>(label), editor->widget()}) widget->setToolTip(tip);
  form.addRow(label, row);
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
    if (text != studies::text(param.defaultFor(interval_))) changed[param.key] = text;
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
  for (const auto& param : declaration_.params)
    editors_.at(param.key)->setText(studies::text(param.defaultFor(interval_)));
}

void SettingsDialog::apply() { emit applied(overrides()); }

}  // namespace perpscope::ui
