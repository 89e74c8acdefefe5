#include "platform/operations/item_error.h"

#include <gtest/gtest.h>

#include "platform/operations/course.h"
#include "platform/status/errors.h"
#include "platform/testing/status_matchers.h"

namespace steward::operations {
namespace {

TEST(InItem, CallsFieldsWhatTheItemCallsThem) {
  errors::Violations violations;
  violations.Add("ticket.title", "is required");
  violations.Add("ticket", "is too large");

  const absl::Status status = InItem(violations.ToStatus(), "ticket");

  const OperationError error = ErrorOf(status);
  EXPECT_EQ(error.message(), "title: is required; ticket: is too large");
  EXPECT_EQ(error.violations(0).field(), "title");
  EXPECT_EQ(error.violations(1).field(), "ticket");
  EXPECT_THAT(status, HasReason(errors::Reason::INVALID_FIELD));
}

TEST(InItem, LeavesOtherWordsAlone) {
  const struct {
    const char* before;
    const char* after;
  } cases[] = {
      {"What 'ticket.requester' names", "What 'requester' names"},
      {"Permission 'tickets.classify' denied", "Permission 'tickets.classify' denied"},
      {"the ticket. Then", "the ticket. Then"},
      {"ticket.", "ticket."},
      {"my.ticket.title and subticket.title", "my.ticket.title and subticket.title"},
      {"ticket.title, ticket.kind", "title, kind"},
      {"", ""},
  };
  for (const auto& c : cases) {
    const absl::Status status =
        errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::INVALID_FIELD, c.before);
    EXPECT_EQ(InItem(status, "ticket").message(), c.after);
  }
  EXPECT_THAT(InItem(absl::OkStatus(), "ticket"), IsOk());
}

}  // namespace
}  // namespace steward::operations
