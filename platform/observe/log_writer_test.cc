#include "platform/observe/log_writer.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <map>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace steward::observe {
namespace {

class Pipe {
 public:
  Pipe() { EXPECT_EQ(pipe(ends_), 0); }
  ~Pipe() {
    close(ends_[0]);
    if (ends_[1] >= 0) close(ends_[1]);
  }
  int writer() const { return ends_[1]; }
  int reader() const { return ends_[0]; }
  void CloseWriter() {
    close(ends_[1]);
    ends_[1] = -1;
  }
  std::string ReadAll() {
    CloseWriter();
    std::string text;
    char buffer[4096];
    for (ssize_t got; (got = read(ends_[0], buffer, sizeof(buffer))) > 0;) text.append(buffer, got);
    return text;
  }

 private:
  int ends_[2] = {-1, -1};
};

TEST(LogWriter, WritesLinesOfEachThreadWholeAndInOrder) {
  Pipe pipe;
  std::string read;
  std::thread reader([&] {
    char buffer[4096];
    for (ssize_t got; (got = ::read(pipe.reader(), buffer, sizeof(buffer))) > 0;) {
      read.append(buffer, got);
    }
  });
  {
    LogWriter writer(pipe.writer(), 1 << 20);
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&writer, thread] {
        for (int i = 0; i < 1000; ++i) writer.Write(absl::StrCat(thread, " ", i, "\n"));
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_TRUE(writer.Flush(absl::Seconds(10)));
    EXPECT_EQ(writer.dropped(), 0u);
  }
  pipe.CloseWriter();
  reader.join();

  std::map<std::string, int> next;
  for (absl::string_view line : absl::StrSplit(read, '\n', absl::SkipEmpty())) {
    std::pair<std::string, std::string> parts = absl::StrSplit(line, ' ');
    EXPECT_EQ(parts.second, absl::StrCat(next[parts.first]++));
  }
  EXPECT_EQ(next, (std::map<std::string, int>{{"0", 1000}, {"1", 1000}, {"2", 1000}, {"3", 1000}}));
}

TEST(LogWriter, DropsAndCountsInsteadOfBlockingWhenTheReaderIsStuck) {
  Pipe pipe;
  const std::string line(1023, 'x');
  uint64_t dropped = 0;
  {
    LogWriter writer(pipe.writer(), 64 * 1024);
    // What fits surely; a pipe is small for a user who has many of them.
    const int lines = fcntl(pipe.writer(), F_GETPIPE_SZ) / 4096;
    for (int i = 0; i < lines; ++i) writer.Write(line + "\n");
    ASSERT_TRUE(writer.Flush(absl::Seconds(10)));
    for (int i = 0; i < 1000; ++i) writer.Write(line + "\n");

    EXPECT_FALSE(writer.Flush(absl::Milliseconds(1)));
    dropped = writer.dropped();
  }
  std::string read = pipe.ReadAll();

  EXPECT_GT(dropped, 0u);
  EXPECT_LE(read.size() + dropped * 1024, 1064u * 1024);
  EXPECT_THAT(read, testing::StartsWith(line + "\n"));
}

TEST(LogWriter, CountsLinesOfADescriptorThatFails) {
  int broken = open("/dev/full", O_WRONLY);
  LogWriter writer(broken, 1024);

  writer.Write("one\n");

  EXPECT_TRUE(writer.Flush(absl::Seconds(10)));
  EXPECT_EQ(writer.dropped(), 1u);
  close(broken);
}

TEST(LogWriter, WritesWhatIsLeftWhenDestroyed) {
  Pipe pipe;
  { LogWriter(pipe.writer(), 1024).Write("last words\n"); }

  EXPECT_EQ(pipe.ReadAll(), "last words\n");
}

}  // namespace
}  // namespace steward::observe
