#include "services/change_approval/jobs/incident_opener.h"

#include <map>
#include <mutex>
#include <string>

#include "platform/testing/eventually.h"
#include "services/change_approval/domain/changes_for_test.h"
#include "services/change_approval/domain/incident.h"
#include "services/change_approval/store/database_for_test.h"
#include "steward/change/v1/change_model_service.pb.h"

namespace steward::change {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class IncidentOpenerTest : public approval::ApprovalsTest {
 protected:
  // Stores a change, past the handlers; returns its name.
  std::string Put(const std::string& tenant, bool backed_out) {
    Change change = ChangeIn(ChangeModel::NORMAL, Change::REVIEW);
    change.set_backed_out(backed_out);
    change.clear_name();
    const Call call = approval::CallOf(tenant);
    return changes_.changes
        .Commit(
            call, v1::GetChangeRequest(),
            [&]() -> absl::StatusOr<ChangeDecision> { return changes_.PlanCreate(call, change); })
        ->name();
  }
  std::string IncidentOf(const std::string& tenant, const std::string& name) {
    return changes_.changes.Get(approval::CallOf(tenant), name)->incident();
  }
  // A ticket service that gives a request id the same answer as before, if the request is the same.
  IncidentOpener::Options Options(int batch = 100) {
    const auto create = [this](const std::string& tenant, const auto& request) {
      return Answer(tenant, request);
    };
    const auto assign = [this](const std::string&, const auto& request) -> absl::Status {
      std::lock_guard lock(mutex_);
      if (is_assigning_down_) return errors::Unavailable("tickets");
      if (request.assignment_group() == gone_) return errors::ReferenceDisabled("assignment_group");
      queues_[request.name()] = request.assignment_group();
      return absl::OkStatus();
    };
    return {&changes_, {create, assign}, absl::Milliseconds(20), batch};
  }
  // A model of the changes that are put.
  void PutModel(const std::string& incident_group) {
    ChangeModel model = ModelOf(ChangeModel::NORMAL);
    model.clear_name();
    model.set_incident_group(incident_group);
    for (const char* tenant : {"acme", "beta"})
      ASSERT_THAT(changes_.models.Create(approval::CallOf(tenant), v1::CreateChangeModelRequest(),
                                         "network", "dev.steward.change.model.created.v1",
                                         [&] { return model; }),
                  IsOk());
  }
  std::map<std::string, std::string> queues() {
    std::lock_guard lock(mutex_);
    return queues_;
  }
  absl::StatusOr<ticket::v1::Ticket> Answer(const std::string& tenant,
                                            const ticket::v1::CreateTicketRequest& request) {
    std::lock_guard lock(mutex_);
    if (is_down_) return errors::Unavailable("tickets");
    const std::string key = tenant + " " + request.request_id();
    const auto before = requests_.find(key);
    if (before != requests_.end() && before->second != request.SerializeAsString())
      return errors::Make(absl::StatusCode::kInvalidArgument,
                          errors::Reason::IDEMPOTENCY_KEY_REUSED, "Used before.");
    if (request.ticket().requester() == gone_) return errors::ReferenceNotFound("ticket.requester");
    requests_[key] = request.SerializeAsString();
    auto [place, fresh] = tickets_.insert({key, request.ticket()});
    if (fresh) place->second.set_name(absl::StrCat("tickets/INC-", tickets_.size()));
    return place->second;
  }
  std::map<std::string, ticket::v1::Ticket> tickets() {
    std::lock_guard lock(mutex_);
    return tickets_;
  }
  void SetDown(bool is_down) {
    std::lock_guard lock(mutex_);
    is_down_ = is_down;
  }

  // Lets tickets be assigned, and forgets what was asked for: no request id is kept for ever.
  void AssignAfterDays() {
    std::lock_guard lock(mutex_);
    is_assigning_down_ = false;
    requests_.clear();
    tickets_.clear();
  }

