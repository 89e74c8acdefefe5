#include "platform/operations/operation_handlers.h"
#include "platform/operations/queries.h"
#include "platform/operations/worker.h"
#include "platform/rpc/requests_for_test.h"
#include "services/ticket/jobs/import_task.h"
#include "services/ticket/rpc/import_handler.h"
#include "services/ticket/store/tickets_for_test.h"

namespace steward::ticket {
namespace {

using errors::Reason;
using operation::v1::Operation;
using operation::v1::OperationItem;
using v1::ImportTicketsRequest;

class ImportTest : public TicketsTest {
 protected:
  ImportTest() {
    EXPECT_THAT(pg::Migrate(owner_, std::string(TestPostgres::kApplicationRole),
                            {{"operations", operations::sql::kMigrations}}),
                IsOk());
    KnowUser("acme", "bob");
  }

  static Call Importing() {
    Call call = CallOf("acme", kImportMethod);
    call.roles = {"integration"};
    call.permission = "tickets.import";
    return call;
  }
  static ImportTicketsRequest Line(const std::string& title, const std::string& requester = "") {
    ImportTicketsRequest line;
    line.mutable_ticket()->set_kind(Ticket::INCIDENT);
    line.mutable_ticket()->set_title(title);
    line.mutable_ticket()->set_requester(requester);
    return line;
  }
  static ImportTicketsRequest Head(const std::string& request_id, bool validate_only = false) {
    ImportTicketsRequest head;
    head.set_request_id(request_id);
    head.set_validate_only(validate_only);
    return head;
  }

  absl::StatusOr<Operation> Import(std::vector<ImportTicketsRequest> lines) {
    const Call call = Importing();
    rpc::RequestsForTest<ImportTicketsRequest> requests(call, std::move(lines));
    return ImportHandler(&operations_).ImportTickets(call, requests.stream());
  }

  Operation WorkUntilDone(const std::string& name) {
    operations::Worker worker(
        {.operations = &operations_, .tasks = {{kImportMethod, ImportTask(&handlers_)}}});
    operation::v1::WaitOperationRequest request;
    request.set_name(name);
    return operations::OperationHandlers(&operations_).WaitOperation(Importing(), request).value();
  }

  std::vector<OperationItem> Items(const Operation& operation) {
    const std::string id = operation.name().substr(operation.name().find('/') + 1);
    const auto page = operations_.items().List(Importing(), {"", "", 1000, "", id}).value().Parse();
    return {page.items().begin(), page.items().end()};
  }
  absl::StatusOr<Ticket> Get(const std::string& name) {
    v1::GetTicketRequest request;
    request.set_name(name);
    return handlers_.GetTicket(CallOf("acme"), request);
  }

