#include "platform/tls/succession.h"

#include <gtest/gtest.h>

#include "platform/testing/status_matchers.h"

namespace steward::tls {
namespace {

Certificate Named(const std::string& uri, const std::string& chain = "chain") {
  Certificate certificate;
  certificate.uris = {uri};
  certificate.chain = chain;
  return certificate;
}

absl::Status SameNames(const Certificate& current, const Certificate& next) {
  return next.uris == current.uris ? absl::OkStatus() : absl::InvalidArgumentError("another name");
}

TEST(Succession, KeepsTheOneInForceWhenAnotherDoesNotFit) {
  Succession succession(Named("ticket"), SameNames);
  const auto first = succession.current();

  for (int look = 0; look < 3; ++look) {
    EXPECT_THAT(succession.Offer(Named("directory", "next")),
                StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(succession.Offer(absl::NotFoundError("no file")),
                StatusIs(absl::StatusCode::kNotFound));
  }
  EXPECT_EQ(succession.current(), first);

  EXPECT_THAT(succession.Offer(Named("ticket")), IsOk());
  EXPECT_EQ(succession.current(), first);
}

}  // namespace
}  // namespace steward::tls
