#include "platform/tls/succession.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/testing/status_matchers.h"

namespace steward::tls {
namespace {

using ::testing::Not;

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

TEST(Succession, TakesWhatTwoLooksInARowRead) {
  const std::string kBroken;
  const struct {
    std::vector<std::string> looks;
    std::string in_force;
  } kCases[] = {
      {{"next"}, "first"},
      {{"next", "next"}, "next"},
      {{"half", "whole"}, "first"},
      {{"half", "whole", "whole"}, "whole"},
      {{"next", kBroken, "next"}, "first"},
      {{"next", "first", "next"}, "first"},
      {{"next", "next", "half"}, "next"},
      {{"next", "next", "half", "half"}, "half"},
  };
  for (const auto& each : kCases) {
    Succession succession(Named("ticket", "first"));
    for (const std::string& chain : each.looks) {
      if (chain == kBroken)
        EXPECT_THAT(succession.Offer(absl::NotFoundError("no file")), Not(IsOk()));
      else
        EXPECT_THAT(succession.Offer(Named("ticket", chain)), IsOk());
    }
    EXPECT_EQ(succession.current()->chain, each.in_force) << testing::PrintToString(each.looks);
  }
}

TEST(Succession, ComparesEachOfTheFiles) {
  for (std::string Certificate::*file :
       {&Certificate::chain, &Certificate::private_key, &Certificate::authorities}) {
    Succession succession(Named("ticket"));
    Certificate half = Named("ticket"), whole = half;
    half.*file = "half";
    whole.*file = "whole";
    EXPECT_THAT(succession.Offer(half), IsOk());
    EXPECT_THAT(succession.Offer(whole), IsOk());
    EXPECT_EQ((*succession.current()).*file, Named("ticket").*file);

    EXPECT_THAT(succession.Offer(whole), IsOk());

    EXPECT_EQ((*succession.current()).*file, "whole");
  }
}

}  // namespace
}  // namespace steward::tls
