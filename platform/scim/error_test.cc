#include "platform/scim/error.h"

#include <gtest/gtest.h>

#include "platform/status/errors.h"

namespace steward::scim {
namespace {

TEST(ScimError, HasTheWordOfTheStandardForItsReason) {
  EXPECT_EQ(ErrorJson(errors::ToProto(errors::AlreadyExists("users/alice")), 409),
            R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409",)"
            R"("scimType":"uniqueness",)"
            R"("detail":"'users/alice' exists already, perhaps written in another case."})");
}

TEST(ScimError, HasNoWordWhereTheStandardHasNone) {
  EXPECT_EQ(ErrorJson(errors::ToProto(errors::PermissionDenied("users.get")), 403),
            R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"403",)"
            R"("detail":"Permission 'users.get' denied (or the resource does not exist)."})");
}

TEST(ScimError, KnowsReasonsThatExist) {
  for (const char* reason : {"INVALID_FIELD", "INVALID_PATH", "NO_TARGET", "IMMUTABLE_ATTRIBUTE"}) {
    error::v1::Reason known;
    EXPECT_TRUE(error::v1::Reason_Parse(reason, &known)) << reason;
    EXPECT_FALSE(ScimType(reason).empty()) << reason;
  }
}

}  // namespace
}  // namespace steward::scim
