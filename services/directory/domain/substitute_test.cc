#include "services/directory/domain/substitute.h"

#include "absl/types/optional.h"
#include "platform/testing/status_matchers.h"
#include "platform/time/timestamp.h"

namespace steward::directory {
namespace {

using errors::Reason;

const absl::Time kNow = absl::FromUnixSeconds(1770000000);
constexpr absl::Duration kDay = absl::Hours(24);

Substitute Draft(absl::optional<absl::Time> start, absl::Time end) {
  Substitute substitute;
  substitute.set_user("users/mallory");
  substitute.set_substitute("users/bob");
  substitute.set_reason("On leave");
  if (start) *substitute.mutable_start_time() = ToProto(*start);
  *substitute.mutable_end_time() = ToProto(end);
  return substitute;
}

TEST(CreateSubstitute, BeginsNowForTheUserItWasMadeFor) {
  auto substitute = CreateSubstitute(Draft(absl::nullopt, kNow + kDay), "users/alice", kNow);

  ASSERT_THAT(substitute, IsOk());
  EXPECT_EQ(substitute->user(), "users/alice");
  EXPECT_EQ(substitute->substitute(), "users/bob");
  EXPECT_EQ(substitute->reason(), "On leave");
  EXPECT_EQ(FromProto(substitute->start_time()), kNow);
  EXPECT_EQ(FromProto(substitute->end_time()), kNow + kDay);
}

TEST(CreateSubstitute, IsForSomebodyElse) {
  EXPECT_THAT(CreateSubstitute(Draft(absl::nullopt, kNow + kDay), "users/bob", kNow),
              HasReason(Reason::INVALID_FIELD));
}

TEST(CreateSubstitute, EndsAfterItBeginsAndWithinAYear) {
  struct Case {
    absl::optional<absl::Time> start;
    absl::Time end;
    bool allowed;
  };
  const Case kCases[] = {
      {absl::nullopt, kNow, false},
      {absl::nullopt, kNow - kDay, false},
      {absl::nullopt, kNow + absl::Microseconds(1), true},
      {absl::nullopt, kNow + 365 * kDay, true},
      {absl::nullopt, kNow + 365 * kDay + absl::Microseconds(1), false},
      {kNow - 2 * kDay, kNow - kDay, true},
      {kNow + kDay, kNow + kDay, false},
      {kNow + kDay, kNow, false},
      {kNow + kDay, kNow + 366 * kDay, true},
      {kNow + kDay, kNow + 367 * kDay, false},
  };
  for (const Case& c : kCases) {
    auto substitute = CreateSubstitute(Draft(c.start, c.end), "users/alice", kNow);
    if (c.allowed)
      EXPECT_THAT(substitute, IsOk());
    else
      EXPECT_THAT(substitute, HasReason(Reason::INVALID_FIELD));
  }
}

TEST(UpdateSubstitute, ChangesTimesAndReasonButNotWho) {
  const Substitute before =
      CreateSubstitute(Draft(kNow + kDay, kNow + 2 * kDay), "users/alice", kNow).value();
  struct Case {
    const char* path;
    absl::Duration end;
    Reason reason;
  };
  const Case kCases[] = {
      {"end_time", 3 * kDay, Reason::REASON_UNSPECIFIED},
      {"end_time", kDay, Reason::INVALID_FIELD},
      {"end_time", 367 * kDay, Reason::INVALID_FIELD},
      // The start falls back to the creation, the end does not move.
      {"start_time", 3 * kDay, Reason::REASON_UNSPECIFIED},
      {"reason", 3 * kDay, Reason::REASON_UNSPECIFIED},
      {"substitute", 3 * kDay, Reason::INVALID_UPDATE_MASK},
  };
  for (const Case& c : kCases) {
    v1::UpdateSubstituteRequest request;
    request.mutable_update_mask()->add_paths(c.path);
    *request.mutable_substitute()->mutable_end_time() = ToProto(kNow + c.end);
    auto after = UpdateSubstitute(before, request, kNow + absl::Minutes(1));
    EXPECT_EQ(errors::ReasonOf(after.status()), c.reason) << c.path << " " << c.end;
    if (!after.ok()) continue;
    EXPECT_EQ(after->user(), "users/alice");
    EXPECT_EQ(after->substitute(), "users/bob");
    EXPECT_EQ(FromProto(after->update_time()), kNow + absl::Minutes(1));
  }
}

TEST(UpdateSubstitute, KeepsAnEnd) {
  const Substitute before =
      CreateSubstitute(Draft(absl::nullopt, kNow + kDay), "users/alice", kNow).value();
  v1::UpdateSubstituteRequest request;
  request.mutable_update_mask()->add_paths("end_time");

  EXPECT_THAT(UpdateSubstitute(before, request, kNow), HasReason(Reason::INVALID_FIELD));
}

TEST(EndSubstitute, EndsOnlyWhatHasBegun) {
  struct Case {
    absl::Duration begun;
    bool ends;
  };
  for (const Case& c : {Case{kDay, true}, Case{absl::Microseconds(1), true},
                        Case{absl::ZeroDuration(), false}, Case{-kDay, false}}) {
    const auto ended = EndSubstitute(Draft(kNow - c.begun, kNow + 2 * kDay), kNow);

    ASSERT_EQ(ended.has_value(), c.ends) << c.begun;
    if (!ended) continue;
    EXPECT_EQ(FromProto(ended->end_time()), kNow);
    EXPECT_EQ(FromProto(ended->update_time()), kNow);
    EXPECT_EQ(ended->reason(), "On leave");
  }
}

}  // namespace
}  // namespace steward::directory
