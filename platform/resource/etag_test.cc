#include "platform/resource/etag.h"

#include "gtest/gtest.h"

namespace steward::resource {
namespace {

const absl::Time kCreated = absl::FromUnixSeconds(1'700'000'000);

TEST(Etag, StaysTheSameOverReleases) { EXPECT_EQ(Etag(26, kCreated), "1a-e4fb33e1"); }

TEST(Etag, DiffersByVersionAndByCreationTime) {
  EXPECT_NE(Etag(1, kCreated), Etag(2, kCreated));
  EXPECT_NE(Etag(1, kCreated), Etag(1, kCreated + absl::Microseconds(1)));
}

TEST(EtagMatches, ComparesStrongly) {
  const std::string current = Etag(7, kCreated);
  struct Case {
    std::string given;
    bool matches;
  };
  const Case cases[] = {
      {"", true},
      {"*", true},
      {current, true},
      {"\"" + current + "\"", true},
      {"W/\"" + current + "\"", false},
      {"\"\"" + current + "\"\"", false},
      {"\"" + current, false},
      {"\"\"", false},
      {"\"*\"", false},
      {"\"", false},
      {current + " ", false},
      {"1-00000000," + current, true},
      {"\"1-00000000\",\"" + current + "\"", true},
      {"1-00000000,2-00000000", false},
      {"W/\"" + current + "\",1-00000000", false},
      {Etag(8, kCreated), false},
  };
  for (const Case& c : cases) EXPECT_EQ(EtagMatches(c.given, current), c.matches) << c.given;
}

}  // namespace
}  // namespace steward::resource
