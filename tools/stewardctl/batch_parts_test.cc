#include "tools/stewardctl/batch_parts.h"

#include <gmock/gmock.h>

#include "tools/stewardctl/failure.h"

namespace steward::ctl {
namespace {

batch::v1::BatchResponse Answer(int status, const char* code, const char* reason) {
  batch::v1::BatchResponse response;
  response.set_status(status);
  auto& fields = *response.mutable_body()->mutable_fields();
  fields["code"].set_string_value(code);
  fields["reason"].set_string_value(reason);
  fields["detail"].set_string_value("Why not.");
  return response;
}

TEST(BatchParts, FailAsTheyWouldAlone) {
  struct Case {
    int status;
    const char* code;
    const char* reason;
    ExitStatus expected;
  };
  for (const Case& each :
       {Case{200, "", "", kOk}, Case{204, "", "", kOk},
        Case{404, "NOT_FOUND", "RESOURCE_NOT_FOUND", kNotFound},
        Case{403, "PERMISSION_DENIED", "PERMISSION_DENIED", kNotAllowed},
        Case{409, "FAILED_PRECONDITION", "ILLEGAL_TRANSITION", kConflict},
        Case{412, "ABORTED", "ETAG_MISMATCH", kConflict},
        Case{400, "INVALID_ARGUMENT", "INVALID_FIELD", kFailure},
        Case{503, "UNAVAILABLE", "OVERLOADED", kUnreachable},
        Case{504, "", "DEADLINE_EXCEEDED", kUnreachable}, Case{500, "LATER", "LATER", kFailure}})
    EXPECT_EQ(ExitStatusOf(StatusOf(Answer(each.status, each.code, each.reason))), each.expected)
        << each.status;
}

TEST(BatchParts, TellReasonAndText) {
  const std::string text =
      FailureText(StatusOf(Answer(404, "NOT_FOUND", "RESOURCE_NOT_FOUND")), false);

  EXPECT_THAT(text, testing::HasSubstr("RESOURCE_NOT_FOUND: Why not."));
  batch::v1::BatchResponse bare;
  bare.set_status(431);
  EXPECT_THAT(FailureText(StatusOf(bare), false), testing::HasSubstr("HTTP status 431"));
}

TEST(BatchParts, AreNotCarriedOutAfterAFailure) {
  EXPECT_FALSE(WasCarriedOut(Answer(424, "", "FAILED_DEPENDENCY")));
  EXPECT_TRUE(WasCarriedOut(Answer(404, "NOT_FOUND", "RESOURCE_NOT_FOUND")));
}

}  // namespace
}  // namespace steward::ctl
