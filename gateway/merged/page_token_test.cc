#include "gateway/merged/page_token.h"

#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

const char kSecret[] = "0123456789abcdef0123456789abcdef";
const Places kPlaces = {{"ticket", std::string("\0\n", 2)}, {"directory", ""}};

TEST(MergedPageToken, ComesBackForItsScopeOnly) {
  const MergedPageTokens tokens = MergedPageTokens::Create({kSecret}).value();
  const std::string token = tokens.Encode(kPlaces, "one");

  EXPECT_EQ(tokens.Decode(token, "one").value(), kPlaces);
  EXPECT_EQ(errors::ReasonOf(tokens.Decode(token, "other").status()),
            errors::Reason::INVALID_PAGE_TOKEN);
}

TEST(MergedPageToken, LastsADay) {
  const MergedPageTokens tokens = MergedPageTokens::Create({kSecret}).value();
  const absl::Time made = absl::FromUnixSeconds(1'770'000'000);
  const std::string token = tokens.Encode(kPlaces, "one", made);

  EXPECT_EQ(tokens.Decode(token, "one", made + absl::Hours(24) - absl::Seconds(1)).value(),
            kPlaces);
  const auto expired =
      errors::ToProto(tokens.Decode(token, "one", made + absl::Hours(24)).status());
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(expired.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "INVALID_PAGE_TOKEN");
  EXPECT_EQ(info.metadata().at("expired"), "true");
}

TEST(MergedPageToken, RefusesWhatItDidNotMake) {
  const MergedPageTokens tokens = MergedPageTokens::Create({kSecret}).value();
  std::string changed = tokens.Encode(kPlaces, "one");
  changed[20] = changed[20] == 'A' ? 'B' : 'A';

  for (const std::string& token :
       {std::string("x"), changed, changed.substr(0, 30), std::string(5000, 'A')})
    EXPECT_EQ(errors::ReasonOf(tokens.Decode(token, "one").status()),
              errors::Reason::INVALID_PAGE_TOKEN);
}

}  // namespace
}  // namespace steward::gateway
