#include "platform/audit/read_note.h"

#include <gmock/gmock.h>

#include "platform/audit/chain_for_test.h"
#include "platform/audit/trail.h"
#include "steward/ticket/v1/ticket_service.pb.h"

namespace steward::audit {
namespace {

using ticket::v1::ListTicketsResponse;
using ticket::v1::Ticket;

class ReadNoteTest : public ChainTest {
 protected:
  ReadNoteTest() {
    call_.tenant = "acme";
    call_.subject = "users/ann";
    call_.roles = {"auditor"};
    call_.scope = Scope::kTenant;
    call_.method = "test.Tickets/Get";
    call_.credential = "token";
    call_.deadline = Soon();
  }

  static Ticket TicketOf(const char* name, const char* requester, bool confidential) {
    Ticket ticket;
    ticket.set_name(name);
    ticket.set_requester(requester);
    ticket.set_confidential(confidential);
    return ticket;
  }

  // The event of the only read.
  event::v1::Event Noted() const {
    event::v1::ListTenantEventsRequest request;
    request.set_tenant("acme");
    const auto page = Trail(pool_.get(), "test").List(request, Soon()).value();
    EXPECT_EQ(page.items_size(), 1);
    return page.items_size() == 1 ? page.items(0).event().event() : event::v1::Event();
  }

  Call call_;
  journal::Journal journal_{{application(), nullptr}};
};

TEST_F(ReadNoteTest, NamesAllForeignRecordsInOneEvent) {
  ListTicketsResponse list;
  *list.add_tickets() = TicketOf("tickets/INC-1", "users/bob", true);
  *list.add_tickets() = TicketOf("tickets/INC-2", "users/ann", true);
  *list.add_tickets() = TicketOf("tickets/INC-3", "users/bob", false);
  *list.add_tickets() = TicketOf("tickets/INC-4", "users/bob", true);

  ReadNote note(call_);
  EXPECT_THAT(note.SawList(Encoded<ListTicketsResponse>{list.SerializeAsString()}), IsOk());
  note.Saw(list.tickets(0));
  EXPECT_THAT(note.Commit(journal_, "test.read.v1"), IsOk());

  const event::v1::Event event = Noted();
  v1::Read read;
  ASSERT_TRUE(event.resource().UnpackTo(&read));
  EXPECT_THAT(read.resources(), ::testing::ElementsAre("tickets/INC-1", "tickets/INC-4"));
  EXPECT_EQ(read.method(), "test.Tickets/Get");
  EXPECT_THAT(read.name(), ::testing::StartsWith("reads/"));
  EXPECT_EQ(event.type(), "test.read.v1");
  EXPECT_EQ(event.actor(), "users/ann");
  EXPECT_EQ(event.origin().credential(), "token");
}

TEST_F(ReadNoteTest, CommitsNothingWhereNothingForeignWasSeen) {
  ReadNote note(call_);
  note.Saw(TicketOf("tickets/INC-2", "users/ann", true));
  note.Saw(TicketOf("tickets/INC-3", "users/bob", false));

  EXPECT_THAT(note.Commit(journal_, "test.read.v1"), IsOk());

  EXPECT_EQ(Number("count(*) FROM journal"), 0);
}

TEST_F(ReadNoteTest, DoesNotReadListsOfThoseWhoSeeNothingForeign) {
  call_.roles = {"requester"};
  ReadNote note(call_);

  EXPECT_THAT(note.SawList(Encoded<ListTicketsResponse>{"\xff"}), IsOk());
  call_.roles = {"auditor"};
  EXPECT_FALSE(note.SawList(Encoded<ListTicketsResponse>{"\xff"}).ok());
}

}  // namespace
}  // namespace steward::audit
