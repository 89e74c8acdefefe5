#include "platform/webhook/secret.h"

#include <gtest/gtest.h>

#include "platform/status/errors.h"

namespace steward::webhook {
namespace {

std::string SecretOf(size_t bytes) { return FormatSecret(std::string(bytes, 'k')); }

TEST(Secret, ParsesWhatItFormats) {
  for (size_t bytes : {24, 32, 64})
    EXPECT_EQ(ParseSecret(SecretOf(bytes), "webhook.secret").value(), std::string(bytes, 'k'));
}

TEST(Secret, TakesTheExampleOfTheStandard) {
  EXPECT_EQ(ParseSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "webhook.secret")->size(), 24);
}

TEST(Secret, RefusesOtherLengthsAndForms) {
  const std::string good = SecretOf(32);
  for (const std::string& secret :
       {std::string(), std::string("whsec_"), SecretOf(8), SecretOf(23), SecretOf(65),
        good.substr(6), "WHSEC_" + good.substr(6), good + "\n", good.substr(0, good.size() - 1),
        "v1," + good, "whsec_" + std::string(39, '*') + "="}) {
    absl::Status status = ParseSecret(secret, "webhook.secret").status();
    EXPECT_EQ(errors::ReasonOf(status), errors::Reason::INVALID_FIELD) << secret;
  }
}

TEST(Secret, IsNotShownByErrors) {
  const std::string secret = "whsec_c2hvcnQ=";

  absl::Status status = ParseSecret(secret, "webhook.secret").status();

  EXPECT_EQ(status.ToString().find("c2hvcnQ"), std::string::npos);
}

}  // namespace
}  // namespace steward::webhook
