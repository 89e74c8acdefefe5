// Steps of requests, with their database. Of other services an approval service is there, which
// answers as a test wants.

#include "services/catalog/jobs/fulfiller.h"

#include <gmock/gmock.h>

#include <map>
#include <mutex>

#include "platform/journal/mutate.h"
#include "platform/rpc/echo_for_test.h"
#include "platform/time/timestamp.h"
#include "services/catalog/store/catalog_for_test.h"
#include "steward/approval/v1/approval_service.pb.h"

namespace steward::catalog {
namespace {

namespace contract = approval::v1;
using contract::Approval;
using testing::HasSubstr;

// What cancels approvals, or does not.
class ApprovalService {
 public:
  ApprovalService() {
    Refuse<contract::CreateApprovalRequest, Approval>("CreateApproval");
    Refuse<contract::GetApprovalRequest, Approval>("GetApproval");
    Refuse<contract::ListApprovalsRequest, contract::ListApprovalsResponse>("ListApprovals");
    Refuse<contract::DecideApprovalRequest, Approval>("DecideApproval");
    Refuse<contract::RestateApprovalRequest, Approval>("RestateApproval");
    Refuse<contract::TestApprovalPermissionsRequest, contract::TestApprovalPermissionsResponse>(
        "TestApprovalPermissions");
    Refuse<contract::ListApprovalHistoryRequest, contract::ListApprovalHistoryResponse>(
        "ListApprovalHistory");
    service_.Handle<contract::CancelApprovalRequest, Approval>(
        "CancelApproval",
        [this](const Call&,
               const contract::CancelApprovalRequest& request) -> absl::StatusOr<Approval> {
          std::lock_guard lock(mutex_);
          ++asked_[request.name()];
          const absl::Status answer = answers_[request.name()];
          return answer.ok() ? absl::StatusOr<Approval>(Approval()) : answer;
        });
    server_ = rpc::Server::Start("127.0.0.1:0", {&service_}).value();
  }

  std::string address() const { return absl::StrCat("127.0.0.1:", server_->port()); }
  std::string IdentityIn(absl::string_view tenant) const {
    return issuer_.Sign("change-approval", "service", absl::Seconds(60), tenant);
  }

  void Answer(const std::string& approval, const absl::Status& status) {
    std::lock_guard lock(mutex_);
    answers_[approval] = status;
  }
  int asked(const std::string& approval) {
    std::lock_guard lock(mutex_);
    return asked_[approval];
  }

 private:
  template <class Request, class Response>
  void Refuse(const std::string& method) {
    service_.Handle<Request, Response>(method,
                                       [](const Call&, const Request&) -> absl::StatusOr<Response> {
                                         return errors::Internal("nobody asks for that here");
                                       });
  }

  std::mutex mutex_;
  std::map<std::string, absl::Status> answers_;
  std::map<std::string, int> asked_;
  const rpc::TestIssuer issuer_;
  auth::IdentityVerifier verifier_{"change-approval", issuer_.trusted()};
  rpc::Interceptors interceptors_{{.verifier = &verifier_}};
  rpc::Service service_{
      contract::CancelApprovalRequest::descriptor()->file()->FindServiceByName("ApprovalService"),
      &interceptors_};
  std::unique_ptr<rpc::Server> server_;
};

class FulfillerTest : public CatalogTest {
 protected:
  // Two tasks, of which one can be begun, and nobody to approve it.
  Request MakeRequest() {
    const v1::CatalogItem item = Laptop();
    const auto made = journal::Mutate<Request>(
        journal_, CallOf("acme"), v1::CreateRequestRequest(),
        [&]() -> absl::StatusOr<RequestDecision> {
          return requests_.Create(CallOf("acme"), Submit({}, {item, {}, {}}, "users/rita", kNow));
        });
    EXPECT_THAT(made, IsOk());
    return made.value_or(Request());
  }

  absl::StatusOr<absl::Time> TakeStep(const Request& request, absl::Duration time) {
    return fulfiller_.TakeStep({"acme", request.name()}, absl::Now() + time);
  }

