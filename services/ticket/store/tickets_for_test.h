#pragma once

// The ticket service without its transport, on a database of its own.

#include <string>

#include "platform/journal/journal.h"
#include "platform/journal/queries.h"
#include "platform/journal/reader.h"
#include "platform/people/people.h"
#include "platform/people/queries.h"
#include "platform/pg/migrate.h"
#include "platform/testing/ask_postgres.h"
#include "platform/testing/postgres.h"
#include "platform/testing/status_matchers.h"
#include "platform/time/timestamp.h"
#include "services/ticket/sql.h"
#include "services/ticket/store/comment_store.h"
#include "services/ticket/store/ticket_store.h"
#include "steward/ticket/v1/ticket_service.pb.h"

namespace steward::ticket {

inline Call CallOf(absl::string_view tenant,
                   absl::string_view method = "steward.ticket.v1.TicketService/CreateTicket") {
  Call call;
  call.tenant = std::string(tenant);
  call.subject = "users/alice";
  call.method = std::string(method);
  call.scope = Scope::kTenant;
  call.deadline = absl::Now() + absl::Seconds(20);
  return call;
}

class TicketsTest : public ::testing::Test {
 protected:
  TicketsTest() {
    EXPECT_THAT(pg::Migrate(owner_, std::string(TestPostgres::kApplicationRole),
                            {{"journal", journal::sql::kMigrations},
                             {"people", people::sql::kMigrations},
                             {"ticket", sql::kMigrations}}),
                IsOk());
  }

  // Stores a ticket as it is, past the domain.
  absl::StatusOr<Ticket> Put(absl::string_view tenant, const Ticket& ticket) {
    const Call call = CallOf(tenant);
    return journal::Mutate<Ticket>(
        journal_, call, v1::CreateTicketRequest(),
        [&]() -> absl::StatusOr<TicketDecision> { return store_.Create(call, ticket); });
  }

  // The directory has told of a user, of a group, and that one belongs to the other.
  void KnowUser(absl::string_view tenant, absl::string_view id, bool active = true) {
    Know(tenant, absl::StrCat("known_user VALUES ('", tenant, "', 'users/", id, "', 1, ",
                              active ? "true" : "false", ")"));
  }
  void KnowGroup(absl::string_view tenant, absl::string_view id,
                 people::Group::Kind kind = people::Group::ASSIGNMENT) {
    Know(tenant, absl::StrCat("known_group VALUES ('", tenant, "', 'groups/", id, "', 1, true, ",
                              kind, ")"));
  }
  void KnowMember(absl::string_view tenant, absl::string_view group, absl::string_view id) {
    Know(tenant, absl::StrCat("known_membership VALUES ('", tenant, "', 'groups/", group,
                              "/memberships/", id, "', 1, false, now() - interval '1 day', NULL)"));
  }
  void Know(absl::string_view tenant, const std::string& row) {
    AskPostgres(owner_, absl::StrCat("SET app.tenant = '", tenant, "'; INSERT INTO ", row));
  }

  const std::string owner_ = TestPostgres::Get().CreateDatabase();
  const std::string application_ = TestPostgres::Get().AppConninfo(owner_);
  pg::Pool pool_{application_, 4};
  pg::PointReader points_{application_};
  resource::PageTokens tokens_{std::string(32, 'k')};
  store::Lister lister_{&pool_, &tokens_};
  journal::Journal journal_{{application_, nullptr}};
  journal::Reader history_{&pool_, "ticket"};
  TicketStore store_{&points_, &lister_, &pool_};
  CommentStore comments_{&points_, &lister_};
  people::People people_{&points_, [](absl::string_view, absl::Time) { return absl::OkStatus(); }};
};

}  // namespace steward::ticket
