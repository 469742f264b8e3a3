#include "dialogs/settings_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

#include <gmock/gmock.h>

#include "studies/registry.h"
#include "synthetic_study.h"

namespace perpscope::ui {
namespace {

using studies::Overrides;
using studies::ParamType;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

studies::Declaration declaration() {
  studies::Declaration d;
  d.id = "made_up";
  d.title = "Made up";
  d.summary = "One parameter of each type.";
  using test::param;
  auto count = param("count", "Count", ParamType::Integer, 20.0, 1, 500);
  count.by_interval = {{Interval::H12, 40.0}};
  count.unit = "bars";
  auto kind = param("kind", "Kind", ParamType::Choice, std::string("mean"));
  kind.choices = {"mean", "median"};
  d.params = {count,
              param("size", "Size", ParamType::Number, 1.5, 0, 10),
              param("on", "On", ParamType::Toggle, true),
              kind,
              param("legs", "Legs", ParamType::Legs, std::string("binance,okx")),
              param("leg", "Leg", ParamType::Leg, std::string("binance"))};
  return d;
}

class SettingsDialogTest : public testing::Test {
 protected:
  template <class Widget>
  static Widget& field(const SettingsDialog& dialog, const char* key) {
    return dynamic_cast<Widget&>(*dialog.editor(key)->widget());
  }
  static QPushButton& button(SettingsDialog& dialog, QDialogButtonBox::StandardButton which) {
    return *dialog.findChild<QDialogButtonBox*>()->button(which);
  }
  static QPushButton& allDefaults(SettingsDialog& dialog) {
    for (auto* found : dialog.findChildren<QPushButton*>())
      if (found->text() == "All defaults") return *found;
    throw std::logic_error("no such button");
  }

