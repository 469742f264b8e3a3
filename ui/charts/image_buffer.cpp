#include "charts/image_buffer.h"

namespace perpscope::ui {
namespace {

constexpr auto kFormat = QImage::Format_RGB32;

// a + (b - a) * alpha / 256 of red and blue at once, and of green.
QRgb mixed(QRgb below, QRgb above, unsigned alpha) {
  const QRgb red_blue = ((below & 0xff00ff) * (256 - alpha) + (above & 0xff00ff) * alpha) >> 8;
  const QRgb green = ((below & 0x00ff00) * (256 - alpha) + (above & 0x00ff00) * alpha) >> 8;
  return 0xff000000 | (red_blue & 0xff00ff) | (green & 0x00ff00);
}

// The picture behind a painter, if it is one that may be written to.
QImage* pictureOf(const QCPPainter& painter) {
  auto* device = painter.device();
  if (device == nullptr || device->devType() != QInternal::Image) return nullptr;
  auto* image = static_cast<QImage*>(device);
  return image->format() == kFormat && painter.worldTransform().isIdentity() ? image : nullptr;
}

QRect scaled(const QRect& rect, double scale) {
  if (scale == 1) return rect;
  const auto whole = [scale](int v) { return qRound(v * scale); };
  const QPoint corner(whole(rect.x()), whole(rect.y()));
  const QPoint opposite(whole(rect.x() + rect.width()), whole(rect.y() + rect.height()));
  return {corner, opposite - QPoint(1, 1)};
}

// One rectangle of device pixels inside the picture.
template <class Write>
void forRows(QImage& image, const QRect& rect, Write write) {
  const auto stride = image.bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb));
  QRgb* row = reinterpret_cast<QRgb*>(image.bits()) + rect.top() * stride + rect.left();
  const int width = rect.width();
  const QRgb* end = row + rect.height() * stride;
  // One pixel wide is what nearly all are: known to the compiler, it is a loop without a loop inside.
  if (width == 1)
    for (; row != end; row += stride) write(row, 1);
  else
    for (; row != end; row += stride) write(row, width);
}

}  // namespace

ImageBuffer::ImageBuffer(const QSize& size, double device_pixel_ratio)
    : QCPAbstractPaintBuffer(size, device_pixel_ratio) {
  reallocateBuffer();
}

QCPPainter* ImageBuffer::startPainting() { return new QCPPainter(&image_); }

void ImageBuffer::draw(QCPPainter* painter) const {
  if (painter != nullptr && painter->isActive()) painter->drawImage(0, 0, image_);
}

void ImageBuffer::clear(const QColor&) { image_.fill(background_); }

void ImageBuffer::reallocateBuffer() {
  setInvalidated();
  image_ = QImage((QSizeF(mSize) * mDevicePixelRatio).toSize(), kFormat);
  image_.setDevicePixelRatio(mDevicePixelRatio);
  image_.fill(background_);
}

void fillRects(QCPPainter& painter, std::span<const QRect> rects, const QRect& clip, const QColor& colour) {
  if (rects.empty() || colour.alpha() == 0) return;
  painter.setAntialiasing(false);
  QImage* image = pictureOf(painter);
  if (image == nullptr) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRects(rects.data(), static_cast<int>(rects.size()));
    return;
  }
  const double scale = image->devicePixelRatio();
  const QRect bounds = scaled(clip, scale) & image->rect();
  const QRgb value = colour.rgb();
  const auto alpha = static_cast<unsigned>(colour.alpha() + (colour.alpha() >> 7));  // 0 … 256
  const auto paint = [value](QRgb* row, int width) {
    for (int x = 0; x < width; ++x) row[x] = value;
  };
  const auto tint = [value, alpha](QRgb* row, int width) {
    for (int x = 0; x < width; ++x) row[x] = mixed(row[x], value, alpha);
  };
  for (const auto& rect : rects) {
    const QRect part = scaled(rect, scale) & bounds;
    if (part.isEmpty()) continue;
    if (alpha == 256)
      forRows(*image, part, paint);
    else
      forRows(*image, part, tint);
  }
}

}  // namespace perpscope::ui
