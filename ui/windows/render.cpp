#include "windows/render.h"

#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include "panes/pane_stack.h"
#include "windows/describe.h"

namespace perpscope::ui {
namespace {

class Picture final : public QWidget {
 public:
  Picture(const std::vector<app::SnapshotPtr>& snapshots, const RenderOptions& options)
      : theme_(themeNamed(options.theme)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(&title_);
    layout->addWidget(&stack_, 1);
    setStyleSheet(styleSheetOf(theme_) + QStringLiteral("QLabel { color: %1; }").arg(theme_.text.name()));
    setPalette(paletteOf(theme_));
    setAutoFillBackground(true);
    title_.setMargin(5);
    resize(options.size);
    stack_.setTheme(theme_);
    layout->activate();
    stack_.setSnapshots(snapshots);
    stack_.showNewest();
    if (options.range) stack_.showView(*options.range);
    title_.setText(describeView(snapshots, stack_.view()) + QStringLiteral("  ·  ") +
                   describeData(snapshots));
    layout->activate();
  }

  QImage draw(double scale) {
    QImage image(size() * scale, QImage::Format_RGB32);
    image.setDevicePixelRatio(scale);
    image.fill(theme_.window);
    for (auto* pane : stack_.panes()) pane->setBufferDevicePixelRatio(scale);
    stack_.flush();
    for (auto* pane : stack_.panes()) pane->replot(QCustomPlot::rpImmediateRefresh);
    QPainter painter(&image);
    render(&painter);
    return image;
  }

 private:
  const Theme& theme_;
  QLabel title_;
  PaneStack stack_;
};

}  // namespace

QImage renderSnapshots(const std::vector<app::SnapshotPtr>& snapshots, const RenderOptions& options) {
  Picture picture(snapshots, options);
  picture.setAttribute(Qt::WA_DontShowOnScreen);
  picture.show();
  picture.ensurePolished();
  return picture.draw(options.scale);
}

}  // namespace perpscope::ui
