#include "platform/audit/head_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "platform/config/temporary_directory.h"
#include "platform/fiber/scheduler.h"
#include "platform/status/errors.h"
#include "platform/testing/eventually.h"
#include "platform/testing/status_matchers.h"

namespace steward::audit {
namespace {

class HeadFileTest : public ::testing::Test {
 protected:
  std::vector<std::string> Lines() const {
    std::ifstream file(path_);
    std::stringstream text;
    text << file.rdbuf();
    return absl::StrSplit(text.str(), '\n');
  }
  static absl::Time Soon() { return absl::Now() + absl::Seconds(20); }
  static v1::AuditHead Head(int64_t sequence) {
    v1::AuditHead head;
    head.set_service("ticket");
    head.set_sequence(sequence);
    return head;
  }

  config::TemporaryDirectory directory_;
  const std::string path_ = directory_.Path("heads.jsonl");
  HeadFile file_{path_};
};

TEST_F(HeadFileTest, AppendsALineForEachHead) {
  ASSERT_THAT(file_.Append({Head(1), Head(2)}, Soon()), IsOk());
  ASSERT_THAT(HeadFile(path_).Append({Head(3)}, Soon()), IsOk());

  EXPECT_EQ(Lines(), (std::vector<std::string>{R"({"service":"ticket","sequence":"1"})",
                                               R"({"service":"ticket","sequence":"2"})",
                                               R"({"service":"ticket","sequence":"3"})", ""}));
}

TEST_F(HeadFileTest, BeginsALineOfItsOwnBehindOneThatWasCutOff) {
  std::ofstream(path_) << R"({"service":"tic)";

  ASSERT_THAT(file_.Append({Head(1)}, Soon()), IsOk());

  EXPECT_EQ(Lines(), (std::vector<std::string>{R"({"service":"tic)",
                                               R"({"service":"ticket","sequence":"1"})", ""}));
}

TEST_F(HeadFileTest, GoesOnInANewFileWhereTheOldOneWasMovedAway) {
  ASSERT_THAT(file_.Append({Head(1)}, Soon()), IsOk());
  std::filesystem::rename(path_, path_ + ".1");

  ASSERT_THAT(file_.Append({Head(2)}, Soon()), IsOk());

  EXPECT_EQ(Lines().size(), 2u);
}

TEST_F(HeadFileTest, KeepsLinesOfSeveralThreadsApart) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([this] {
      for (int n = 0; n < 20; ++n) EXPECT_THAT(HeadFile(path_).Append({Head(7)}, Soon()), IsOk());
    });
  for (auto& thread : threads) thread.join();

  const auto lines = Lines();
  ASSERT_EQ(lines.size(), 81u);
  for (size_t i = 0; i < 80; ++i) EXPECT_EQ(lines[i], lines[0]);
}

TEST_F(HeadFileTest, SaysWhyItCannotBeWritten) {
  EXPECT_THAT(HeadFile(directory_.Path("none/heads.jsonl")).Append({}, Soon()),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(HeadFile("/dev/full").Append({Head(1)}, Soon()),
              StatusIs(absl::StatusCode::kUnavailable));
}

// In the place of the file is a pipe that is full and that nobody reads: writing to it hangs.
class HangingFileTest : public HeadFileTest {
 protected:
  HangingFileTest() {
    EXPECT_EQ(mkfifo(path_.c_str(), 0600), 0);
    pipe_ = open(path_.c_str(), O_RDWR | O_NONBLOCK);
    const std::string page(4096, 'x');
    while (write(pipe_, page.data(), page.size()) > 0) continue;
  }
  ~HangingFileTest() override {
    GoOn();
    close(pipe_);
  }

  void GoOn() {
    std::string page(4096, ' ');
    while (read(pipe_, page.data(), page.size()) > 0) continue;
  }
  absl::Status AppendInTime(HeadFile& file, int64_t sequence) {
    return file.Append({Head(sequence)}, absl::Now() + absl::Milliseconds(50));
  }

 private:
  int pipe_ = -1;
};

TEST_F(HangingFileTest, HoldsUpWhoAppendsUntilTheDeadlineAndNobodyElse) {
  fiber::Scheduler scheduler([] {});
  std::vector<std::string> steps;

  scheduler.Start([&] {
    const absl::Status status = AppendInTime(file_, 1);
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable));
    EXPECT_THAT(errors::LogText(status), ::testing::HasSubstr("heads.jsonl cannot be written in"));
    steps.push_back("gives up");
  });
  scheduler.Start([&] { steps.push_back("goes on"); });

  EXPECT_TRUE(Eventually([&] {
    scheduler.RunReady();
    return scheduler.MayEnd();
  }));
  EXPECT_THAT(steps, ::testing::ElementsAre("goes on", "gives up"));
}

TEST_F(HangingFileTest, IsNotWrittenToForThoseWhoGaveUp) {
  EXPECT_THAT(AppendInTime(file_, 1), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(AppendInTime(file_, 2), StatusIs(absl::StatusCode::kUnavailable));
  std::filesystem::remove(path_);
  GoOn();

  EXPECT_THAT(file_.Append({Head(3)}, Soon()), IsOk());

  EXPECT_EQ(Lines(), (std::vector<std::string>{R"({"service":"ticket","sequence":"3"})", ""}));
}

TEST_F(HangingFileTest, HoldsUpNobodyWhoEnds) {
  HeadFile file(path_);

  EXPECT_THAT(AppendInTime(file, 1), StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace steward::audit
