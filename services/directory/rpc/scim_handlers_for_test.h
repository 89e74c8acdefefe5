#pragma once

// SCIM without its transport, on a database of its own.

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "services/directory/rpc/membership_handlers.h"
#include "services/directory/rpc/scim_group_handlers.h"
#include "services/directory/rpc/scim_user_handlers.h"
#include "services/directory/rpc/substitute_handlers.h"
#include "services/directory/scim/schema.h"
#include "services/directory/store/directory_for_test.h"
#include "steward/directory/v1/group_service.pb.h"

namespace steward::directory {

inline Call AdminOf(absl::string_view tenant) {
  Call call = CallOf(tenant);
  call.roles = {"tenant_admin"};
  return call;
}

inline http::v1::RawBody BodyOf(absl::string_view text) {
  http::v1::RawBody body;
  body.set_data(absl::StrReplaceAll(text, {{"'", "\""}}));
  return body;
}

class ScimHandlersTest : public DirectoryTest {
 protected:
  absl::Status CreateUser(const std::string& user_name, absl::string_view more = "") {
    v1::CreateScimUserRequest request;
    *request.mutable_body() = BodyOf(absl::StrCat("{'schemas':['", scim::kUserUrn,
                                                  "'],'userName':'", user_name, "'", more, "}"));
    return users_.Create(AdminOf("acme"), request).status();
  }

  absl::Status CreateGroup(const std::string& name) {
    v1::CreateScimGroupRequest request;
    *request.mutable_body() =
        BodyOf(absl::StrCat("{'schemas':['", scim::kGroupUrn, "'],'displayName':'", name, "'}"));
    return groups_.Create(AdminOf("acme"), request).status();
  }

  template <class Request>
  static Request PatchOf(const std::string& id, absl::string_view operation) {
    Request request;
    request.set_id(id);
    *request.mutable_body() =
        BodyOf(absl::StrCat("{'schemas':['urn:ietf:params:scim:api:messages:2.0:PatchOp'],"
                            "'Operations':[",
                            operation, "]}"));
    return request;
  }

  absl::Status PatchUser(const std::string& id, absl::string_view operation) {
    return users_.Patch(AdminOf("acme"), PatchOf<v1::PatchScimUserRequest>(id, operation)).status();
  }

  absl::Status PatchGroup(const std::string& id, absl::string_view operation) {
    return groups_.Patch(AdminOf("acme"), PatchOf<v1::PatchScimGroupRequest>(id, operation))
        .status();
  }

  absl::StatusOr<http::v1::RawAnswer> PutGroup(const std::string& id,
                                               const std::vector<std::string>& members) {
    v1::ReplaceScimGroupRequest request;
    request.set_id(id);
    const auto member = [](std::string* out, const std::string& user) {
      absl::StrAppend(out, "{'value':'", user, "'}");
    };
    *request.mutable_body() =
        BodyOf(absl::StrCat("{'schemas':['", scim::kGroupUrn, "'],'displayName':'", id,
                            "','members':[", absl::StrJoin(members, ",", member), "]}"));
    return groups_.Replace(AdminOf("acme"), request);
  }

  // g1, g2 …, with the user in each.
  void FillGroupsOf(const std::string& user, int count) {
    const std::string rows = absl::StrCat(" FROM generate_series(1, ", count, ") i");
    Inspect(absl::StrCat(
        "INSERT INTO directory_group (tenant_id, id, version, display_name, kind, manager, state,"
        " create_time, update_time, body) SELECT 'acme', 'g' || i, 1, '', 1, '', 1, now(), now(),"
        " ''",
        rows));
    Inspect(absl::StrCat(
        "INSERT INTO membership (tenant_id, id, version, group_id, user_id, role, start_time,"
        " create_time, update_time, body) SELECT 'acme', 'g' || i || '/",
        user, "', 1, 'g' || i, '", user, "', 1, now(), now(), now(), ''", rows));
  }

  std::vector<std::string> MembersOf(const std::string& group) {
    return directory_.MembersOf(AdminOf("acme"), {group}).value()[group];
  }

  ScimUserHandlers users_{&directory_};
  ScimGroupHandlers groups_{&directory_};
  MembershipHandlers memberships_{&directory_};
  SubstituteHandlers substitutes_{&directory_};
};

}  // namespace steward::directory