  StoredRequest Get(const Request& request) {
    return requests_.Get(CallOf("acme"), request.name()).value();
  }
  void CancelIt(const Request& request) {
    const auto cancelled = journal::Mutate<Request>(
        journal_, CallOf("acme"), v1::CancelRequestRequest(),
        [&]() -> absl::StatusOr<RequestDecision> {
          const StoredRequest stored = Get(request);
          return requests_.Update(CallOf("acme"), stored,
                                  Cancel(stored.resource, "Not needed", kNow).value());
        });
    ASSERT_THAT(cancelled, IsOk());
  }
  // What the event of an approval that was asked for the request tells.
  void Hear(const Request& request, const std::string& approval, int64_t version, Fate fate) {
    std::vector<pg::Statement> run = {pg::ScopeTo({"acme"}),
                                      NoteFate("acme", approval, request.name(), version, fate)};
    ASSERT_THAT(pool_.WriteAsSystem(std::move(run), absl::Now() + absl::Seconds(10)), IsOk());
  }

  ApprovalService approvals_;
  const rpc::Client client_{approvals_.address(), [this](absl::string_view tenant) {
                              return approvals_.IdentityIn(tenant);
                            }};
  RequestStore requests_{&points_, &pool_, &lister_};
  const Fulfiller fulfiller_{{&requests_, &catalog_.subscriptions, &journal_, &client_, nullptr}};
};

TEST_F(FulfillerTest, ComesBackToWhatItHadNoTimeFor) {
  const Request request = MakeRequest();
  const absl::StatusOr<absl::Time> approved = TakeStep(request, absl::Seconds(10));
  ASSERT_THAT(approved, IsOk());
  ASSERT_EQ(requests_.Get(CallOf("acme"), request.name())->resource.state(),
            Request::IN_FULFILMENT);

  // Too little for two calls.
  const absl::StatusOr<absl::Time> opened = TakeStep(request, absl::Seconds(5));

  EXPECT_TRUE(absl::IsDeadlineExceeded(opened.status())) << opened.status();
}

TEST_F(FulfillerTest, SaysWhatCannotBeWithdrawnAndTriesItSeldom) {
  constexpr char kFirst[] = "approvals/APR-1", kSecond[] = "approvals/APR-2";
  const Request request = MakeRequest();
  Hear(request, kFirst, 1, Fate::kOpen);
  Hear(request, kSecond, 1, Fate::kOpen);
  CancelIt(request);
  const auto end_time = Get(request).resource.end_time();

  // One is refused for good; the other one may pass by itself, and is tried again soon.
  approvals_.Answer(kFirst, errors::PermissionDenied("approvals.cancel"));
  approvals_.Answer(kSecond, errors::Unavailable("down"));
  EXPECT_TRUE(absl::IsUnavailable(TakeStep(request, absl::Seconds(10)).status()));
  EXPECT_EQ(Get(request).resource.problem(), "");

  approvals_.Answer(kSecond, absl::OkStatus());
  const absl::Time before = absl::Now();
  const absl::StatusOr<absl::Time> refused = TakeStep(request, absl::Seconds(10));
  ASSERT_THAT(refused, IsOk());
  EXPECT_GT(*refused, before + absl::Minutes(30));
  EXPECT_LT(*refused, absl::InfiniteFuture());
  const StoredRequest told = Get(request);
  EXPECT_EQ(told.resource.state(), Request::CANCELLED);
  EXPECT_THAT(told.resource.problem(), HasSubstr("approvals/APR-1 cannot be withdrawn"));
  EXPECT_EQ(FromProto(told.resource.end_time()), FromProto(end_time));

  // It is not told again and again.
  ASSERT_THAT(TakeStep(request, absl::Seconds(10)), IsOk());
  EXPECT_EQ(Get(request).version, told.version);
  EXPECT_GE(approvals_.asked(kFirst), 3);

  Hear(request, kFirst, 2, Fate::kFailed);
  Hear(request, kSecond, 2, Fate::kFailed);
  ASSERT_THAT(TakeStep(request, absl::Seconds(10)), IsOk());
  EXPECT_EQ(Get(request).resource.problem(), "");
  EXPECT_EQ(TakeStep(request, absl::Seconds(10)).value_or(absl::InfinitePast()),
            absl::InfiniteFuture());
}

}  // namespace
}  // namespace steward::catalog
