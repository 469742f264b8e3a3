// The start of a test program that needs widgets: a QApplication without a display.
#pragma once

#include <QApplication>

#include <gtest/gtest.h>

inline int runTestsWithWidgets(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  testing::InitGoogleTest(&argc, argv);
  const QApplication app(argc, argv);
  return RUN_ALL_TESTS();
}
