// The picture that a plot is drawn into: opaque, so that showing it is a copy, and open to direct writing.
// Thousands of rectangles one pixel wide are what a chart seen from afar is made of; the painter takes
// several times longer for them than the pixels themselves.
#pragma once

#include <span>

#include <qcustomplot.h>

namespace perpscope::ui {

class ImageBuffer final : public QCPAbstractPaintBuffer {
 public:
  ImageBuffer(const QSize& size, double device_pixel_ratio);

  void setBackground(const QColor& colour) { background_ = colour; }

  QCPPainter* startPainting() override;  // the caller's to delete
  void draw(QCPPainter* painter) const override;
  // Filled with the background, whatever colour is asked for.
  void clear(const QColor& colour) override;

 protected:
  void reallocateBuffer() override;

 private:
  QImage image_;
  QColor background_ = Qt::black;
};

// Fills rectangles inside `clip` with one colour, which may be translucent; all in logical pixels. Writes
// right into the picture where the painter draws on an ImageBuffer, and asks the painter elsewhere.
void fillRects(QCPPainter& painter, std::span<const QRect> rects, const QRect& clip, const QColor& colour);

}  // namespace perpscope::ui