  operations::Operations operations_{{"ticket", application_, &points_, &lister_, &journal_}};
  TicketHandlers handlers_{{&store_, &people_, &journal_, &history_, &tokens_, &comments_}};
};

TEST_F(ImportTest, RecordsTicketsAsCreateTicketDoes) {
  const Operation begun = Import({Line("first", "users/bob"), Line("second")}).value();

  const Operation ended = WorkUntilDone(begun.name());

  EXPECT_EQ(ended.state(), Operation::SUCCEEDED);
  EXPECT_EQ(ended.succeeded_count(), 2);
  const auto items = Items(ended);
  ASSERT_EQ(items.size(), 2u);
  const Ticket first = Get(items[0].resource()).value();
  EXPECT_EQ(first.title(), "first");
  EXPECT_EQ(first.state(), Ticket::NEW);
  EXPECT_EQ(first.priority(), Ticket::P3);
  EXPECT_EQ(first.requester(), "users/bob");
  EXPECT_EQ(first.creator(), "users/alice");
  EXPECT_EQ(Get(items[1].resource())->requester(), "users/alice");
  const auto events = history_.ListHistory("acme", first.name(), 0, 10, CallOf("acme").deadline);
  ASSERT_THAT(events, IsOk());
  EXPECT_EQ(events->front().event().type(), "dev.steward.ticket.created.v1");
  EXPECT_EQ(events->front().event().actor(), "users/alice");
  EXPECT_EQ(events->front().event().method(), kImportMethod);
}

TEST_F(ImportTest, RefusesEachTicketByItself) {
  ImportTicketsRequest confidential = Line("secret");
  confidential.mutable_ticket()->set_confidential(true);
  const struct {
    const char* what;
    ImportTicketsRequest line;
    Reason reason;
  } cases[] = {
      {"a good one", Line("good"), Reason::REASON_UNSPECIFIED},
      {"no title", Line(""), Reason::INVALID_FIELD},
      {"nothing", ImportTicketsRequest(), Reason::INVALID_FIELD},
      {"an unknown requester", Line("lost", "users/nobody"), Reason::REFERENCE_NOT_FOUND},
      {"a field of others", confidential, Reason::PERMISSION_DENIED},
      {"another good one", Line("good"), Reason::REASON_UNSPECIFIED},
  };
  std::vector<ImportTicketsRequest> lines;
  for (const auto& c : cases) lines.push_back(c.line);

  for (const bool validate_only : {true, false}) {
    auto all = lines;
    all.insert(all.begin(), Head("", validate_only));
    const Operation ended = WorkUntilDone(Import(all).value().name());

    EXPECT_EQ(ended.succeeded_count(), 2);
    EXPECT_EQ(ended.failed_count(), 4);
    const auto items = Items(ended);
    for (size_t i = 0; i < std::size(cases); ++i) {
      EXPECT_EQ(items[i].error().reason(), cases[i].reason) << cases[i].what;
      const bool is_made = cases[i].reason == Reason::REASON_UNSPECIFIED && !validate_only;
      EXPECT_EQ(items[i].resource().empty(), !is_made) << cases[i].what;
    }
    // As the line says it.
    EXPECT_EQ(items[1].error().violations(0).field(), "title");
    EXPECT_THAT(items[3].error().message(), testing::HasSubstr("'requester'"));
  }
  // Numbers have no gap.
  EXPECT_THAT(Get("tickets/INC-2"), IsOk());
  EXPECT_THAT(Get("tickets/INC-3"), HasReason(Reason::RESOURCE_NOT_FOUND));
}

TEST_F(ImportTest, AsksAgainWhatItsCallerMaySet) {
  Ticket secret = Line("secret").ticket();
  secret.set_confidential(true);

  const auto recorded = ImportTask(&handlers_)(Importing(), {secret.SerializeAsString(), "r1"});

  EXPECT_THAT(recorded, HasReason(Reason::PERMISSION_DENIED));
  EXPECT_THAT(Get("tickets/INC-1"), HasReason(Reason::RESOURCE_NOT_FOUND));
}

TEST_F(ImportTest, HearsOnlyWhatTheFirstMessageSaysOfAll) {
  const Operation first = Import({Head("r1"), Line("a")}).value();
  ImportTicketsRequest both = Line("a");
  both.set_request_id("r1");
  ImportTicketsRequest later = Line("b");
  later.set_request_id("two words");
  later.set_validate_only(true);

  EXPECT_EQ(Import({both})->name(), first.name());
  EXPECT_FALSE(Import({Line("a"), later})->validate_only());
  EXPECT_THAT(Import({both, later}), HasReason(Reason::IDEMPOTENCY_KEY_REUSED));
}

TEST_F(ImportTest, RefusesWhatIsNoImport) {
  EXPECT_THAT(Import({}), HasReason(Reason::INVALID_FIELD));
  EXPECT_THAT(Import({Head("r1")}), HasReason(Reason::INVALID_FIELD));
  EXPECT_THAT(Import({Head("two words"), Line("a")}), HasReason(Reason::INVALID_FIELD));
}

TEST_F(ImportTest, RecordsATicketOnceHoweverOftenItIsTried) {
  const operations::DoTask task = ImportTask(&handlers_);
  const operations::Task line{Line("a").ticket().SerializeAsString(), "ticket-1 1", false};

  const auto first = task(Importing(), line);

  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(task(Importing(), line), IsOkAndHolds(*first));
  EXPECT_THAT(Get("tickets/INC-2"), HasReason(Reason::RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace steward::ticket
