#include "platform/rpc/service.h"

#include <gtest/gtest.h>

#include "platform/rpc/echo_for_test.h"
#include "platform/testing/status_matchers.h"

namespace steward::rpc {
namespace {

using errors::Reason;
using ticket::v1::CreateTicketRequest;
using ticket::v1::GetTicketRequest;
using ticket::v1::Ticket;

absl::StatusOr<Ticket> Create(const Call&, const CreateTicketRequest&) { return Ticket(); }
absl::StatusOr<Ticket> Get(const Call&, const GetTicketRequest&) { return Ticket(); }

void HandleCreate(Service& service) {
  service.Handle<CreateTicketRequest, Ticket>("Create", Create);
}
void HandleGet(Service& service) { service.Handle<GetTicketRequest, Ticket>("Get", Get); }

class ServiceDeathTest : public testing::Test {
 protected:
  ServiceDeathTest() { testing::FLAGS_gtest_death_test_style = "threadsafe"; }
  Interceptors interceptors_{{}};
};

TEST_F(ServiceDeathTest, DiesWhenAMethodHasNoHandler) {
  Service service(EchoDescriptor(), &interceptors_);
  HandleCreate(service);

  EXPECT_DEATH(service.Finish(), "EchoService has methods without a handler");
}

TEST_F(ServiceDeathTest, DiesWhenAMethodHasNoPermission) {
  const auto* open = MakeDescriptor("OpenService", {{"Create", "tickets.create"}, {"Get", ""}});

  EXPECT_DEATH(
      {
        Service service(open, &interceptors_);
        HandleCreate(service);
        HandleGet(service);
      },
      "OpenService/Get must either name a permission or be anonymous");
}

TEST_F(ServiceDeathTest, DiesWhenTheMethodIsUnknown) {
  Service service(EchoDescriptor(), &interceptors_);

  EXPECT_DEATH((service.Handle<GetTicketRequest, Ticket>("Delete", Get)), "has no method Delete");
}

TEST_F(ServiceDeathTest, DiesWhenTheHandlerHasOtherMessages) {
  Service service(EchoDescriptor(), &interceptors_);

  EXPECT_DEATH((service.Handle<GetTicketRequest, Ticket>("Create", Get)), "has other messages");
}

// A handler twice would leave another method without one, and Finish would not notice.
TEST_F(ServiceDeathTest, DiesWhenAMethodHasTwoHandlers) {
  EXPECT_DEATH(
      {
        Service service(EchoDescriptor(), &interceptors_);
        HandleGet(service);
        HandleGet(service);
        service.Finish();
      },
      "EchoService/Get has two handlers");
}

TEST(Service, IsForCallersOfTheTenantThatItIsRestrictedTo) {
  EchoServer echo;
  const TestMetadata agent = {{kIdentityMetadata, echo.issuer.Sign("echo", "agent")}};
  struct Case {
    const char* tenant;
    bool allowed;
  };
  for (const Case& c : {Case{"demo", true}, Case{"", false}, Case{"operator", false}}) {
    Service service(EchoDescriptor(), &echo.interceptors);
    service.RestrictTo(c.tenant);
    HandleCreate(service);
    HandleGet(service);
    auto server = Server::Start("127.0.0.1:0", {&service}).value();
    auto channel = ChannelTo(absl::StrCat("127.0.0.1:", server->port()));

    EXPECT_THAT(CallRaw(*channel, kCreate, "no message", agent).status,
                HasReason(c.allowed ? Reason::MALFORMED_REQUEST : Reason::PERMISSION_DENIED));
  }
}

}  // namespace
}  // namespace steward::rpc
