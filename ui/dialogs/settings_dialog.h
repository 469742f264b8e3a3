// A study's settings, generated from its parameters: one row each, bounds and reasons said beside the field.
#pragma once

#include <QDialog>

#include "studies/study.h"

class QFormLayout;
class QVBoxLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace perpscope::ui {

// The editor of one parameter. Reads and writes text as --set does.
class ParamEditor : public QObject {
  Q_OBJECT

 public:
  // The editor for the parameter's type, showing `value`.
  [[nodiscard]] static ParamEditor* make(const studies::ParamDecl& param, const std::string& value,
                                         QWidget* parent);

  [[nodiscard]] QWidget* widget() const { return widget_; }
  [[nodiscard]] virtual std::string text() const = 0;
  virtual void setText(const std::string& text) = 0;

 signals:
  void edited();

 protected:
  ParamEditor(QWidget* widget, QObject* parent) : QObject(parent), widget_(widget) {}

 private:
  QWidget* widget_;
};

class SettingsDialog final : public QDialog {
  Q_OBJECT

 public:
  SettingsDialog(const studies::Declaration& declaration, Interval interval, studies::Overrides overrides,
                 QWidget* parent = nullptr);

  // Only what differs from the defaults of the interval.
  [[nodiscard]] studies::Overrides overrides() const;
  // Why the values cannot be taken as they are; empty where they can.
  [[nodiscard]] QString refusal() const;
  [[nodiscard]] ParamEditor* editor(const std::string& key) const { return editors_.at(key); }

 signals:
  void applied(const perpscope::studies::Overrides& overrides);
  // Before applied(): the chosen preset is made for these intervals, and the dialog's is none of them.
  void intervalWanted(perpscope::Interval interval);

 public:
  // Every field at its default, and those of the preset as it says.
  void choosePreset(const studies::PresetDecl& preset);

 private:
  void addPresets(QVBoxLayout& layout);
  void addRow(QFormLayout& form, const studies::ParamDecl& param);
  void addButtons();
  void check();
  void followStandards();
  [[nodiscard]] std::string standardOf(const studies::ParamDecl& param) const;
  void resetAll();
  void apply();

  const studies::Declaration& declaration_;
  Interval interval_;
  studies::Overrides given_;
  std::map<std::string, ParamEditor*> editors_;
  std::map<std::string, QToolButton*> resets_;
  std::map<std::string, std::string> standards_;  // the defaults as they are now
  std::optional<Interval> wanted_;                // by a preset
  QLabel* reason_;
  std::vector<QPushButton*> accepting_;
};

}  // namespace perpscope::ui