  ChangeStore changes_{&pool_, {&points_, &lister_, &journal_}};
  std::mutex mutex_;
  std::map<std::string, ticket::v1::Ticket> tickets_;
  // As they were sent; by their ids, as the tickets are.
  std::map<std::string, std::string> requests_;
  // Group by ticket.
  std::map<std::string, std::string> queues_;
  bool is_down_ = false, is_assigning_down_ = false;
  std::string gone_ = "users/nobody";
};

TEST_F(IncidentOpenerTest, OpensOneForEachChangeThatWasBackedOut) {
  PutModel("");
  const std::string failed = Put("acme", true), fine = Put("acme", false);
  const std::string foreign = Put("beta", true);
  {
    IncidentOpener one(Options(1)), two(Options(1));
    EXPECT_TRUE(Eventually([&] {
      return !IncidentOf("acme", failed).empty() && !IncidentOf("beta", foreign).empty();
    }));
  }
  EXPECT_EQ(IncidentOf("acme", fine), "");
  ASSERT_THAT(tickets(), SizeIs(2));
  const ticket::v1::Ticket incident = tickets().begin()->second;
  EXPECT_EQ(incident.name(), IncidentOf("acme", failed));
  EXPECT_EQ(incident.requester(), "users/ivan");
  EXPECT_EQ(incident.links(0).name(), failed);
  EXPECT_THAT(Told("acme", failed), ElementsAre("dev.steward.change.created.v1",
                                                "dev.steward.change.incident_opened.v1"));
}

TEST_F(IncidentOpenerTest, AssignsItToTheGroupOfTheModel) {
  PutModel("groups/network");
  const std::string failed = Put("acme", true);
  IncidentOpener opener(Options());
  EXPECT_TRUE(Eventually([&] { return !queues().empty(); }));
  EXPECT_EQ(queues()[IncidentOf("acme", failed)], "groups/network");
}

TEST_F(IncidentOpenerTest, RemembersTheOneThatCannotBeAssignedForDays) {
  is_assigning_down_ = true;
  PutModel("groups/network");
  const std::string failed = Put("acme", true);
  IncidentOpener opener(Options());
  ASSERT_TRUE(Eventually([&] { return !IncidentOf("acme", failed).empty(); }));
  EXPECT_TRUE(queues().empty());
  AssignAfterDays();
  EXPECT_TRUE(Eventually([&] { return !queues().empty(); }));
  EXPECT_EQ(queues()[IncidentOf("acme", failed)], "groups/network");
  EXPECT_TRUE(tickets().empty());
  // Nothing is left to do.
  EXPECT_TRUE(Eventually([&] {
    const auto left = changes_.ListWithoutIncident({}, 10, absl::Now() + absl::Seconds(10));
    return left.ok() && left->empty();
  }));
}

TEST_F(IncidentOpenerTest, OpensOneThoughTheGroupIsGone) {
  gone_ = "groups/network";
  PutModel(gone_);
  const std::string failed = Put("acme", true);
  IncidentOpener opener(Options());
  EXPECT_TRUE(Eventually([&] { return !IncidentOf("acme", failed).empty(); }));
  EXPECT_TRUE(queues().empty());
}

TEST_F(IncidentOpenerTest, WaitsForTheTicketService) {
  PutModel("");
  const std::string failed = Put("acme", true);
  SetDown(true);
  IncidentOpener opener(Options());
  EXPECT_EQ(IncidentOf("acme", failed), "");
  SetDown(false);
  EXPECT_TRUE(Eventually([&] { return !IncidentOf("acme", failed).empty(); }));
}

TEST_F(IncidentOpenerTest, OpensOneThoughTheImplementerIsGone) {
  gone_ = "users/ivan";
  PutModel("");
  const std::string failed = Put("acme", true);
  IncidentOpener opener(Options());
  EXPECT_TRUE(Eventually([&] { return !IncidentOf("acme", failed).empty(); }));
  EXPECT_EQ(tickets().begin()->second.requester(), "");
}

TEST_F(IncidentOpenerTest, RecordsTheOneThatWasOpenedBeforeItEnded) {
  gone_ = "users/ivan";
  PutModel("");
  const std::string failed = Put("acme", true);
  auto request = IncidentFor(*changes_.changes.Get(approval::CallOf("acme"), failed));
  request.mutable_ticket()->clear_requester();
  const auto opened = Answer("acme", request);
  ASSERT_THAT(opened, IsOk());
  IncidentOpener opener(Options());
  EXPECT_TRUE(Eventually([&] { return IncidentOf("acme", failed) == opened->name(); }));
  EXPECT_THAT(tickets(), SizeIs(1));
}

TEST_F(IncidentOpenerTest, StopsAtOnceWhileItWaits) {
  IncidentOpener::Options options = Options();
  options.interval = absl::Hours(1000);
  IncidentOpener opener(options);
  opener.Stop();
  opener.Stop();
}

}  // namespace
}  // namespace steward::change
