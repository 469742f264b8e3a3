#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QLineEdit>
#include <QSpinBox>

#include "base/text.h"
#include "dialogs/settings_dialog.h"

namespace perpscope::ui {
namespace {

using studies::ParamDecl;
using studies::ParamType;

class IntegerEditor final : public ParamEditor {
 public:
  IntegerEditor(const ParamDecl& param, QWidget* parent) : ParamEditor(new QSpinBox(parent), parent) {
    box().setRange(static_cast<int>(param.min), static_cast<int>(param.max));
    if (!param.unit.empty()) box().setSuffix(QString::fromStdString(" " + param.unit));
    connect(&box(), &QSpinBox::valueChanged, this, &ParamEditor::edited);
  }
  std::string text() const override { return std::to_string(box().value()); }
  void setText(const std::string& text) override {
    box().setValue(static_cast<int>(parseNumber<double>(text).value_or(0)));
  }

 private:
  [[nodiscard]] QSpinBox& box() const { return *static_cast<QSpinBox*>(widget()); }
};

class NumberEditor final : public ParamEditor {
 public:
  NumberEditor(const ParamDecl& param, QWidget* parent) : ParamEditor(new QDoubleSpinBox(parent), parent) {
    box().setDecimals(4);
    box().setRange(param.min, param.max);
    box().setSingleStep(param.max - param.min > 100 ? 1.0 : 0.05);
    if (!param.unit.empty()) box().setSuffix(QString::fromStdString(" " + param.unit));
    connect(&box(), &QDoubleSpinBox::valueChanged, this, &ParamEditor::edited);
  }
  std::string text() const override { return exactNumber(box().value()); }
  void setText(const std::string& text) override { box().setValue(parseNumber<double>(text).value_or(0)); }

 private:
  [[nodiscard]] QDoubleSpinBox& box() const { return *static_cast<QDoubleSpinBox*>(widget()); }
};

class ToggleEditor final : public ParamEditor {
 public:
  explicit ToggleEditor(QWidget* parent) : ParamEditor(new QCheckBox(parent), parent) {
    connect(&box(), &QCheckBox::toggled, this, &ParamEditor::edited);
  }
  std::string text() const override { return box().isChecked() ? "true" : "false"; }
  void setText(const std::string& text) override { box().setChecked(text == "true"); }

 private:
  [[nodiscard]] QCheckBox& box() const { return *static_cast<QCheckBox*>(widget()); }
};

class ChoiceEditor final : public ParamEditor {
 public:
  ChoiceEditor(const ParamDecl& param, QWidget* parent) : ParamEditor(new QComboBox(parent), parent) {
    for (const auto& choice : param.choices) box().addItem(QString::fromStdString(choice));
    connect(&box(), &QComboBox::currentIndexChanged, this, &ParamEditor::edited);
  }
  std::string text() const override { return box().currentText().toStdString(); }
  void setText(const std::string& text) override { box().setCurrentText(QString::fromStdString(text)); }

 private:
  [[nodiscard]] QComboBox& box() const { return *static_cast<QComboBox*>(widget()); }
};

class TextEditor final : public ParamEditor {
 public:
  explicit TextEditor(QWidget* parent) : ParamEditor(new QLineEdit(parent), parent) {
    box().setMinimumWidth(box().fontMetrics().averageCharWidth() * 48);
    connect(&box(), &QLineEdit::textChanged, this, &ParamEditor::edited);
  }
  std::string text() const override { return box().text().trimmed().toStdString(); }
  void setText(const std::string& text) override { box().setText(QString::fromStdString(text)); }

 private:
  [[nodiscard]] QLineEdit& box() const { return *static_cast<QLineEdit*>(widget()); }
};

ParamEditor* editorFor(const ParamDecl& param, QWidget* parent) {
  switch (param.type) {
    case ParamType::Integer: return new IntegerEditor(param, parent);
    case ParamType::Number: return new NumberEditor(param, parent);
    case ParamType::Toggle: return new ToggleEditor(parent);
    case ParamType::Choice: return new ChoiceEditor(param, parent);
    case ParamType::Legs:
    case ParamType::Leg:
    case ParamType::Text: return new TextEditor(parent);
  }
  return nullptr;
}

// A wheel that scrolls the dialog past a field must not change it.
class WheelGuard final : public QObject {
 public:
  using QObject::QObject;
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() != QEvent::Wheel || static_cast<QWidget*>(watched)->hasFocus()) return false;
    event->ignore();
    return true;
  }
};

}  // namespace

ParamEditor* ParamEditor::make(const ParamDecl& param, const std::string& value, QWidget* parent) {
  auto* editor = editorFor(param, parent);
  editor->widget()->setFocusPolicy(Qt::StrongFocus);
  editor->widget()->installEventFilter(new WheelGuard(editor));
  editor->setText(value);
  return editor;
}

}  // namespace perpscope::ui
