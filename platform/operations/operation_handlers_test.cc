#include "platform/operations/operation_handlers.h"

#include "platform/operations/operations_for_test.h"
#include "platform/operations/worker.h"

namespace steward::operations {
namespace {

using errors::Reason;
using testing::ElementsAre;
using testing::IsEmpty;

class OperationHandlersTest : public OperationsTest {
 protected:
  template <class Request>
  static Request For(const std::string& name) {
    Request request;
    request.set_name(name);
    return request;
  }

  void WorkUntilDone(const std::string& name) {
    Worker worker({.operations = &operations_,
                   .tasks = {{kMethod, [](const Call&, const Task& task) {
                                return absl::StatusOr<std::string>(WordOf(task.input));
                              }}}});
    EXPECT_TRUE(
        handlers_.WaitOperation(admin_, For<operation::v1::WaitOperationRequest>(name))->done());
  }

  std::vector<std::string> Names(const Call& call, const std::string& filter,
                                 const std::string& order_by, int page_size) {
    std::vector<std::string> names;
    operation::v1::ListOperationsRequest request;
    request.set_filter(filter);
    request.set_order_by(order_by);
    request.set_page_size(page_size);
    do {
      const auto page = handlers_.ListOperations(call, request).value();
      EXPECT_LE(page.operations_size(), page_size);
      for (const Operation& each : page.operations()) names.push_back(each.name());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return names;
  }

  OperationHandlers handlers_{&operations_};
  const Call alice_ = CallOf("users/alice"), bob_ = CallOf("users/bob"),
             admin_ = CallOf("users/admin", Scope::kTenant);
};

TEST_F(OperationHandlersTest, ShowOperationsToThoseWhoseTheyAre) {
  const std::string name = Import({"a"}).value().name();
  const Call stranger = CallOf("users/alice", Scope::kTenant, "beta");
  const struct {
    const char* who;
    const Call& call;
    Reason reason;
  } cases[] = {
      {"their own", alice_, Reason::REASON_UNSPECIFIED},
      {"all of the tenant", admin_, Reason::REASON_UNSPECIFIED},
      {"somebody else's", bob_, Reason::RESOURCE_NOT_FOUND},
      {"of another tenant", stranger, Reason::RESOURCE_NOT_FOUND},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.who);
    const auto reason_of = [](const auto& answer) { return errors::ReasonOf(answer.status()); };
    operation::v1::ListOperationItemsRequest items;
    items.set_parent(name);
    EXPECT_EQ(
        reason_of(handlers_.GetOperation(c.call, For<operation::v1::GetOperationRequest>(name))),
        c.reason);
    EXPECT_EQ(reason_of(handlers_.ListOperationItems(c.call, items)), c.reason);
    auto wait = For<operation::v1::WaitOperationRequest>(name);
    wait.mutable_timeout();
    EXPECT_EQ(reason_of(handlers_.WaitOperation(c.call, wait)), c.reason);
    auto cancel = For<operation::v1::CancelOperationRequest>(name);
    cancel.set_validate_only(true);
    EXPECT_EQ(reason_of(handlers_.CancelOperation(c.call, cancel)), c.reason);
  }
  EXPECT_FALSE(Get(name).cancel_requested());
  EXPECT_THAT(Names(bob_, "", "", 10), IsEmpty());
  EXPECT_THAT(Names(alice_, "", "", 10), ElementsAre(name));
}

TEST_F(OperationHandlersTest, ListByTimePageByPage) {
  std::vector<std::string> newest, oldest;
  for (int i = 0; i < 5; ++i) {
    Call call = alice_;
    call.time += absl::Seconds(i);
    oldest.push_back(Import({"a"}, "", i == 3, call).value().name());
    newest.insert(newest.begin(), oldest.back());
  }
  Import({"b"}, "", false, CallOf("users/eve", Scope::kOwn, "beta")).value();

  for (const int size : {1, 2, 5, 10}) {
    EXPECT_EQ(Names(admin_, "", "", size), newest) << size;
    EXPECT_EQ(Names(admin_, "", "create_time desc", size), newest) << size;
    EXPECT_EQ(Names(alice_, "", "create_time", size), oldest) << size;
  }
  EXPECT_THAT(Names(alice_, "validate_only = true", "", 1), ElementsAre(oldest[3]));
  EXPECT_THAT(Names(alice_, "state = SUCCEEDED OR done = true", "", 1), IsEmpty());
}

TEST_F(OperationHandlersTest, RefuseListsThatAreNotUnderstood) {
  operation::v1::ListOperationsRequest order, filter, token;
  order.set_order_by("state");
  filter.set_filter("error:*");
  token.set_page_token("\" OR name > \"");

  EXPECT_THAT(handlers_.ListOperations(alice_, order), HasReason(Reason::INVALID_FILTER));
  EXPECT_THAT(handlers_.ListOperations(alice_, filter), HasReason(Reason::INVALID_FILTER));
  EXPECT_THAT(handlers_.ListOperations(alice_, token), HasReason(Reason::INVALID_FIELD));
}

TEST_F(OperationHandlersTest, ListItemsByLineOrAsAsked) {
  const std::string name = Import({"a", "", "c"}).value().name();
  Import({"d"}).value();
  WorkUntilDone(name);
  const auto lines = [&](const std::string& filter, const std::string& order_by) {
    operation::v1::ListOperationItemsRequest request;
    request.set_parent(name);
    request.set_filter(filter);
    request.set_order_by(order_by);
    request.set_page_size(1);
    std::vector<int> found;
    do {
      const auto page = handlers_.ListOperationItems(alice_, request).value().Parse();
      for (const OperationItem& item : page.items()) found.push_back(item.line());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return found;
  };

  EXPECT_THAT(lines("", ""), ElementsAre(1, 2, 3));
  EXPECT_THAT(lines("", "line desc"), ElementsAre(3, 2, 1));
  EXPECT_THAT(lines("state = FAILED", ""), ElementsAre(2));
  EXPECT_THAT(lines("resource = \"c\"", ""), ElementsAre(3));
}

TEST_F(OperationHandlersTest, WaitNoLongerThanTheyAreAskedTo) {
  auto request = For<operation::v1::WaitOperationRequest>(Import({"a"}).value().name());
  request.mutable_timeout()->set_nanos(1'000'000);

  const auto waited = handlers_.WaitOperation(alice_, request);

  ASSERT_THAT(waited, IsOk());
  EXPECT_FALSE(waited->done());
  request.mutable_timeout()->set_seconds(-1);
  request.mutable_timeout()->set_nanos(0);
  EXPECT_THAT(handlers_.WaitOperation(alice_, request), HasReason(Reason::INVALID_FIELD));
}

TEST_F(OperationHandlersTest, RefuseToWaitWhenAsManyDoAsMay) {
  OperationHandlers handlers(&operations_, {.by_tenant = 0});
  const auto wait = For<operation::v1::WaitOperationRequest>(Import({"a"}).value().name());
  auto look = wait;
  look.mutable_timeout();

  EXPECT_THAT(handlers.WaitOperation(alice_, wait), HasReason(Reason::RATE_LIMITED));

  // Who does not wait is answered, and so is everybody once it is done.
  EXPECT_THAT(handlers.WaitOperation(alice_, look), IsOk());
  WorkUntilDone(wait.name());
  EXPECT_TRUE(handlers.WaitOperation(alice_, wait)->done());
}

TEST_F(OperationHandlersTest, DeleteWhatIsDone) {
  const std::string name = Import({"a"}).value().name();
  const auto request = For<operation::v1::DeleteOperationRequest>(name);
  EXPECT_THAT(handlers_.DeleteOperation(alice_, request), HasReason(Reason::ILLEGAL_TRANSITION));
  WorkUntilDone(name);
  auto stale = request;
  stale.set_etag("\"stale\"");
  EXPECT_THAT(handlers_.DeleteOperation(alice_, stale), HasReason(Reason::ETAG_MISMATCH));

  EXPECT_THAT(handlers_.DeleteOperation(alice_, request), IsOk());

  EXPECT_THAT(handlers_.GetOperation(alice_, For<operation::v1::GetOperationRequest>(name)),
              HasReason(Reason::RESOURCE_NOT_FOUND));
}

TEST_F(OperationHandlersTest, LeaveWhatIsDoneAsItIs) {
  const std::string name = Import({"a"}).value().name();
  WorkUntilDone(name);
  const Operation before = Get(name);

  const auto after =
      handlers_.CancelOperation(alice_, For<operation::v1::CancelOperationRequest>(name));

  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(after->etag(), before.etag());
}

}  // namespace
}  // namespace steward::operations