  studies::Declaration declaration_ = declaration();
};

TEST_F(SettingsDialogTest, HasAFieldOfItsTypeForEachParameter) {
  const SettingsDialog dialog(declaration_, Interval::D1, {});
  EXPECT_EQ(field<QSpinBox>(dialog, "count").value(), 20);
  EXPECT_EQ(field<QSpinBox>(dialog, "count").maximum(), 500);
  EXPECT_EQ(field<QSpinBox>(dialog, "count").suffix(), " bars");
  EXPECT_EQ(field<QDoubleSpinBox>(dialog, "size").value(), 1.5);
  EXPECT_TRUE(field<QCheckBox>(dialog, "on").isChecked());
  EXPECT_EQ(field<QComboBox>(dialog, "kind").currentText(), "mean");
  EXPECT_EQ(field<QComboBox>(dialog, "kind").count(), 2);
  EXPECT_EQ(field<QLineEdit>(dialog, "legs").text(), "binance,okx");
  EXPECT_EQ(field<QLineEdit>(dialog, "leg").text(), "binance");
}

TEST_F(SettingsDialogTest, LabelsExplainTheFieldAndItsDefault) {
  const SettingsDialog dialog(declaration_, Interval::D1, {});
  const auto& count = field<QSpinBox>(dialog, "count");
  EXPECT_TRUE(count.toolTip().contains("Says what Count does."));
  EXPECT_TRUE(count.toolTip().contains("Default: 20"));
  QStringList labels;
  for (const auto* label : dialog.findChildren<QLabel*>())
    if (label->buddy() != nullptr) labels << label->text();
  EXPECT_EQ(labels, QStringList({"Count", "Size", "On", "Kind", "Legs", "Leg"}));
}

TEST_F(SettingsDialogTest, DefaultsAreThoseOfTheInterval) {
  const SettingsDialog dialog(declaration_, Interval::H1, {});
  EXPECT_EQ(field<QSpinBox>(dialog, "count").value(), 40);
  EXPECT_THAT(dialog.overrides(), IsEmpty());
}

TEST_F(SettingsDialogTest, ReturnsOnlyWhatDiffersFromTheDefaults) {
  const SettingsDialog dialog(declaration_, Interval::D1, {{"count", "30"}, {"kind", "mean"}});
  EXPECT_THAT(dialog.overrides(), ElementsAre(Pair("count", "30")));
  field<QDoubleSpinBox>(dialog, "size").setValue(2.25);
  field<QCheckBox>(dialog, "on").setChecked(false);
  field<QComboBox>(dialog, "kind").setCurrentText("median");
  field<QLineEdit>(dialog, "legs").setText(" okx ");
  EXPECT_THAT(dialog.overrides(),
              ElementsAre(Pair("count", "30"), Pair("kind", "median"), Pair("legs", "okx"),
                          Pair("on", "false"), Pair("size", "2.25")));
}

TEST_F(SettingsDialogTest, AFieldGoesBackToItsDefault) {
  const SettingsDialog dialog(declaration_, Interval::D1, {{"count", "30"}, {"size", "3"}});
  auto* reset = dialog.findChild<QToolButton*>("reset_count");
  ASSERT_NE(reset, nullptr);
  EXPECT_TRUE(reset->isEnabled());
  EXPECT_FALSE(dialog.findChild<QToolButton*>("reset_on")->isEnabled());
  reset->click();
  EXPECT_THAT(dialog.overrides(), ElementsAre(Pair("size", "3")));
  EXPECT_FALSE(reset->isEnabled());
}

TEST_F(SettingsDialogTest, AllGoBackToTheirDefaults) {
  SettingsDialog dialog(declaration_, Interval::D1, {{"count", "30"}, {"on", "false"}, {"legs", "okx"}});
  allDefaults(dialog).click();
  EXPECT_THAT(dialog.overrides(), IsEmpty());
}

TEST_F(SettingsDialogTest, ADefaultThatFollowsAnotherFieldMovesWithIt) {
  auto window = test::param("window", "Window", ParamType::Integer, 20.0, 1, 500);
  window.follows = "count";
  declaration_.params.push_back(window);
  const SettingsDialog dialog(declaration_, Interval::D1, {{"count", "30"}});
  auto& follower = field<QSpinBox>(dialog, "window");
  EXPECT_EQ(follower.value(), 30);
  field<QSpinBox>(dialog, "count").setValue(50);
  EXPECT_EQ(follower.value(), 50);
  EXPECT_THAT(dialog.overrides(), ElementsAre(Pair("count", "50")));
  follower.setValue(7);
  field<QSpinBox>(dialog, "count").setValue(60);
  EXPECT_EQ(follower.value(), 7) << "a chosen value stays";
  EXPECT_THAT(dialog.overrides(), ElementsAre(Pair("count", "60"), Pair("window", "7")));
}

TEST_F(SettingsDialogTest, WhatCannotBeTakenIsSaidAndNotApplied) {
  SettingsDialog dialog(declaration_, Interval::D1, {});
  QSignalSpy applied(&dialog, &SettingsDialog::applied);
  for (const auto& [text, reason] : {std::pair{"nowhere", "nowhere"}, std::pair{"", "at least one"}}) {
    field<QLineEdit>(dialog, "legs").setText(text);
    EXPECT_TRUE(dialog.refusal().contains(reason)) << dialog.refusal().toStdString();
    EXPECT_FALSE(button(dialog, QDialogButtonBox::Ok).isEnabled());
    EXPECT_FALSE(button(dialog, QDialogButtonBox::Apply).isEnabled());
  }
  field<QLineEdit>(dialog, "legs").setText("okx,kraken");
  EXPECT_EQ(dialog.refusal(), "");
  field<QLineEdit>(dialog, "leg").setText("okx,kraken");
  EXPECT_TRUE(dialog.refusal().contains("single leg")) << dialog.refusal().toStdString();
  EXPECT_EQ(applied.size(), 0);
}

TEST_F(SettingsDialogTest, TheReasonIsOnScreen) {
  SettingsDialog dialog(declaration_, Interval::D1, {});
  dialog.show();
  auto* reason = dialog.findChild<QLabel*>("reason");
  ASSERT_NE(reason, nullptr);
  EXPECT_FALSE(reason->isVisible());
  field<QLineEdit>(dialog, "legs").setText("nowhere");
  EXPECT_TRUE(reason->isVisible());
  EXPECT_EQ(reason->text(), dialog.refusal());
}

TEST_F(SettingsDialogTest, ApplyKeepsItOpenAndOkCloses) {
  SettingsDialog dialog(declaration_, Interval::D1, {});
  dialog.show();
  std::vector<Overrides> got;
  QObject::connect(&dialog, &SettingsDialog::applied, &dialog,
                   [&](const Overrides& overrides) { got.push_back(overrides); });
  field<QSpinBox>(dialog, "count").setValue(25);
  button(dialog, QDialogButtonBox::Apply).click();
  ASSERT_EQ(got.size(), 1U);
  EXPECT_THAT(got[0], ElementsAre(Pair("count", "25")));
  EXPECT_TRUE(dialog.isVisible());
  button(dialog, QDialogButtonBox::Ok).click();
  EXPECT_EQ(got.size(), 2U);
  EXPECT_FALSE(dialog.isVisible());
}

TEST_F(SettingsDialogTest, CancelAppliesNothing) {
  SettingsDialog dialog(declaration_, Interval::D1, {});
  QSignalSpy applied(&dialog, &SettingsDialog::applied);
  dialog.show();
  field<QSpinBox>(dialog, "count").setValue(25);
  button(dialog, QDialogButtonBox::Cancel).click();
  EXPECT_EQ(applied.size(), 0);
  EXPECT_FALSE(dialog.isVisible());
}

TEST_F(SettingsDialogTest, ScrollingOverAFieldDoesNotChangeIt) {
  SettingsDialog dialog(declaration_, Interval::D1, {});
  dialog.show();
  auto& count = field<QSpinBox>(dialog, "count");
  count.clearFocus();
  QWheelEvent wheel(QPointF(5, 5), count.mapToGlobal(QPointF(5, 5)), {}, {0, -120}, Qt::NoButton,
                    Qt::NoModifier, Qt::NoScrollPhase, false);
  QCoreApplication::sendEvent(&count, &wheel);
  EXPECT_EQ(count.value(), 20);
}

// Fields that cannot hold a default exactly would change a study by being looked at.
TEST(SettingsDialogOfStudies, LookingChangesNothing) {
  for (const auto* study : studies::all())
    for (const auto interval : kAllIntervals) {
      const SettingsDialog dialog(study->declaration(), interval, {});
      EXPECT_THAT(dialog.overrides(), IsEmpty()) << study->declaration().id << label(interval);
      EXPECT_EQ(dialog.refusal(), "") << study->declaration().id << label(interval);
    }
}

TEST_F(SettingsDialogTest, APresetSetsItsFieldsAndAsksForItsInterval) {
  auto made_up = declaration();
  made_up.presets = {{"calm", "Calm", "Slow things.", {Interval::D1, Interval::W1}, {{"count", "99"}}},
                     {"quick", "Quick", "Quick things.", {Interval::M5}, {{"kind", "median"}}}};
  SettingsDialog dialog(made_up, Interval::D1, {{"size", "3"}});
  QSignalSpy wanted(&dialog, &SettingsDialog::intervalWanted);
  dialog.findChild<QPushButton*>("preset_calm")->click();
  EXPECT_THAT(dialog.overrides(), ElementsAre(Pair("count", "99"))) << "what was set before is gone";
  button(dialog, QDialogButtonBox::Apply).click();
  EXPECT_EQ(wanted.size(), 0) << "it is made for this interval";
  dialog.findChild<QPushButton*>("preset_quick")->click();
  EXPECT_THAT(dialog.overrides(), ElementsAre(Pair("kind", "median")));
  button(dialog, QDialogButtonBox::Apply).click();
  ASSERT_EQ(wanted.size(), 1);
  EXPECT_EQ(wanted.front().front().value<Interval>(), Interval::M5);
}

}  // namespace
}  // namespace perpscope::ui
