// Internal records, which not even their owners see without a permission of its own.

#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "platform/access/event_rule.h"
#include "platform/access/held_permissions.h"
#include "platform/access/record_rule.h"
#include "platform/testing/status_matchers.h"
#include "steward/ticket/v1/comment_service.pb.h"

namespace steward::access {
namespace {

using resource::Column;
using ticket::v1::Comment;

const RecordRule& Rule() { return RecordRule::Of(Comment::descriptor()); }

Comment CommentOf(Comment::Visibility visibility, const char* requester, const char* group = "") {
  Comment comment;
  comment.set_visibility(visibility);
  comment.set_requester(requester);
  comment.set_assignment_group(group);
  return comment;
}

const resource::ColumnTable& Table() {
  static constexpr Column kColumns[] = {{"visibility", "c.visibility", Column::Type::kEnum}};
  static constexpr Column kRuleColumns[] = {
      {"requester", "t.requester", Column::Type::kText},
      {"creator", "t.creator", Column::Type::kText},
      {"assignee", "t.assignee", Column::Type::kText},
      {"assignment_group", "t.assignment_group", Column::Type::kText},
      {"confidential", "t.confidential", Column::Type::kBool},
      {"vip", "t.vip", Column::Type::kBool}};
  static const resource::ColumnTable table{.resource = Comment::descriptor(),
                                           .columns = kColumns,
                                           .id = {"name", "c.id", Column::Type::kText},
                                           .rule_columns = kRuleColumns};
  return table;
}

struct Case {
  std::vector<std::string> roles;
  Scope scope;
  bool sees_own, sees_own_internal, sees_other_internal;
  const char* sql;
};

constexpr char kOwn[] = "t.requester = $3::text OR t.creator = $3::text OR t.assignee = $3::text";
const Case kCases[] = {
    {{}, Scope::kNone, false, false, false, "FALSE"},
    {{"requester"}, Scope::kOwn, true, false, false, "(c.visibility <> 2 AND ($own))"},
    {{"agent"},
     Scope::kTenant,
     true,
     true,
     true,
     "(((NOT t.confidential OR t.assignment_group = ANY ($4::text[]))) OR $own)"},
    // As far as the permission of the method reaches, and no further.
    {{"agent"}, Scope::kOwn, true, true, false, "($own)"},
    {{"resolver"},
     Scope::kGroup,
     true,
     true,
     false,
     "(((t.assignment_group = ANY ($4::text[]))) OR $own)"},
    {{"auditor"}, Scope::kTenant, true, true, true, "TRUE"},
    {{"integration"},
     Scope::kTenant,
     true,
     false,
     false,
     "(c.visibility <> 2 AND ((NOT t.confidential AND NOT t.vip) OR $own))"},
    // Reads internal ones in the groups only.
    {{"integration", "resolver"},
     Scope::kTenant,
     true,
     true,
     false,
     "((c.visibility <> 2 AND (((NOT t.confidential OR t.assignment_group = ANY ($4::text[])) AND"
     " (NOT t.vip OR t.assignment_group = ANY ($4::text[]))) OR $own)) OR"
     " (((t.assignment_group = ANY ($6::text[]))) OR t.requester = $5::text OR"
     " t.creator = $5::text OR t.assignee = $5::text))"},
};

TEST(InternalRecords, AreSeenByWhoMayReadThem) {
  for (const Case& c : kCases) {
    const std::string what = absl::StrJoin(c.roles, " ");
    const std::vector<std::string> groups = {"groups/network"};
    const Viewer viewer{"users/alice", c.roles, groups, c.scope};
    EXPECT_EQ(Rule().Admits(viewer, CommentOf(Comment::PUBLIC, "users/alice")), c.sees_own) << what;
    EXPECT_EQ(Rule().Admits(viewer, CommentOf(Comment::INTERNAL, "users/alice")),
              c.sees_own_internal)
        << what;
    EXPECT_EQ(Rule().Admits(viewer, CommentOf(Comment::INTERNAL, "users/bob")),
              c.sees_other_internal)
        << what;
    EXPECT_EQ(Rule().Condition(viewer, Table(), 3).text,
              absl::StrReplaceAll(c.sql, {{"$own", kOwn}}))
        << what;
  }
}

TEST(InternalRecords, AreSeenInTheGroupsOfWhoReadsThemThere) {
  const std::vector<std::string> roles = {"resolver"}, groups = {"groups/network"};
  const Viewer viewer{"users/alice", roles, groups, Scope::kGroup};
  EXPECT_TRUE(Rule().Admits(viewer, CommentOf(Comment::INTERNAL, "users/bob", "groups/network")));
  EXPECT_FALSE(Rule().Admits(viewer, CommentOf(Comment::INTERNAL, "users/bob", "groups/mail")));
}

TEST(InternalRecords, HaveAPermissionThatCanBeAskedFor) {
  EXPECT_EQ(PermissionsOf(*Comment::descriptor()).count("comments.readInternal"), 1u);
  const std::vector<std::string> roles = {"requester"};
  const std::vector<std::string> asked = {"comments.get", "comments.readInternal"};
  const Viewer viewer{"users/alice", roles, {}, Scope::kNone};
  EXPECT_EQ(
      absl::StrJoin(PermissionsOn(Rule(), viewer, CommentOf(Comment::PUBLIC, "users/alice"), asked),
                    " "),
      "comments.get");
  EXPECT_TRUE(
      PermissionsOn(Rule(), viewer, CommentOf(Comment::INTERNAL, "users/alice"), asked).empty());
}

TEST(InternalRecords, AreInNoStreamOfOthersAndLeaveForNobody) {
  EventRule rule(google::protobuf::DescriptorPool::generated_pool());
  const auto shows = [&](const char* role, Comment::Visibility visibility) {
    event::v1::Event event;
    event.mutable_resource()->PackFrom(CommentOf(visibility, "users/alice"));
    EXPECT_EQ(rule.IsKeptInside(event).value(), visibility == Comment::INTERNAL);
    const std::vector<std::string> roles = {role};
    std::string bytes = event.SerializeAsString();
    return rule.Shows({"users/alice", roles, {}, Scope::kNone}, &bytes);
  };
  for (const char* role : {"requester", "integration", "agent", "tenant_admin"}) {
    const bool reads_internal = role == std::string("agent") || role == std::string("tenant_admin");
    EXPECT_TRUE(shows(role, Comment::PUBLIC)) << role;
    EXPECT_EQ(shows(role, Comment::INTERNAL), reads_internal) << role;
  }
}

}  // namespace
}  // namespace steward::access
