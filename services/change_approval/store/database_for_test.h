#pragma once

// The change approval service without its transport, on a database of its own.

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "platform/journal/journal.h"
#include "platform/journal/queries.h"
#include "platform/journal/reader.h"
#include "platform/people/members.h"
#include "platform/people/people.h"
#include "platform/people/queries.h"
#include "platform/people/substitutes.h"
#include "platform/pg/migrate.h"
#include "platform/testing/ask_postgres.h"
#include "platform/testing/postgres.h"
#include "platform/testing/status_matchers.h"
#include "services/change_approval/domain/approvals_for_test.h"
#include "services/change_approval/sql.h"
#include "services/change_approval/store/approval_store.h"

namespace steward::approval {

// At kNow, by users/carl unless it is said otherwise.
inline Call CallOf(absl::string_view tenant, absl::string_view method = "CreateApproval") {
  Call call;
  call.tenant = std::string(tenant);
  call.subject = "users/carl";
  call.method = absl::StrCat("steward.approval.v1.ApprovalService/", method);
  call.scope = Scope::kTenant;
  call.time = kNow;
  call.deadline = absl::Now() + absl::Seconds(20);
  return call;
}

class ApprovalsTest : public ::testing::Test {
 protected:
  ApprovalsTest() {
    EXPECT_THAT(pg::Migrate(owner_, std::string(TestPostgres::kApplicationRole),
                            {{"journal", journal::sql::kMigrations},
                             {"people", people::sql::kMigrations},
                             {"change_approval", change_approval::sql::kMigrations}}),
                IsOk());
  }

  // Stores an approval of these steps, past the handlers.
  absl::StatusOr<Approval> Put(absl::string_view tenant, const Steps& steps) {
    const Call call = CallOf(tenant);
    return journal::Mutate<Approval>(
        journal_, call, v1::CreateApprovalRequest(),
        [&]() -> absl::StatusOr<ApprovalDecision> { return store_.Create(call, steps); });
  }

  // Types of the events of a resource.
  std::vector<std::string> Told(absl::string_view tenant, absl::string_view resource) {
    std::vector<std::string> types;
    const auto events = history_.ListHistory(tenant, resource, 0, 100, CallOf(tenant).deadline);
    EXPECT_THAT(events, IsOk());
    for (const auto& stored : *events) types.push_back(stored.event().type());
    return types;
  }

  // The directory has told of a user, of a group, of who belongs to it, of a substitute.
  void KnowUser(absl::string_view id, bool active = true) {
    Know(absl::StrCat("known_user VALUES ('acme', 'users/", id, "', 1, ", active ? "true" : "false",
                      ")"));
  }
  void KnowGroup(absl::string_view id, bool active = true) {
    Know(absl::StrCat("known_group VALUES ('acme', 'groups/", id, "', 1, ",
                      active ? "true" : "false", ", 2)"));
  }
  void KnowMember(absl::string_view group, absl::string_view id) {
    Know(absl::StrCat("known_membership VALUES ('acme', 'groups/", group, "/memberships/", id,
                      "', 1, false, to_timestamp(0), NULL)"));
  }
  void KnowSubstitute(absl::string_view user, absl::string_view by) {
    Know(absl::StrCat("known_substitute VALUES ('acme', 'users/", user, "/substitutes/", by,
                      "', 1, false, 'users/", user, "', 'users/", by,
                      "', to_timestamp(0), 'infinity')"));
  }
  // The catalog has told of a configuration item.
  void KnowItem(absl::string_view id, bool in_use = true) {
    Know(absl::StrCat("known_configuration_item VALUES ('acme', 'configurationItems/", id, "', 1, ",
                      in_use ? "true" : "false", ")"));
  }
  void Know(const std::string& row) {
    AskPostgres(owner_, absl::StrCat("SET app.tenant = 'acme'; INSERT INTO ", row));
  }

  const std::string owner_ = TestPostgres::Get().CreateDatabase();
  const std::string application_ = TestPostgres::Get().AppConninfo(owner_);
  pg::Pool pool_{application_, 2};
  pg::PointReader points_{application_};
  resource::PageTokens tokens_{std::string(32, 'k')};
  store::Lister lister_{&pool_, &tokens_};
  journal::Journal journal_{{application_, nullptr}};
  journal::Reader history_{&pool_, "change-approval"};
  ApprovalStore store_{&points_, &pool_, &lister_};
  const people::CatchUp catch_up_ = [](absl::string_view, absl::Time) { return absl::OkStatus(); };
  people::People people_{&points_, catch_up_};
  people::Members members_{&pool_, catch_up_};
  people::Substitutes substitutes_{&pool_, catch_up_};
};

}  // namespace steward::approval
