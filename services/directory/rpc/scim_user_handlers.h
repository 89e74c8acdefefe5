#pragma once

// Users in steward.directory.v1.ScimService. Each method reads load → decide → commit; identity,
// permission and field rules were checked before. Thread-safe.

#include <functional>

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/rpc/service.h"
#include "platform/store/steps.h"
#include "services/directory/rpc/user_decisions.h"
#include "services/directory/scim/projection.h"
#include "services/directory/scim/user_document.h"
#include "services/directory/store/directory.h"
#include "steward/directory/v1/scim_service.pb.h"

namespace steward::directory {

class ScimUserHandlers {
 public:
  explicit ScimUserHandlers(const Directory* directory)
      : directory_(directory), decisions_(directory) {}

  using Answer = absl::StatusOr<http::v1::RawAnswer>;
  Answer List(const Call&, const v1::ListScimUsersRequest&);
  Answer Search(const Call&, const v1::SearchScimUsersRequest&);
  Answer Get(const Call&, const v1::GetScimUserRequest&);
  Answer Create(const Call&, const v1::CreateScimUserRequest&);
  Answer Replace(const Call&, const v1::ReplaceScimUserRequest&);
  Answer Patch(const Call&, const v1::PatchScimUserRequest&);
  Answer Delete(const Call&, const v1::DeleteScimUserRequest&);

  void Register(rpc::Service* service);

 private:
  using Stored = store::Stored<v1::User>;
  using Decision = absl::StatusOr<journal::Decision<v1::User>>;
  // What a user is to become; called with the user as it stands.
  using Edit = std::function<absl::StatusOr<scim::UserDraft>(const v1::User& current)>;

  Answer Page(const Call& call, const scim::Search& search) const;
  // A user that SCIM shows, by the id in a path. Errors: RESOURCE_NOT_FOUND, ETAG_MISMATCH.
  absl::StatusOr<Stored> Load(const Call& call, const std::string& id,
                              absl::string_view etag) const;
  template <class Request>
  Answer Change(const Call& call, const Request& request, const Edit& edit) const;
  // A new user under `id`, or one that comes back.
  Decision PlanNew(const Call& call, const std::string& id, const scim::UserDraft& draft) const;
  // The update, and the transition when `active` asks for one.
  Decision PlanChange(const Call& call, Stored stored, const scim::UserDraft& draft,
                      bool comes_back) const;
  // The end of the user; or, when not all memberships and substitutes fit into one change, of those
  // that do, and the user is disabled. Then `rest` is true.
  Decision PlanDelete(const Call& call, const std::string& id, absl::string_view etag,
                      bool* rest) const;
  // The id of a new user: its user name where that can be one, else a generated one.
  absl::StatusOr<std::string> NewId(const Call& call, const std::string& user_name) const;
  // Adds the groups, if they are asked for and the caller may see them.
  absl::StatusOr<std::vector<scim::Json>> Render(const Call& call,
                                                 const std::vector<v1::User>& users,
                                                 const scim::Projection& projection) const;
  Answer AnswerWith(const Call& call, int status, const v1::User& user,
                    const scim::Projection& projection) const;

  const Directory* directory_;
  const UserDecisions decisions_;
};

}  // namespace steward::directory
