#include "platform/rpc/request_head.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/status/errors.h"
#include "platform/testing/status_matchers.h"

namespace steward::rpc {
namespace {

using errors::Reason;
using testing::ElementsAre;
using testing::Pair;

RequestHead Head(const Metadata& fields, size_t limit = 1000) {
  RequestHead head(limit);
  for (const auto& [name, value] : fields) head.Take(name, value);
  return head;
}

TEST(RequestHead, KnowsWhatIsOfTheProtocol) {
  const RequestHead head = Head({{":method", "POST"},
                                 {":path", "/a/B"},
                                 {"content-type", "application/grpc+proto"},
                                 {"grpc-encoding", "gzip"},
                                 {"grpc-timeout", "2S"},
                                 {"x", "1"}});

  EXPECT_TRUE(head.is_grpc());
  EXPECT_EQ(head.path(), "/a/B");
  EXPECT_EQ(head.encoding(), "gzip");
  EXPECT_EQ(head.incoming().deadline, head.came() + absl::Seconds(2));
  EXPECT_FALSE(head.has_bad_timeout());
  EXPECT_THAT(head.incoming().metadata, ElementsAre(Pair("x", "1")));
  EXPECT_THAT(head.CheckSize(), IsOk());
}

TEST(RequestHead, MayLackAllOfIt) {
  const RequestHead head = Head({});

  EXPECT_FALSE(head.is_grpc());
  EXPECT_EQ(head.incoming().deadline, absl::InfiniteFuture());
  EXPECT_EQ(head.incoming().Find("x"), "");
}

TEST(RequestHead, ToldOfATimeoutThatIsNone) {
  EXPECT_TRUE(Head({{"grpc-timeout", "2 s"}}).has_bad_timeout());
}

TEST(RequestHead, KeepsNothingBeyondItsLimit) {
  EXPECT_THAT(Head({{"ab", "cd"}}, 4).CheckSize(), IsOk());

  const RequestHead head = Head({{"ab", "cde"}, {"x", ""}}, 4);
  EXPECT_THAT(head.CheckSize(), HasReason(Reason::HEADERS_TOO_LARGE));
  EXPECT_TRUE(head.incoming().metadata.empty());
}

TEST(RequestHead, DecodesBinaryValues) {
  // With and without padding.
  RequestHead good = Head({{"a-bin", "AP8="}, {"b-bin", "AP8"}, {"c", "AP8"}});
  EXPECT_TRUE(good.DecodeBinary());
  EXPECT_EQ(good.incoming().Find("a-bin"), absl::string_view("\0\xff", 2));
  EXPECT_EQ(good.incoming().Find("b-bin"), absl::string_view("\0\xff", 2));
  EXPECT_EQ(good.incoming().Find("c"), "AP8");

  // One that is good does not make up for another.
  EXPECT_FALSE(Head({{"a-bin", "!!!"}, {"b-bin", "AP8"}}).DecodeBinary());
}

}  // namespace
}  // namespace steward::rpc
