#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "platform/testing/explain.h"
#include "services/ticket/store/tickets_for_test.h"

namespace steward::ticket {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const absl::Time kThen = absl::FromUnixSeconds(1770000000);

class TicketReadsTest : public TicketsTest {
 protected:
  static Ticket Waiting(Ticket::Priority priority, int minute) {
    Ticket ticket;
    ticket.set_kind(Ticket::INCIDENT);
    ticket.set_state(Ticket::NEW);
    ticket.set_priority(priority);
    ticket.set_assignment_group("groups/network");
    *ticket.mutable_create_time() = ToProto(kThen + absl::Minutes(minute));
    return ticket;
  }

  std::string Found(int among = 1, int which = 0) {
    const auto found = store_.FindWaiting(CallOf("acme"), "groups/network", among, which).value();
    return found ? found->resource.name() : "";
  }

  std::string Plan(const pg::Query& query, const std::vector<std::string>& values) {
    const std::string text =
        absl::StrReplaceAll(query.text, {{"{filter}", "TRUE"}, {"{limit}", "1"}});
    const auto connection =
        pg::Connection::Open(application_, "-c plan_cache_mode=force_generic_plan").value();
    return ExplainPrepared(*connection, {pg::ScopeTo({"acme"})}, {query.name, text.c_str()},
                           values);
  }
};

TEST_F(TicketReadsTest, FindsTheMostUrgentThenTheOldest) {
  std::vector<std::string> names;
  for (const auto& [priority, minute] : std::vector<std::pair<Ticket::Priority, int>>{
           {Ticket::P3, 0}, {Ticket::P1, 2}, {Ticket::P1, 1}, {Ticket::P1, 1}, {Ticket::P5, 0}})
    names.push_back(Put("acme", Waiting(priority, minute))->name());

  const std::vector<std::string> queue = {names[2], names[3], names[1], names[0], names[4]};
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Found(128, i), queue[i]) << i;
  EXPECT_EQ(Found(128, 5), queue[0]) << "counted around";
  EXPECT_EQ(Found(2, 3), queue[1]);
}

TEST_F(TicketReadsTest, FindsOnlyWhatWaitsForSomebody) {
  struct Case {
    const char* what;
    std::function<void(Ticket*)> change;
    bool waits;
  };
  for (const Case& c :
       {Case{"new", [](Ticket*) {}, true},
        Case{"in progress", [](Ticket* t) { t->set_state(Ticket::IN_PROGRESS); }, true},
        Case{"on hold", [](Ticket* t) { t->set_state(Ticket::ON_HOLD); }, false},
        Case{"resolved", [](Ticket* t) { t->set_state(Ticket::RESOLVED); }, false},
        Case{"cancelled", [](Ticket* t) { t->set_state(Ticket::CANCELLED); }, false},
        Case{"taken", [](Ticket* t) { t->set_assignee("users/bob"); }, false},
        Case{"of another group", [](Ticket* t) { t->set_assignment_group("groups/mail"); }, false},
        Case{"of no group", [](Ticket* t) { t->clear_assignment_group(); }, false}}) {
    Ticket ticket = Waiting(Ticket::P3, 0);
    c.change(&ticket);
    const std::string name = Put("acme", ticket)->name();
    EXPECT_EQ(Found(), c.waits ? name : "") << c.what;
    const auto stored = store_.Get(CallOf("acme"), name).value();
    Ticket taken = stored.resource;
    taken.set_assignee("users/carol");
    const Call call = CallOf("acme", "steward.ticket.v1.TicketService/AssignTicket");
    ASSERT_THAT(journal::Mutate<Ticket>(journal_, call, v1::AssignTicketRequest(),
                                        [&]() -> absl::StatusOr<TicketDecision> {
                                          return store_.Update(call, stored, taken, "test.v1");
                                        }),
                IsOk());
    EXPECT_EQ(Found(), "") << c.what;
  }
  ASSERT_THAT(Put("beta", Waiting(Ticket::P1, 0)), IsOk());
  EXPECT_EQ(Found(), "");
}

TEST_F(TicketReadsTest, WalksTheQueueAndNothingElse) {
  AskPostgres(TestPostgres::Get().SuperuserConninfo(owner_),
              "INSERT INTO ticket (tenant_id, id, version, kind, state, priority, impact, urgency,"
              " hold_reason, resolution_code, reopen_count, title, requester, assignee,"
              " assignment_group, queue, creator, create_time, update_time, body)"
              " SELECT 'acme', 'INC-' || i, 1, 1, 1 + i % 5, 3, 2, 2, 0, 0, 0, '', '',"
              " CASE WHEN i % 3 = 0 THEN '' ELSE 'users/bob' END, 'groups/g' || i % 20,"
              " CASE WHEN i % 3 = 0 THEN 'groups/g' || i % 20 ELSE '' END, '', now(),"
              " now(), '' FROM generate_series(1, 20000) i; ANALYZE ticket");
  const std::string plan = Plan(sql::kFindWaitingTicket, {"'acme'", "'groups/g1'", "0"});
  EXPECT_THAT(plan, HasSubstr("Index Scan using ticket_by_queue"));
  EXPECT_THAT(plan, HasSubstr("Index Cond: ((tenant_id = $1) AND (queue = $2))"));
}

}  // namespace
}  // namespace steward::ticket
