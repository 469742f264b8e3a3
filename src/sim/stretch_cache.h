// Rows of series, kept in stretches of a fixed number of steps. The stretch that was not used for longest
// goes first. Safe to use from several threads; two that ask for the same stretch at once may both compute
// it.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace perpscope::sim {

template <class Row>
class StretchCache {
 public:
  using Rows = std::shared_ptr<const std::vector<Row>>;

  explicit StretchCache(std::size_t most_rows) : most_rows_(most_rows) {}

  // The rows of stretch `number` of a series; `compute` makes them where they are not kept.
  template <class Compute>
  Rows get(const std::string& series, std::int64_t number, Compute&& compute) {
    const std::string key = series + '#' + std::to_string(number);
    if (auto rows = find(key)) return rows;
    auto rows = std::make_shared<const std::vector<Row>>(compute());
    keep(key, rows);
    return rows;
  }

  [[nodiscard]] std::size_t rows() const {
    const std::scoped_lock lock(mutex_);
    return rows_;
  }

 private:
  struct Entry {
    std::string key;
    Rows rows;
  };

  Rows find(const std::string& key) {
    const std::scoped_lock lock(mutex_);
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->rows;
  }

  void keep(const std::string& key, const Rows& rows) {
    const std::scoped_lock lock(mutex_);
    if (by_key_.contains(key)) return;
    entries_.push_front({key, rows});
    by_key_[key] = entries_.begin();
    rows_ += weightOf(rows);
    while (rows_ > most_rows_ && entries_.size() > 1) {
      rows_ -= weightOf(entries_.back().rows);
      by_key_.erase(entries_.back().key);
      entries_.pop_back();
    }
  }

  // An empty stretch takes memory too.
  static std::size_t weightOf(const Rows& rows) { return rows->size() + 1; }

  std::size_t most_rows_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;  // the last used first
  std::unordered_map<std::string, typename std::list<Entry>::iterator> by_key_;
  std::size_t rows_ = 0;
};

}  // namespace perpscope::sim
