#include "platform/status/errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "steward/error/v1/detail.pb.h"

namespace steward::errors {
namespace {

TEST(Errors, CarryReasonAndMetadataOverTheWire) {
  absl::Status sent = NotFound("tickets/INC-7");

  absl::Status received = FromProto(ToProto(sent));

  EXPECT_EQ(received, sent);
  EXPECT_EQ(ReasonOf(received), Reason::RESOURCE_NOT_FOUND);
}

TEST(Errors, NameWhatIsTakenOrMissing) {
  EXPECT_EQ(AlreadyExists("users/alice").code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(AlreadyExists("users/alice")), Reason::RESOURCE_ALREADY_EXISTS);

  google::rpc::ErrorInfo info;
  ASSERT_TRUE(ToProto(ReferenceNotFound("user.manager")).details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "REFERENCE_NOT_FOUND");
  EXPECT_EQ(info.metadata().at("field"), "user.manager");
  EXPECT_EQ(ReasonOf(ReferenceDisabled("user.manager")), Reason::REFERENCE_DISABLED);
}

TEST(Errors, PutErrorInfoFirst) {
  auto proto = ToProto(IllegalTransition("CLOSED", "start", {"reopen", "close"}));

  google::rpc::ErrorInfo info;
  ASSERT_TRUE(proto.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "ILLEGAL_TRANSITION");
  EXPECT_EQ(info.domain(), "steward.dev");
  EXPECT_EQ(info.metadata().at("allowed"), "reopen,close");
  error::v1::IllegalTransition detail;
  ASSERT_TRUE(proto.details(1).UnpackTo(&detail));
  EXPECT_THAT(detail.allowed_actions(), testing::ElementsAre("reopen", "close"));
}

TEST(Errors, KeepWhatTheLogSeesFromTheClient) {
  absl::Status status = Internal("relation \"ticket\" does not exist");

  EXPECT_THAT(LogText(status), testing::HasSubstr("relation"));
  EXPECT_THAT(ToProto(status).ShortDebugString(), testing::Not(testing::HasSubstr("relation")));
}

TEST(Errors, TellTheLogOnlyWhyACredentialIsNotValid) {
  EXPECT_EQ(LogText(InvalidToken("exp")), "The credential is not valid. [exp]");
  EXPECT_EQ(ToProto(InvalidToken("exp")).SerializeAsString(),
            ToProto(InvalidToken()).SerializeAsString());
}

TEST(Errors, HideTextsOfLibraries) {
  auto proto = ToProto(absl::InternalError("libpq: secret"));

  EXPECT_EQ(proto.code(), static_cast<int>(absl::StatusCode::kInternal));
  EXPECT_THAT(proto.ShortDebugString(), testing::Not(testing::HasSubstr("secret")));
}

TEST(Violations, NameEveryField) {
  Violations violations;
  EXPECT_TRUE(violations.ToStatus().ok());
  violations.Add("ticket.title", "is required");
  violations.Add("ticket.kind", "is required");

  auto proto = ToProto(violations.ToStatus());

  google::rpc::BadRequest detail;
  ASSERT_TRUE(proto.details(1).UnpackTo(&detail));
  ASSERT_EQ(detail.field_violations_size(), 2);
  EXPECT_EQ(detail.field_violations(1).field(), "ticket.kind");
}

TEST(Errors, TellWhatPasses) {
  EXPECT_TRUE(IsPassing(Unavailable("directory")));
  EXPECT_TRUE(IsPassing(DeadlineExceeded()));
  EXPECT_TRUE(IsPassing(ConcurrentChange("tickets/INC-1")));
  EXPECT_FALSE(IsPassing(ReferenceNotFound("ticket.requester")));
  EXPECT_FALSE(IsPassing(Internal("fault")));
}

}  // namespace
}  // namespace steward::errors
