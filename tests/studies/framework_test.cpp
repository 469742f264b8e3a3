#include <set>

#include <gmock/gmock.h>

#include "studies/compare.h"
#include "studies/parts.h"
#include "studies/study_bench.h"
#include "studies/table_text.h"

namespace perpscope::studies {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsNan;

class EveryStudy : public testing::TestWithParam<const Study*> {
 protected:
  const Declaration& d() const { return GetParam()->declaration(); }
};

TEST_P(EveryStudy, DeclaresWhatItNames) {
  std::set<std::string> keys;
  for (const auto& key : d().columns()) EXPECT_TRUE(keys.insert(key).second) << key;
  EXPECT_NE(d().output(d().main), nullptr);
  for (const auto& pane : d().panes) {
    EXPECT_FALSE(pane.title.empty());
    EXPECT_FALSE(pane.drawings.empty());
    for (const auto& drawing : pane.drawings) {
      EXPECT_NE(drawing.roles.empty(), drawing.labels.empty());
      for (const auto& series : drawing.series) EXPECT_TRUE(keys.contains(series)) << series;
      for (const auto& label : drawing.labels) EXPECT_TRUE(keys.contains(label.condition)) << label.condition;
      for (const auto& series : {drawing.coloured_by, drawing.opacity})
        EXPECT_TRUE(series.empty() || keys.contains(series)) << series;
      for (const auto& param : {drawing.shift, drawing.factor})
        EXPECT_TRUE(param.empty() || d().param(param) != nullptr) << param;
    }
    for (const auto& level : pane.levels)
      EXPECT_TRUE(level.param.empty() || d().param(level.param) != nullptr) << level.param;
  }
}

TEST_P(EveryStudy, SaysWhatEachColumnIs) {
  for (const auto& output : d().outputs) EXPECT_FALSE(output.formula.empty()) << output.key;
  for (const auto& condition : d().conditions) {
    EXPECT_FALSE(condition.sentence.empty()) << condition.key;
    EXPECT_FALSE(condition.formula.empty()) << condition.key;
  }
}

TEST_P(EveryStudy, HasPresetsThatItAccepts) {
  for (const auto& preset : d().presets) {
    EXPECT_FALSE(preset.sentence.empty());
    EXPECT_FALSE(preset.intervals.empty());
    for (const auto interval : preset.intervals)
      EXPECT_TRUE(resolve(d().params, interval, preset.overrides)) << preset.key;
  }
}

TEST_P(EveryStudy, ExplainsEveryParameterAndStaysWithinItsBounds) {
  std::set<std::string> keys;
  for (const auto& param : d().params) {
    EXPECT_TRUE(keys.insert(param.key).second) << param.key;
    EXPECT_FALSE(param.label.empty()) << param.key;
    EXPECT_TRUE(param.tooltip.ends_with('.')) << param.key;
    for (const Interval interval : kAllIntervals) {
      const Overrides given{{param.key, text(param.defaultFor(interval))}};
      EXPECT_TRUE(resolve(d().params, interval, given)) << param.key << ' ' << label(interval);
    }
  }
}

TEST_P(EveryStudy, ComputesNothingFromNothing) {
  const Context context{"BTC", Interval::H1, *resolve(d().params, Interval::H1, {}), {}};
  const auto inputs = GetParam()->inputs(context);
  ASSERT_TRUE(inputs) << inputs.error().message;
  std::size_t width = 0;
  for (const auto& input : inputs->list) width += input.cells();
  const auto table =
      Runner(*GetParam(), context, *inputs).run(Frame({Interval::H1, 0, 50}, width), kLongAfter);
  const auto keys = d().columns();
  for (std::size_t c = 0; c < keys.size(); ++c)
    for (const double value : table.columns[c]) ASSERT_TRUE(isMissing(value) || value == 0) << keys[c];
}

TEST_P(EveryStudy, WritesTablesOfAnything) {
  const auto settings = *resolve(d().params, Interval::D1, {});
  for (const double value : {kMissing, 0.0, -1.5, 1e12}) {
    const RowView row([value](std::string_view) { return value; }, settings);
    for (const auto& line : d().table) {
      EXPECT_FALSE(line.label.empty());
      const auto text = line.text(row);
      EXPECT_FALSE(text.empty()) << line.label;
      EXPECT_EQ(text.find("nan"), std::string::npos) << line.label;
    }
  }
}

TEST_P(EveryStudy, RefusesLegsThatMeanNothing) {
  for (const auto& param : d().params) {
    if (param.type != studies::ParamType::Legs && param.type != studies::ParamType::Leg) continue;
    const Context context{
        "BTC", Interval::D1, *resolve(d().params, Interval::D1, {{param.key, "mtgox"}}), {}};
    const auto inputs = GetParam()->inputs(context);
    ASSERT_FALSE(inputs);
    EXPECT_EQ(inputs.error().kind, ErrorKind::Usage);
    EXPECT_THAT(inputs.error().message, HasSubstr("mtgox"));
  }
}

INSTANTIATE_TEST_SUITE_P(All, EveryStudy, testing::ValuesIn(all().begin(), all().end()),
                         [](const auto& info) { return info.param->declaration().id; });

TEST(Legs, WhatAVenueLacksIsLeftOutAndNamed) {
  const auto& study = **named("perp_spot_premium");
  const auto settings =
      *resolve(study.declaration().params, Interval::D1, {{"spot_legs", "bitmex,coinbase"}});
  const auto inputs = study.inputs({"BTC", Interval::D1, settings, {}});
  ASSERT_TRUE(inputs);
  ASSERT_EQ(inputs->left_out.size(), 1U);
  EXPECT_EQ(inputs->left_out[0].leg, "bitmex");
}

TEST(Legs, VenuesNarrowsThemDown) {
  const auto& study = **named("perp_spot_premium");
  const auto settings = *resolve(study.declaration().params, Interval::D1, {});
  EXPECT_EQ(study.inputs({"BTC", Interval::D1, settings, {"binance", "kraken"}})->list.size(), 4U);
  EXPECT_FALSE(study.inputs({"BTC", Interval::D1, settings, {"bitstamp"}})) << "no perp leg is left";
}

TEST(Settings, RefuseWithTheReason) {
  const auto& params = (*named("flow_dashboard"))->declaration().params;
  const auto refusal = [&params](const char* key, const char* value) {
    return resolve(params, Interval::D1, {{key, value}}).error().message;
  };
  EXPECT_THAT(refusal("z_length", "1"), HasSubstr("2 … 5000"));
  EXPECT_THAT(refusal("z_length", "2.5"), HasSubstr("whole number"));
  EXPECT_THAT(refusal("oi_hot", "hot"), HasSubstr("number"));
  EXPECT_THAT(refusal("oi_hot", "nan"), HasSubstr("number"));
  EXPECT_THAT(refusal("composite", "mode"), HasSubstr("mean, median, vwap"));
  EXPECT_THAT(refusal("spot_legs", " , "), HasSubstr("at least one"));
  EXPECT_THAT(refusal("colour", "red"), HasSubstr("no parameter 'colour'"));
  EXPECT_THAT(
      resolve((*named("price"))->declaration().params, Interval::D1, {{"show_rsi", "yes"}}).error().message,
      HasSubstr("true or false"));
}

TEST(Settings, ResetAfterFollowsTheLookBack) {
  const auto reset_after = [](const char* study, Interval interval, const Overrides& overrides) {
    return resolve((*named(study))->declaration().params, interval, overrides)->integer("reset_after");
  };
  EXPECT_EQ(reset_after("flow_dashboard", Interval::D1, {}), 60);
  EXPECT_EQ(reset_after("flow_dashboard", Interval::W1, {}), 26);
  EXPECT_EQ(reset_after("flow_dashboard", Interval::W1, {{"z_length", "100"}}), 100);
  EXPECT_EQ(reset_after("flow_dashboard", Interval::W1, {{"z_length", "100"}, {"reset_after", "0"}}), 0);
  EXPECT_EQ(reset_after("perp_spot_premium", Interval::D1, {}), 50);
  EXPECT_EQ(reset_after("price", Interval::D1, {}), 26);
}

TEST(Compare, ToleratesAPartInABillion) {
  EXPECT_TRUE(equal(0.01, 0.01 * (1 + 5e-10)));
  EXPECT_FALSE(above(0.01 * (1 + 5e-10), 0.01));
  EXPECT_TRUE(above(0.0100001, 0.01));
  EXPECT_TRUE(atLeast(0.01, 0.01));
  EXPECT_FALSE(atLeast(kMissing, 0.01));
  EXPECT_FALSE(atMost(kMissing, 0.01));
  EXPECT_FALSE(above(0.0, 0.0));
}

TEST(Runner, AnOpenBarIsAPreviewAndNeverCommitted) {
  const auto bench_with = [](Time now) {
    StudyBench bench("perp_spot_premium", Interval::D1,
                     {{"spot_legs", "coinbase"}, {"perp_legs", "binance"}, {"ma_length", "2"}}, 3);
    bench.spot("coinbase:BTC-USD", {100, 100, 100});
    bench.perp("binance:BTCUSDT", {101, 102, 103});
    bench.run(now);
    return bench;
  };
  const auto open = bench_with(kDay0 + 60 * kHour);
  EXPECT_EQ(open.table().closed, 2U);
  EXPECT_THAT(open.column("ma"), ElementsAre(IsNan(), 1.5, 2.5));
  EXPECT_THAT(open.column("cross_up"), ElementsAre(0, 0, IsNan())) << "conditions wait for the close";
  EXPECT_EQ(bench_with(kDay0 + 3 * kDay).table().closed, 3U);
}

TEST(Runner, PushingCopiesChangesNothing) {
  const auto& study = **named("perp_spot_premium");
  const Context context{
      "BTC",
      Interval::D1,
      *resolve(
          study.declaration().params, Interval::D1,
          {{"spot_legs", "coinbase"}, {"perp_legs", "binance"}, {"ema_length", "1"}, {"ma_length", "2"}}),
      {}};
  const auto inputs = *study.inputs(context);
  const auto pushed = [&](State& state, double perp) {
    const std::array<double, 2> cells{perp, 100};
    std::vector<double> out(study.declaration().outputs.size() + study.declaration().conditions.size(),
                            kMissing);
    state.push({CellColumns(std::span(cells).first(1), 1, 2)}, {std::span(out).first(1), 1, out.size()});
    return out;
  };
  const auto watched = study.begin(context, inputs);
  const auto plain = study.begin(context, inputs);
  for (const double perp : {101.0, 100.0, 103.0, 102.0}) {
    for (int tick = 0; tick < 20; ++tick) pushed(*watched->clone(), perp + tick);
    EXPECT_THAT(pushed(*watched, perp),
                testing::Pointwise(testing::NanSensitiveDoubleEq(), pushed(*plain, perp)));
  }
}

TEST(Runner, OnsetsPassOverHoles) {
  StudyBench bench("flow_dashboard", Interval::D1,
                   {{"spot_legs", "binance"},
                    {"perp_legs", "binance"},
                    {"z_length", "2"},
                    {"oi_hot", "1"},
                    {"top_level", "0.1"},
                    {"extreme_min", "0"},
                    {"twap_length", "1"}},
                   6);
  bench.spot("binance:BTCUSDT", {100, 100, 100, 100, 100, 100});
  bench.perp("binance:BTCUSDT", {101, 102, kMissing, 103, 102, 104});
  bench.fill("binance:BTCUSDT", MarketKind::Perp, InputKind::Funding, 0,
             {0.0001, 0.0002, kMissing, 0.0003, 0.0002, 0.0004});
  bench.run();
  EXPECT_THAT(bench.column("cycle_top"), ElementsAre(0, 1, IsNan(), 1, 0, 1));
  EXPECT_THAT(bench.column("cycle_top_onset"), ElementsAre(0, 1, IsNan(), 0, 0, 1));
}

TEST(Bars, FallIntoStretchesWithAndWithoutValues) {
  std::vector<double> values(70, 1.0);
  for (const std::size_t bar : {0U, 1U, 40U, 69U}) values[bar] = kMissing;
  values[50] = std::numeric_limits<double>::infinity();  // is a value
  std::vector<std::array<std::size_t, 3>> stretches;
  eachStretch(values, [&](std::size_t first, std::size_t bars, bool missing) {
    stretches.push_back({first, bars, missing ? 1U : 0U});
  });
  using S = std::array<std::size_t, 3>;
  EXPECT_THAT(stretches, ElementsAre(S{0, 2, 1}, S{2, 38, 0}, S{40, 1, 1}, S{41, 28, 0}, S{69, 1, 1}));
}

TEST(Bars, AreWholeWhereNothingCanBeMissing) {
  for (std::size_t missing = 0; missing < 20; ++missing) {
    std::vector<double> values(20, 5.0);
    EXPECT_FALSE(mayMiss(values));
    values[missing] = kMissing;
    EXPECT_TRUE(mayMiss(values)) << missing;
  }
}

TEST(HoleGuard, StartsAfreshAfterHolesLongerThanItsLimit) {
  HoleGuard guard(2);
  std::vector<bool> afresh;
  const auto split = [&](const std::vector<double>& values) {
    guard.split(
        values, [&](std::size_t, std::size_t, bool is_afresh) { afresh.push_back(is_afresh); },
        [](std::size_t, std::size_t) {});
  };
  split({kMissing, kMissing, kMissing, 1, 1, kMissing});  // what comes before the first value is no hole
  split({kMissing, 1, kMissing, kMissing});
  split({kMissing});
  split({1, 1});
  EXPECT_THAT(afresh, ElementsAre(false, false, true));
}

TEST(NumberText, WritesForPeople) {
  EXPECT_EQ(numberText(1234567.891, {2, false}), "1,234,567.89");
  EXPECT_EQ(numberText(-1234.5, {1, false}, "USD"), "-1,234.5 USD");
  EXPECT_EQ(numberText(4.62e9, {2, true}, "USD"), "4.62 B USD");
  EXPECT_EQ(numberText(999, {0, true}), "999");
  EXPECT_EQ(numberText(-0.00001, {2, false}), "0.00");
  EXPECT_EQ(numberText(kMissing, {2, false}, "%"), "–");
  EXPECT_EQ(signedText(0.5, {1, false}), "+0.5");
  EXPECT_EQ(signedText(-0.5, {1, false}), "-0.5");
}

TEST(NumberText, GivesCheapCoinsEnoughDecimals) {
  const NumberFormat money{2, false};
  EXPECT_EQ(numberText(61234.5, money, "USD"), "61,234.50 USD");
  EXPECT_EQ(numberText(12.345, money, "USD"), "12.35 USD");
  EXPECT_EQ(numberText(0.08421, money, "USD"), "0.084210 USD");
  EXPECT_EQ(numberText(-0.5, money, "USD"), "-0.50000 USD");
  EXPECT_EQ(numberText(0, money, "USD"), "0.00 USD");
  EXPECT_EQ(numberText(0.08421, money, "%"), "0.08 %");
}

}  // namespace
}  // namespace perpscope::studies
