#pragma once

// A database of this service that hears of events, for tests.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "platform/testing/postgres.h"
#include "platform/testing/status_matchers.h"
#include "services/notification/jobs/contact_effect.h"
#include "services/notification/jobs/notice_batch.h"
#include "services/notification/jobs/notice_effect.h"
#include "services/notification/store/test_database.h"
#include "steward/directory/v1/user.pb.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::notification {

class TellingTest : public testing::Test {
 protected:
  // As a consumer does it: in the scope of the event's tenant.
  absl::Status Apply(const events::Effect& effect, const event::v1::StoredEvent& stored) {
    std::vector<pg::Statement> statements = {pg::ScopeTo({stored.tenant()})};
    absl::Status made = effect(stored, &statements);
    if (!made.ok()) return made;
    auto connection = pg::Connection::Open(database_.conninfo);
    return (*connection)->Run(statements, absl::Now() + absl::Seconds(10)).status();
  }

  template <class Resource>
  void Hear(const std::string& name, const Resource& resource, int version = 1,
            const std::string& tenant = "demo") {
    event::v1::StoredEvent stored = TestEvent(tenant, absl::Now());
    stored.mutable_event()->set_resource_name(name);
    stored.mutable_event()->set_version(version);
    stored.mutable_event()->set_type("dev.steward.directory.x.updated.v1");
    stored.mutable_event()->mutable_resource()->PackFrom(resource);
    ASSERT_THAT(Apply(ContactEffect, stored), IsOk());
  }

  void HearOfUser(const std::string& id, int version = 1, const std::string& email = "") {
    directory::v1::User user;
    user.set_display_name(id);
    user.set_email(email.empty() ? id + "@example.com" : email);
    user.set_state(directory::v1::User::ACTIVE);
    Hear("users/" + id, user, version);
  }

  // An event of a ticket that is assigned to somebody.
  event::v1::StoredEvent Assigned(const std::string& assignee, const std::string& tenant = "demo") {
    event::v1::StoredEvent stored =
        TestEvent(tenant, absl::Now(), "dev.steward.ticket.assigned.v1");
    ticket::v1::Ticket ticket;
    ticket.set_title("VPN is down");
    ticket.set_assignee(assignee);
    stored.mutable_event()->set_actor("users/agnes");
    stored.mutable_event()->mutable_resource()->PackFrom(ticket);
    return stored;
  }

  std::vector<Notice> Take(absl::Time now = absl::Now()) {
    auto notices = database_.notices.Take(now, now + absl::Minutes(1), 10);
    EXPECT_THAT(notices, IsOk());
    return *std::move(notices);
  }

  // "users/bob 1 1": recipient, channel, state.
  std::vector<std::string> Stored() {
    auto rows = database_.Inspect(
        "SELECT recipient || ' ' || channel || ' ' || state FROM notification ORDER BY 1");
    std::vector<std::string> found;
    for (int row = 0; row < rows.rows(); ++row) found.push_back(rows.Text(row, 0));
    return found;
  }

  TestDatabase database_;
  const events::Effect effect_ = NoticeEffect();
  int asked_ = 0;
  const people::CatchUp catch_up_ = [this](absl::string_view, absl::Time) {
    ++asked_;
    return absl::OkStatus();
  };
};

}  // namespace steward::notification
