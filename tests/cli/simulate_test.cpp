// `perpscope simulate` as a process of its own: it listens, answers, writes its files and stops on signals.
#include <csignal>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/run.h"
#include "temp_folder.h"
#include "tls_client.h"

namespace perpscope::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;

std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A child that runs a command, its stdout a pipe and its stderr a file.
class Child {
 public:
  Child(std::vector<std::string> words, const std::filesystem::path& err_file) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
    pid_ = fork();
    if (pid_ == 0) {
      close(ends[0]);
      _exit(command(std::move(words), fdopen(ends[1], "w"), std::fopen(err_file.c_str(), "w")));
    }
    close(ends[1]);
    out_ = fdopen(ends[0], "r");
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (pid_ > 0) stop(SIGKILL);
    std::fclose(out_);
  }

  std::string line() {
    std::array<char, 200> text{};
    return std::fgets(text.data(), text.size(), out_) == nullptr ? "" : text.data();
  }
  // Its exit code, or 1000 and more where the signal killed it.
  int stop(int signal) {
    kill(pid_, signal);
    return wait();
  }
  int wait() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1'000 + WTERMSIG(status);
  }

 private:
  static int command(std::vector<std::string> words, std::FILE* out, std::FILE* err) {
    std::vector<const char*> argv{"perpscope", "simulate"};
    for (const auto& word : words) argv.push_back(word.c_str());
    const SystemClock clock;
    const int code = run(static_cast<int>(argv.size()), argv.data(), {}, {out, err, false, &clock});
    std::fclose(out);
    std::fclose(err);
    return code;
  }

  pid_t pid_ = -1;
  std::FILE* out_ = nullptr;
};

class Simulate : public testing::Test {
 protected:
  std::unique_ptr<Child> simulate(std::vector<std::string> words = {}) {
    words.insert(words.end(), {"--write-endpoints", (folder_ / "sim.json").string()});
    return std::make_unique<Child>(std::move(words), folder_ / "err.txt");
  }
  // The body of what Binance's spot market answers.
  std::string ask(const std::string& target) {
    const auto endpoints = json::parse(contents(folder_ / "sim.json"));
    test::TlsClient client(test::portOf(endpoints["venues"]["binance"]["spot_rest"]),
                           contents(endpoints["ca_file"].get<std::string>()));
    const auto answer = client.fetch(target);
    return answer ? answer->body : "";
  }
  int refused(std::vector<std::string> words) { return simulate(std::move(words))->wait(); }
  std::string said() { return contents(folder_ / "err.txt"); }

  test::TempFolder folder_;
};

TEST_F(Simulate, IsReadyAnswersAndStops) {
  for (const int signal : {SIGTERM, SIGINT}) {
    const auto child = simulate({"--now", "2024-03-01", "--speed", "0"});
    ASSERT_EQ(child->line(), "ready\n") << said();
    EXPECT_EQ(json::parse(ask("/api/v3/time"))["serverTime"], 1709251200000);
    EXPECT_EQ(child->stop(signal), 0);
    EXPECT_THAT(said(), HasSubstr("simulated market of seed 7, as of 2024-03-01T00:00:00Z"));
    EXPECT_THAT(said(), HasSubstr("binance spot_rest https://127.0.0.1:"));
    EXPECT_EQ(ask("/api/v3/time"), "") << "nobody listens any more";
  }
}

TEST_F(Simulate, TheSeedMakesTheMarket) {
  const auto day = [&](const std::string& seed) {
    const auto child = simulate({"--seed", seed});
    EXPECT_EQ(child->line(), "ready\n");
    return ask(
        "/api/v3/klines?symbol=BTCUSDT&interval=1d&startTime=1704067200000&limit=1&endTime=1704153599999");
  };
  const auto seven = day("7");
  EXPECT_EQ(json::parse(seven).at(0).at(0), 1704067200000);
  EXPECT_EQ(day("7"), seven);
  EXPECT_NE(day("8"), seven);
}

TEST_F(Simulate, TheClockRunsAsFastAsItIsTold) {
  const auto child = simulate({"--now", "2024-03-01", "--speed", "100000"});
  ASSERT_EQ(child->line(), "ready\n");
  const auto first = json::parse(ask("/api/v3/time"))["serverTime"].get<std::int64_t>();
  std::int64_t later = first;
  for (int i = 0; i < 1'000 && later < first + 60'000; ++i)
    later = json::parse(ask("/api/v3/time"))["serverTime"].get<std::int64_t>();
  EXPECT_GE(later, first + 60'000) << "a minute has passed in it";
}

TEST_F(Simulate, ServesACachesHistory) {
  const auto csv = folder_.write("days.csv", "t,o,h,l,c\n2024-01-01,1,2,0.5,1.25\n2024-01-02,1.25,2,1,1.5\n");
  const auto cache = (folder_ / "cache.db").string();
  std::vector<const char*> import{"perpscope",  "import",
                                  "csv",        csv.c_str(),
                                  "--venue",    "binance",
                                  "--kind",     "spot",
                                  "--data",     "candles",
                                  "--interval", "1d",
                                  "--map",      "time=t,open=o,high=h,low=l,close=c",
                                  "--time",     "iso",
                                  "--cache",    cache.c_str()};
  const ManualClock clock{utc(2024, 2, 1)};
  std::FILE* nowhere = std::fopen("/dev/null", "w");
  ASSERT_EQ(run(static_cast<int>(import.size()), import.data(), {}, {nowhere, nowhere, false, &clock}), 0);
  std::fclose(nowhere);
  const auto child = simulate({"--dataset", cache});
  ASSERT_EQ(child->line(), "ready\n") << said();
  const auto rows = json::parse(ask("/api/v3/klines?symbol=BTCUSDT&interval=1d&startTime=1704067200000"));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(std::stod(rows[1][4].get<std::string>()), 1.5);
}

TEST_F(Simulate, FaultsStrikeAndStatisticsTell) {
  const auto child = simulate(
      {"--fault", "binance:status=418,count=1", "--fault", "binance.coinm_rest:delay=1s", "--stats"});
  ASSERT_EQ(child->line(), "ready\n") << said();
  EXPECT_THAT(ask("/api/v3/time"), HasSubstr("418"));
  EXPECT_THAT(ask("/api/v3/time"), HasSubstr("serverTime"));
  EXPECT_EQ(child->stop(SIGTERM), 0);
  const auto text = said();
  const auto statistics = json::parse(text.substr(text.find("\n{") + 1));
  EXPECT_EQ(statistics["binance"]["requests"], 2);
  EXPECT_EQ(statistics["binance"]["faults"], 1);
  EXPECT_EQ(statistics["binance"]["pools"]["spot"]["requests"], 2);
}

TEST_F(Simulate, RefusesWhatMeansNothing) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"--fault", "binance:fly"},
                                                {"--fault", "ftx:html"},
                                                {"--speed", "-1"},
                                                {"--speed", "much"},
                                                {"--now", "yesterday"},
                                                {"--seed", "x"},
                                                {"--seed", "1", "--dataset", "x.db"}})
    EXPECT_EQ(refused(words), 2) << words[1] << said();
  EXPECT_EQ(refused({"--dataset", (folder_ / "none.db").string()}), 1);
  EXPECT_THAT(said(), HasSubstr("none.db"));
}

}  // namespace
}  // namespace perpscope::cli
