// The rows of one file on their way into the cache. For this room only.
#pragma once

#include <functional>
#include <variant>
#include <vector>

#include "store/import_rows.h"
#include "store/writer.h"

namespace perpscope::store {

class ImportBatch {
 public:
  explicit ImportBatch(const ImportSpec& spec);

  void add(const ImportRow& row);
  // Ascending, one row a key: the first one added, or the last one with --replace. Returns how many went.
  std::size_t arrange();

  // The rest wants an arranged batch.
  [[nodiscard]] bool empty() const;
  // First and last stamp; not for an empty batch.
  [[nodiscard]] std::pair<Time, Time> ends() const;
  // What the file answers for: up to the end of its last bar, or to when the next value would be due.
  [[nodiscard]] TimeRange covered() const;
  // Bars, settlements or samples of an interval that are missing in between.
  [[nodiscard]] std::size_t holes() const;
  // In portions; `before_portion` may stop it.
  [[nodiscard]] Result<WriteOutcome> write(Transaction& out,
                                           const std::function<Status()>& before_portion) const;

 private:
  const ImportSpec* spec_;
  std::variant<std::vector<Candle>, std::vector<OpenInterest>, std::vector<Funding>> rows_;
};

}  // namespace perpscope::store
