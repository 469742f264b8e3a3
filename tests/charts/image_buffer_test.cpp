#include "charts/image_buffer.h"

#include <gtest/gtest.h>

namespace perpscope::ui {
namespace {

const QSize kSize(60, 40);
const std::vector<QRect> kRects{{2, 3, 10, 5}, {20, -8, 1, 30}, {50, 30, 30, 30}, {30, 10, 4, 1}};
const QRect kClip(1, 1, 56, 36);

// On an ImageBuffer, shown on a picture.
QImage direct(const QColor& colour, double scale) {
  ImageBuffer buffer(kSize, scale);
  buffer.setBackground(QColor("#203040"));
  buffer.clear(Qt::transparent);
  const std::unique_ptr<QCPPainter> painter(buffer.startPainting());
  fillRects(*painter, kRects, kClip, colour);
  painter->end();
  QImage shown(kSize * scale, QImage::Format_RGB32);
  shown.setDevicePixelRatio(scale);
  QCPPainter on_shown(&shown);
  buffer.draw(&on_shown);
  return shown;
}

// On anything else, by the painter.
QImage byPainter(const QColor& colour, double scale) {
  QImage image(kSize * scale, QImage::Format_ARGB32_Premultiplied);
  image.setDevicePixelRatio(scale);
  image.fill(QColor("#203040"));
  QCPPainter painter(&image);
  painter.setClipRect(kClip);
  fillRects(painter, kRects, kClip, colour);
  painter.end();
  return image.convertToFormat(QImage::Format_RGB32);
}

int largestDifference(const QImage& a, const QImage& b) {
  int largest = 0;
  for (int y = 0; y < a.height(); ++y)
    for (int x = 0; x < a.width(); ++x) {
      const QColor one = a.pixelColor(x, y);
      const QColor two = b.pixelColor(x, y);
      largest = std::max({largest, std::abs(one.red() - two.red()), std::abs(one.green() - two.green()),
                          std::abs(one.blue() - two.blue())});
    }
  return largest;
}

TEST(FillRects, WritesWhatThePainterWould) {
  for (const double scale : {1.0, 2.0})
    for (const auto& [colour, tolerance] :
         {std::pair{QColor(200, 100, 50), 0}, {QColor(200, 100, 50, 90), 2}, {QColor(0, 0, 0, 0), 0}}) {
      const auto a = direct(colour, scale);
      const auto b = byPainter(colour, scale);
      ASSERT_EQ(a.size(), b.size());
      EXPECT_LE(largestDifference(a, b), tolerance) << scale << " " << colour.alpha();
    }
}

TEST(FillRects, KeepsInsideTheClip) {
  const auto image = direct(Qt::white, 1);
  EXPECT_EQ(image.pixelColor(20, 0), QColor("#203040"));
  EXPECT_EQ(image.pixelColor(20, 1), QColor(Qt::white));
  EXPECT_EQ(image.pixelColor(56, 36), QColor(Qt::white));
  EXPECT_EQ(image.pixelColor(57, 36), QColor("#203040"));
}

TEST(FillRects, AnEmptyClipDrawsNothing) {
  ImageBuffer buffer(kSize, 1);
  const std::unique_ptr<QCPPainter> painter(buffer.startPainting());
  fillRects(*painter, kRects, QRect(), Qt::white);
  fillRects(*painter, {}, kClip, Qt::white);
  painter->end();
  QImage shown(kSize, QImage::Format_RGB32);
  QCPPainter on_shown(&shown);
  buffer.draw(&on_shown);
  EXPECT_EQ(shown.pixelColor(5, 5), QColor(Qt::black));
}

TEST(ImageBuffer, FollowsSizeAndScale) {
  ImageBuffer buffer(kSize, 1);
  buffer.setSize({30, 20});
  buffer.setDevicePixelRatio(2);
  const std::unique_ptr<QCPPainter> painter(buffer.startPainting());
  EXPECT_EQ(painter->device()->width(), 60);
  EXPECT_EQ(painter->device()->devicePixelRatioF(), 2);
}

}  // namespace
}  // namespace perpscope::ui
