// A session that answers when the test says so, with snapshots of the real studies made from formulas.
#pragma once

#include "app/session.h"
#include "synthetic_study.h"

namespace perpscope::test {

class FakeSession final : public app::Session {
 public:
  struct Asked {
    app::StudyRequest request;
    Done done;
  };

  Result<app::SnapshotPtr> compute(const app::StudyRequest& request) override {
    const auto study = studies::named(request.study);
    if (!study) return std::unexpected(study.error());
    return syntheticSnapshot({.declaration = &(*study)->declaration(),
                              .interval = request.interval,
                              .from = utc(2022, 1, 1),
                              .bars = bars,
                              .overrides = request.overrides,
                              .asset = request.asset});
  }
  void request(const std::string&, app::StudyRequest request, Done done) override {
    asked.push_back({std::move(request), std::move(done)});
  }
  Result<app::Explanation> explain(const app::Snapshot& snapshot, Time at) override {
    app::Explanation explanation;
    explanation.study = snapshot.request.study;
    explanation.title = snapshot.declaration->title;
    explanation.open = at;
    return explanation;
  }
  void requestExplanation(app::SnapshotPtr snapshot, Time at, Explained done) override {
    done(explain(*snapshot, at));
  }
  Result<std::vector<app::AssetInfo>> assets() override {
    return std::vector<app::AssetInfo>{{"BTC", {Interval::D1}}, {"ETH", {Interval::D1}}};
  }
  bool simulated() const override { return false; }
  const std::filesystem::path& cacheFile() const override { return file_; }
  const std::vector<std::string>& openNotes() const override { return notes; }

  // Answers everything asked so far, oldest first.
  void answerAll() {
    for (auto& [request, done] : std::exchange(asked, {})) done(compute(request));
  }
  // Takes out what was asked, unanswered.
  std::vector<Asked> take() { return std::exchange(asked, {}); }

  std::vector<Asked> asked;
  std::vector<std::string> notes;
  std::size_t bars = 400;

 private:
  std::filesystem::path file_ = "somewhere/cache.db";
};

}  // namespace perpscope::test
