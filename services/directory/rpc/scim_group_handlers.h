#pragma once

// Groups and their members in steward.directory.v1.ScimService. Each method reads load → decide →
// commit; identity, permission and field rules were checked before. A change of more than
// kMembershipsMax memberships is made in several, of which a failure leaves the first ones. Each of
// them happens only while the group and its members stand as it found them.
// Thread-safe.

#include <functional>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "platform/call/call.h"
#include "platform/rpc/service.h"
#include "platform/store/steps.h"
#include "services/directory/scim/group_document.h"
#include "services/directory/scim/projection.h"
#include "services/directory/store/directory.h"
#include "steward/directory/v1/scim_service.pb.h"

namespace steward::directory {

class ScimGroupHandlers {
 public:
  explicit ScimGroupHandlers(const Directory* directory) : directory_(directory) {}

  using Answer = absl::StatusOr<http::v1::RawAnswer>;
  Answer List(const Call&, const v1::ListScimGroupsRequest&);
  Answer Search(const Call&, const v1::SearchScimGroupsRequest&);
  Answer Get(const Call&, const v1::GetScimGroupRequest&);
  Answer Create(const Call&, const v1::CreateScimGroupRequest&);
  Answer Replace(const Call&, const v1::ReplaceScimGroupRequest&);
  Answer Patch(const Call&, const v1::PatchScimGroupRequest&);
  Answer Delete(const Call&, const v1::DeleteScimGroupRequest&);

  void Register(rpc::Service* service);

 private:
  using Decision = absl::StatusOr<journal::Decision<v1::Group>>;
  // A group as it stands, with everybody who ever was in it.
  struct Standing {
    store::Stored<v1::Group> group;
    std::vector<Directory::Place> places;
    // Sum of the versions of all places.
    int64_t versions = 0;
    std::string etag;
  };
  // A group as a decision leaves it.
  struct Settled {
    v1::Group group;
    // Ids of users, sorted.
    std::vector<std::string> members;
    std::string etag;
    // Whether the plan needs another decision.
    bool rest = false;
  };
  // What is to become of a group, as one decision or several.
  struct Plan {
    // Null once the group itself is as it is to be.
    std::function<absl::StatusOr<scim::GroupDraft>(const Call&, const Standing&)> edit;
    absl::optional<std::vector<std::string>> members;
    bool ends = false;
    bool comes_back = false;
  };

  Answer Page(const Call& call, const scim::Search& search) const;
  // A group by its id: one that SCIM shows, or one that comes back. Errors: RESOURCE_NOT_FOUND,
  // ETAG_MISMATCH, RESOURCE_ALREADY_EXISTS of one that came back already.
  absl::StatusOr<Standing> Load(const Call& call, const std::string& id, absl::string_view etag,
                                bool comes_back) const;
  // Commits the plan, in as many changes as it takes. Errors also: CONCURRENT_CHANGE when somebody
  // else changes the group between two of them.
  absl::StatusOr<Settled> Settle(const Call& call, const std::string& id, absl::string_view etag,
                                 Plan plan) const;
  // The same for the changes that follow the one that left the group like this.
  absl::StatusOr<Settled> Finish(const Call& call, const std::string& id, Settled begun,
                                 Plan plan) const;
  absl::StatusOr<Settled> Round(const Call& call, const std::string& id, absl::string_view etag,
                                Plan* plan) const;
  Decision PlanRound(const Call& call, const Standing& standing, Plan* plan,
                     Settled* settled) const;
  Decision PlanNew(const Call& call, const std::string& id, const scim::GroupDraft& draft,
                   Settled* settled) const;
  template <class Request>
  Answer Change(const Call& call, const Request& request, Plan plan) const;
  Answer AnswerWith(const Call& call, int status, const Settled& settled,
                    const scim::Projection& projection) const;
  absl::StatusOr<std::vector<scim::Json>> Render(const Call& call,
                                                 const std::vector<v1::Group>& groups,
                                                 const scim::Projection& projection,
                                                 std::string* etag) const;

  const Directory* directory_;
};

}  // namespace steward::directory
