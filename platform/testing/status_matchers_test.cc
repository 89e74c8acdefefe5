#include "platform/testing/status_matchers.h"

#include <gtest/gtest.h>

#include <string>

namespace steward {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using ::testing::StringMatchResultListener;

TEST(StatusMatchers, TellOkFromError) {
  EXPECT_THAT(absl::OkStatus(), IsOk());
  EXPECT_THAT(absl::StatusOr<int>(7), IsOk());
  EXPECT_THAT(errors::NotFound("tickets/INC-1"), Not(IsOk()));
  EXPECT_THAT(absl::StatusOr<int>(errors::InvalidToken()), Not(IsOk()));
}

TEST(StatusMatchers, CompareTheValue) {
  EXPECT_THAT(absl::StatusOr<int>(7), IsOkAndHolds(7));
  EXPECT_THAT(absl::StatusOr<int>(7), Not(IsOkAndHolds(8)));
  EXPECT_THAT(absl::StatusOr<std::string>("tickets/INC-1"), IsOkAndHolds(StartsWith("tickets/")));
  EXPECT_THAT(absl::StatusOr<int>(errors::InvalidToken()), Not(IsOkAndHolds(7)));
}

TEST(StatusMatchers, CompareTheCode) {
  EXPECT_THAT(errors::NotFound("tickets/INC-1"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(absl::StatusOr<int>(errors::InvalidToken()),
              StatusIs(absl::StatusCode::kUnauthenticated));
  EXPECT_THAT(absl::OkStatus(), Not(StatusIs(absl::StatusCode::kNotFound)));
}

TEST(StatusMatchers, CompareTheReason) {
  EXPECT_THAT(errors::StaleEtag("tickets/INC-1"), HasReason(errors::Reason::ETAG_MISMATCH));
  EXPECT_THAT(errors::StaleEtag("tickets/INC-1"),
              Not(HasReason(errors::Reason::CONCURRENT_CHANGE)));
  EXPECT_THAT(absl::StatusOr<int>(errors::InvalidToken()),
              HasReason(errors::Reason::INVALID_TOKEN));
  EXPECT_THAT(absl::OkStatus(), Not(HasReason(errors::Reason::REASON_UNSPECIFIED)));
}

TEST(StatusMatchers, ExplainWhatTheyGot) {
  StringMatchResultListener listener;

  ::testing::ExplainMatchResult(HasReason(errors::Reason::ETAG_MISMATCH),
                                errors::Internal("disk on fire"), &listener);

  EXPECT_THAT(listener.str(), HasSubstr("INTERNAL"));
  EXPECT_THAT(listener.str(), HasSubstr("disk on fire"));
}

}  // namespace
}  // namespace steward
