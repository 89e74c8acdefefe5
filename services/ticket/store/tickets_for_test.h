#pragma once

// The ticket service without its transport, on a database of its own.

#include <string>

#include "platform/journal/journal.h"
#include "platform/journal/queries.h"
#include "platform/journal/reader.h"
#include "platform/pg/migrate.h"
#include "platform/testing/postgres.h"
#include "platform/testing/status_matchers.h"
#include "platform/time/timestamp.h"
#include "services/ticket/sql.h"
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
                            {{"journal", journal::sql::kMigrations}, {"ticket", sql::kMigrations}}),
                IsOk());
  }

  // Stores a ticket as it is, past the domain.
  absl::StatusOr<Ticket> Put(absl::string_view tenant, const Ticket& ticket) {
    const Call call = CallOf(tenant);
    return journal::Mutate<Ticket>(
        journal_, call, v1::CreateTicketRequest(),
        [&]() -> absl::StatusOr<TicketDecision> { return store_.Create(call, ticket); });
  }

  const std::string owner_ = TestPostgres::Get().CreateDatabase();
  const std::string application_ = TestPostgres::Get().AppConninfo(owner_);
  pg::Pool pool_{application_, 4};
  pg::PointReader points_{application_};
  resource::PageTokens tokens_{std::string(32, 'k')};
  store::Lister lister_{&pool_, &tokens_};
  journal::Journal journal_{{application_, nullptr}};
  journal::Reader history_{&pool_, "ticket"};
  TicketStore store_{&points_, &lister_};
};

}  // namespace steward::ticket
