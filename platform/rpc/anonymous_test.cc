// Methods for callers without a credential: nobody else calls them, and such callers no other.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/auth/names.h"
#include "platform/rpc/echo_for_test.h"
#include "platform/testing/status_matchers.h"

namespace steward::rpc {
namespace {

using errors::Reason;
using ticket::v1::CreateTicketRequest;
using ticket::v1::GetTicketRequest;
using ticket::v1::Ticket;

class AnonymousTest : public testing::Test {
 protected:
  AnonymousTest() {
    service_.Handle<CreateTicketRequest, Ticket>(
        "Create", [](const Call&, const CreateTicketRequest& request) {
          return absl::StatusOr<Ticket>(request.ticket());
        });
    service_.Handle<GetTicketRequest, Ticket>("Get",
                                              [this](const Call& call, const GetTicketRequest&) {
                                                seen_ = call;
                                                return absl::StatusOr<Ticket>(Ticket());
                                              });
  }

  identity::v1::Identity Nobody() const {
    identity::v1::Identity identity;
    identity.set_subject(std::string(auth::kAnonymous));
    identity.set_audience("echo");
    identity.set_client_address("203.0.113.7");
    identity.mutable_issue_time()->set_seconds(absl::ToUnixSeconds(absl::Now()));
    identity.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(absl::Now()) + 60);
    return identity;
  }

  absl::Status Ask(const char* method, const std::string& signed_identity) {
    Incoming incoming;
    if (!signed_identity.empty()) incoming.metadata = {{kIdentityMetadata, signed_identity}};
    const std::string path = absl::StrCat("/steward.test.v1.GuestService/", method);
    GetTicketRequest get;
    get.set_name("tickets/INC-1");
    const bool gets = absl::string_view(method) == "Get";
    return service_.Finish().at(path).serve(
        incoming, gets ? get.SerializeAsString() : GoodRequest().SerializeAsString()).status;
  }

  const TestIssuer issuer_;
  const auth::PrivateKey key_ = auth::PrivateKey::Generate();
  auth::IdentityVerifier verifier_{"echo", [this] {
                                     auth::KeySet keys = issuer_.trusted();
                                     keys.emplace("gateway",
                                                  auth::TrustedKey{key_.public_key(), "*"});
                                     return keys;
                                   }()};
  const auth::IdentitySigner gateway_{"gateway", key_};
  Interceptors interceptors_{{.verifier = &verifier_}};
  Service service_{MakeDescriptor("GuestService", {{"Create", "tickets.create"},
                                                   {"Get", kAnonymousMethod}}),
                   &interceptors_};
  steward::Call seen_;
};

TEST_F(AnonymousTest, MethodsAreCalledByNobodyWhoIsKnown) {
  EXPECT_THAT(Ask("Get", gateway_.Sign(Nobody())), IsOk());

  EXPECT_EQ(seen_.subject, "anonymous");
  EXPECT_EQ(seen_.tenant, "");
  EXPECT_EQ(seen_.client_address, "203.0.113.7");
  EXPECT_EQ(seen_.scope, Scope::kNone);
  for (const char* role : {"tenant_admin", "service"})
    EXPECT_THAT(Ask("Get", issuer_.Sign("echo", role)), HasReason(Reason::PERMISSION_DENIED));
  EXPECT_THAT(Ask("Get", ""), HasReason(Reason::UNAUTHENTICATED));
}

TEST_F(AnonymousTest, CallersCallNothingElse) {
  EXPECT_THAT(Ask("Create", gateway_.Sign(Nobody())), HasReason(Reason::PERMISSION_DENIED));
  EXPECT_THAT(Ask("Create", issuer_.Sign("echo", "tenant_admin")), IsOk());
}

}  // namespace
}  // namespace steward::rpc
