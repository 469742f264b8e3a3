// Runs commands as the shell would, and reads back what they wrote.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cli/run.h"
#include "temp_folder.h"

namespace perpscope::cli {

// Reads back what a command wrote.
class Capture {
 public:
  Capture() : file_(std::tmpfile()) {}
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;
  ~Capture() { std::fclose(file_); }
  [[nodiscard]] std::FILE* file() const { return file_; }
  [[nodiscard]] std::string text() const {
    std::string all(static_cast<std::size_t>(std::ftell(file_)), '\0');
    std::rewind(file_);
    all.resize(std::fread(all.data(), 1, all.size(), file_));
    return all;
  }

 private:
  std::FILE* file_;
};

struct Outcome {
  int code;
  std::string out;
  std::string err;
};

class CommandLine : public testing::Test {
 protected:
  Outcome perpscope(std::vector<std::string> words) {
    words.insert(words.begin(), "perpscope");
    std::vector<const char*> argv;
    for (const auto& word : words) argv.push_back(word.c_str());
    const Capture out;
    const Capture err;
    const Console console{out.file(), err.file(), false, &clock_};
    const int code = run(static_cast<int>(argv.size()), argv.data(), {}, console);
    return {code, out.text(), err.text()};
  }

  std::string cache() const { return (folder_ / "cache.db").string(); }

  Outcome importDays(const std::string& text) {
    const auto file = folder_.write("days.csv", text);
    return perpscope({"import", "csv", file.string(), "--venue", "binance", "--kind", "spot", "--data",
                      "candles", "--interval", "1d", "--map", "time=t,open=o,high=h,low=l,close=c", "--time",
                      "iso", "--cache", cache()});
  }

  test::TempFolder folder_;
  ManualClock clock_{utc(2026, 1, 1)};
};

}  // namespace perpscope::cli
