#include "platform/access/record_rule.h"

#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "platform/testing/status_matchers.h"
#include "steward/notification/v1/webhook.pb.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::access {
namespace {

using errors::Reason;
using resource::Column;
using ticket::v1::Ticket;

const RecordRule& Rule() { return RecordRule::Of(Ticket::descriptor()); }

Ticket TicketOf(const char* requester, const char* assignee, bool confidential) {
  Ticket ticket;
  ticket.set_requester(requester);
  ticket.set_creator("users/desk");
  ticket.set_assignee(assignee);
  ticket.set_confidential(confidential);
  return ticket;
}

const resource::ColumnTable& Table() {
  static constexpr Column kColumns[] = {
      {"requester", "t.requester", Column::Type::kText},
      {"creator", "t.creator", Column::Type::kText},
      {"assignee", "t.assignee", Column::Type::kText},
      {"assignment_group", "t.assignment_group", Column::Type::kText},
      {"confidential", "t.confidential", Column::Type::kBool},
      {"vip", "t.vip", Column::Type::kBool}};
  static const resource::ColumnTable table{
      Ticket::descriptor(), kColumns, {"name", "t.id", Column::Type::kText}};
  return table;
}

struct Case {
  const char* what;
  std::vector<std::string> roles;
  Scope scope;
  bool sees_own, sees_other, sees_confidential, sees_own_confidential;
  const char* sql;
};

const Case kCases[] = {
    {"nobody", {}, Scope::kNone, false, false, false, false, "FALSE"},
    {"requester",
     {"requester"},
     Scope::kOwn,
     true,
     false,
     false,
     true,
     "(t.requester = $3::text OR t.creator = $3::text OR t.assignee = $3::text)"},
    {"agent",
     {"agent"},
     Scope::kTenant,
     true,
     true,
     false,
     true,
     "((NOT t.confidential) OR t.requester = $3::text OR t.creator = $3::text OR"
     " t.assignee = $3::text)"},
    {"administrator", {"tenant_admin"}, Scope::kTenant, true, true, true, true, "TRUE"},
    // Reading what is confidential widens nothing else.
    {"administrator in scope own",
     {"tenant_admin"},
     Scope::kOwn,
     true,
     false,
     false,
     true,
     "(t.requester = $3::text OR t.creator = $3::text OR t.assignee = $3::text)"},
};

TEST(RecordRule, SaysWhoSeesARecord) {
  for (const Case& c : kCases) {
    const Viewer viewer{"users/alice", c.roles, {}, c.scope};
    const auto sees = [&](const char* requester, bool confidential) {
      return Rule().Admits(viewer, TicketOf(requester, "", confidential));
    };
    EXPECT_EQ(sees("users/alice", false), c.sees_own) << c.what;
    EXPECT_EQ(sees("users/bob", false), c.sees_other) << c.what;
    EXPECT_EQ(sees("users/bob", true), c.sees_confidential) << c.what;
    EXPECT_EQ(sees("users/alice", true), c.sees_own_confidential) << c.what;
  }
}

TEST(RecordRule, SaysTheSameInSql) {
  for (const Case& c : kCases) {
    const resource::Sql sql = Rule().Condition({"users/alice", c.roles, {}, c.scope}, Table(), 3);
    EXPECT_EQ(sql.text, c.sql) << c.what;
    EXPECT_EQ(sql.params.size(), sql.text.find('$') == std::string::npos ? 0 : 1) << c.what;
  }
}

// What a member of groups/network sees of tickets of that group, of another one and of none.
struct GroupCase {
  const char* what;
  std::vector<std::string> roles;
  Scope scope;
  bool sees_group, sees_other, sees_confidential_group, sees_confidential_other;
  const char* sql;
};

constexpr absl::string_view kOwn =
    "t.requester = $3::text OR t.creator = $3::text OR t.assignee = $3::text";
const GroupCase kGroupCases[] = {
    {"resolver",
     {"resolver"},
     Scope::kGroup,
     true,
     false,
     true,
     false,
     "(((t.assignment_group = ANY ($4::text[]))) OR $own)"},
    {"without reading what is confidential",
     {},
     Scope::kGroup,
     true,
     false,
     false,
     false,
     "(((t.assignment_group = ANY ($4::text[])) AND NOT t.confidential AND NOT t.vip) OR $own)"},
    {"agent",
     {"agent"},
     Scope::kTenant,
     true,
     true,
     true,
     false,
     "(((NOT t.confidential OR t.assignment_group = ANY ($4::text[]))) OR $own)"},
    {"auditor", {"auditor"}, Scope::kTenant, true, true, true, true, "TRUE"},
    // Belonging to a group widens nothing else.
    {"agent in scope own", {"agent"}, Scope::kOwn, false, false, false, false, "($own)"},
    {"nobody", {"agent"}, Scope::kNone, false, false, false, false, "FALSE"},
};

TEST(RecordRule, SaysWhatMembersOfAGroupSee) {
  const std::vector<std::string> groups = {"groups/mail", "groups/network"};
  for (const GroupCase& c : kGroupCases) {
    const Viewer viewer{"users/alice", c.roles, groups, c.scope};
    const auto sees = [&](const char* group, bool confidential) {
      Ticket ticket = TicketOf("users/bob", "", confidential);
      ticket.set_assignment_group(group);
      return Rule().Admits(viewer, ticket);
    };
    EXPECT_EQ(sees("groups/network", false), c.sees_group) << c.what;
    EXPECT_EQ(sees("groups/networks", false), c.sees_other) << c.what;
    EXPECT_EQ(sees("", false), c.sees_other) << c.what;
    EXPECT_EQ(sees("groups/network", true), c.sees_confidential_group) << c.what;
    EXPECT_EQ(sees("", true), c.sees_confidential_other) << c.what;
    EXPECT_EQ(Rule().Condition(viewer, Table(), 3).text,
              absl::StrReplaceAll(c.sql, {{"$own", kOwn}}))
        << c.what;
  }
}

struct VipCase {
  std::vector<std::string> roles;
  Scope scope;
  bool sees_vip, sees_confidential_vip;
  const char* sql;
};

const VipCase kVipCases[] = {
    {{"integration"},
     Scope::kTenant,
     false,
     false,
     "((NOT t.confidential AND NOT t.vip) OR t.requester = $3::text OR t.creator = $3::text OR"
     " t.assignee = $3::text)"},
    {{"integration", "vip_care"},
     Scope::kTenant,
     true,
     false,
     "((NOT t.confidential) OR t.requester = $3::text OR t.creator = $3::text OR"
     " t.assignee = $3::text)"},
    // What is a VIP's is not open to whoever cares for VIPs otherwise.
    {{"vip_care"}, Scope::kNone, false, false, "FALSE"},
    {{"requester", "vip_care"},
     Scope::kOwn,
     false,
     false,
     "(t.requester = $3::text OR t.creator = $3::text OR t.assignee = $3::text)"},
    {{"agent"},
     Scope::kTenant,
     true,
     false,
     "((NOT t.confidential) OR t.requester = $3::text OR t.creator = $3::text OR"
     " t.assignee = $3::text)"},
    {{"auditor"}, Scope::kTenant, true, true, "TRUE"},
};

TEST(RecordRule, SaysWhoSeesTheRecordsOfVips) {
  for (const VipCase& c : kVipCases) {
    const std::string what = absl::StrJoin(c.roles, " ");
    const Viewer viewer{"users/alice", c.roles, {}, c.scope};
    const auto sees = [&](const char* requester, bool confidential) {
      Ticket ticket = TicketOf(requester, "", confidential);
      ticket.set_vip(true);
      return Rule().Admits(viewer, ticket);
    };
    EXPECT_EQ(sees("users/bob", false), c.sees_vip) << what;
    EXPECT_EQ(sees("users/bob", true), c.sees_confidential_vip) << what;
    EXPECT_EQ(sees("users/alice", true), c.scope != Scope::kNone) << what;
    EXPECT_EQ(Rule().Condition(viewer, Table(), 3).text, c.sql) << what;
  }
}

TEST(RecordRule, GivesNothingToMembersOfNoGroup) {
  const std::vector<std::string> roles = {"resolver"}, no_names = {""};
  EXPECT_EQ(Rule().Condition({"", roles, {}, Scope::kGroup}, Table(), 3).text, "FALSE");
  EXPECT_FALSE(Rule().Admits({"", roles, no_names, Scope::kGroup}, TicketOf("", "", false)));
}

TEST(RecordRule, KnowsEveryFieldThatNamesAnOwner) {
  const std::vector<std::string> roles = {"requester"};
  const auto sees = [&](const char* subject, const Ticket& ticket) {
    return Rule().Admits({subject, roles, {}, Scope::kOwn}, ticket);
  };
  const Ticket ticket = TicketOf("users/alice", "users/bob", false);
  for (const char* owner : {"users/alice", "users/bob", "users/desk"})
    EXPECT_TRUE(sees(owner, ticket)) << owner;
  for (const char* other : {"users/al", "users/alice2", "USERS/ALICE", "alice"})
    EXPECT_FALSE(sees(other, ticket)) << other;
}

// Not even of a record whose owner is not set.
TEST(RecordRule, MakesNobodyAnOwner) {
  const std::vector<std::string> roles = {"requester", "agent"};
  EXPECT_FALSE(Rule().Admits({"", roles, {}, Scope::kOwn}, Ticket()));
  EXPECT_EQ(Rule().Condition({"", roles, {}, Scope::kOwn}, Table(), 3).text, "FALSE");
  EXPECT_EQ(Rule().Condition({"", roles, {}, Scope::kTenant}, Table(), 3).text,
            "((NOT t.confidential))");
}

TEST(RecordRule, CallsAConfidentialRecordOfOthersForeign) {
  const std::vector<std::string> auditor = {"auditor"}, requester = {"requester"};
  const Viewer viewer{"users/alice", auditor, {}, Scope::kTenant};
  EXPECT_TRUE(Rule().IsForeign(viewer, TicketOf("users/bob", "users/carl", true)));
  EXPECT_FALSE(Rule().IsForeign(viewer, TicketOf("users/bob", "users/carl", false)));
  EXPECT_FALSE(Rule().IsForeign(viewer, TicketOf("users/alice", "users/carl", true)));
  EXPECT_FALSE(Rule().IsForeign(viewer, TicketOf("users/bob", "users/alice", true)));
  EXPECT_TRUE(Rule().MayShowForeign(viewer));
  EXPECT_FALSE(Rule().MayShowForeign({"users/alice", requester, {}, Scope::kTenant}));
}

TEST(RecordRule, GivesATypeWithoutOwnersToTheTenantOnly) {
  const RecordRule& rule = RecordRule::Of(notification::v1::Webhook::descriptor());
  const notification::v1::Webhook webhook;
  const std::vector<std::string> roles;
  EXPECT_TRUE(rule.Admits({"users/alice", roles, {}, Scope::kTenant}, webhook));
  EXPECT_FALSE(rule.Admits({"users/alice", roles, {}, Scope::kOwn}, webhook));
  EXPECT_FALSE(rule.IsConfidential(webhook));
}

TEST(CheckRecord, TellsOnlyThoseWhatTheyLackWhoSeeTheRecord) {
  Call call;
  call.subject = "users/alice";
  call.permission = "tickets.work";
  call.scope = Scope::kOwn;
  const Ticket others = TicketOf("users/bob", "", false);

  call.roles = {"agent"};
  EXPECT_THAT(CheckRecord(call, TicketOf("users/alice", "", false), "tickets/INC-1"), IsOk());
  EXPECT_THAT(CheckRecord(call, others, "tickets/INC-1"), HasReason(Reason::PERMISSION_DENIED));
  EXPECT_THAT(CheckRecord(call, TicketOf("users/bob", "", true), "tickets/INC-1"),
              HasReason(Reason::RESOURCE_NOT_FOUND));
  call.roles = {"requester"};
  EXPECT_THAT(CheckRecord(call, others, "tickets/INC-1"), HasReason(Reason::RESOURCE_NOT_FOUND));
}

TEST(CheckNewRecord, LetsCallersMakeWhatTheirPermissionReaches) {
  Call call;
  call.subject = "users/alice";
  call.permission = "tickets.create";
  struct NewCase {
    Scope scope;
    const char* requester;
    bool allowed;
  };
  for (const NewCase& c :
       {NewCase{Scope::kOwn, "users/alice", true}, NewCase{Scope::kOwn, "users/bob", false},
        NewCase{Scope::kOwn, "", false}, NewCase{Scope::kTenant, "users/bob", true},
        NewCase{Scope::kNone, "users/alice", false}}) {
    call.scope = c.scope;
    const absl::Status status = CheckNewRecord(call, TicketOf(c.requester, "", false));
    if (c.allowed)
      EXPECT_THAT(status, IsOk());
    else
      EXPECT_THAT(status, HasReason(Reason::PERMISSION_DENIED));
  }
}

}  // namespace
}  // namespace steward::access
