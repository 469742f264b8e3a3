#include "dialogs/go_to_date_dialog.h"

#include <QDateTimeEdit>
#include <QDialogButtonBox>
#include <QLabel>
#include <QVBoxLayout>

namespace perpscope::ui {
namespace {

QDateTime toQt(Time t) { return QDateTime::fromMSecsSinceEpoch(toMs(t), Qt::UTC); }

}  // namespace

GoToDateDialog::GoToDateDialog(Time shown, TimeRange range, QWidget* parent)
    : QDialog(parent), edit_(new QDateTimeEdit(this)) {
  setWindowTitle(tr("Go to date"));
  edit_->setTimeSpec(Qt::UTC);
  edit_->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm"));
  edit_->setCalendarPopup(true);
  edit_->setDateTimeRange(toQt(range.from), toQt(range.to));
  edit_->setDateTime(toQt(shown));
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(new QLabel(tr("Date and time (UTC)"), this));
  layout->addWidget(edit_);
  layout->addWidget(buttons);
}

Time GoToDateDialog::chosen() const { return timeFromMs(edit_->dateTime().toMSecsSinceEpoch()); }

}  // namespace perpscope::ui
