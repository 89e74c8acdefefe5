#include "platform/audit/head_file.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "absl/strings/str_split.h"
#include "platform/config/temporary_directory.h"
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
  ASSERT_THAT(file_.Append({Head(1), Head(2)}), IsOk());
  ASSERT_THAT(HeadFile(path_).Append({Head(3)}), IsOk());

  EXPECT_EQ(Lines(), (std::vector<std::string>{R"({"service":"ticket","sequence":"1"})",
                                               R"({"service":"ticket","sequence":"2"})",
                                               R"({"service":"ticket","sequence":"3"})", ""}));
}

TEST_F(HeadFileTest, BeginsALineOfItsOwnBehindOneThatWasCutOff) {
  std::ofstream(path_) << R"({"service":"tic)";

  ASSERT_THAT(file_.Append({Head(1)}), IsOk());

  EXPECT_EQ(Lines(), (std::vector<std::string>{R"({"service":"tic)",
                                               R"({"service":"ticket","sequence":"1"})", ""}));
}

TEST_F(HeadFileTest, GoesOnInANewFileWhereTheOldOneWasMovedAway) {
  ASSERT_THAT(file_.Append({Head(1)}), IsOk());
  std::filesystem::rename(path_, path_ + ".1");

  ASSERT_THAT(file_.Append({Head(2)}), IsOk());

  EXPECT_EQ(Lines().size(), 2u);
}

TEST_F(HeadFileTest, KeepsLinesOfSeveralThreadsApart) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([this] {
      for (int n = 0; n < 20; ++n) EXPECT_THAT(HeadFile(path_).Append({Head(7)}), IsOk());
    });
  for (auto& thread : threads) thread.join();

  const auto lines = Lines();
  ASSERT_EQ(lines.size(), 81u);
  for (size_t i = 0; i < 80; ++i) EXPECT_EQ(lines[i], lines[0]);
}

TEST_F(HeadFileTest, SaysWhyItCannotBeWritten) {
  EXPECT_THAT(HeadFile(directory_.Path("none/heads.jsonl")).Append({}),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(HeadFile("/dev/full").Append({Head(1)}), StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace steward::audit
