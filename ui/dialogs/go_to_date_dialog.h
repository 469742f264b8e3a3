// Asks for a moment, in UTC.
#pragma once

#include <QDialog>
#include <optional>

#include "base/time.h"

class QDateTimeEdit;

namespace perpscope::ui {

class GoToDateDialog final : public QDialog {
  Q_OBJECT

 public:
  // Starts at `shown`, and takes moments within the range.
  GoToDateDialog(Time shown, TimeRange range, QWidget* parent = nullptr);
  [[nodiscard]] Time chosen() const;

 private:
  QDateTimeEdit* edit_;
};

}  // namespace perpscope::ui
