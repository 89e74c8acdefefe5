#include "gateway/permissions/test_permissions.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gateway/entrance/calls.h"
#include "gateway/merged/messages.h"
#include "google/protobuf/dynamic_message.h"
#include "platform/access/held_permissions.h"
#include "platform/json/wire.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "steward/access/v1/permission_service.pb.h"

namespace steward::gateway {
namespace {

using access::v1::TestPermissionsRequest;
using access::v1::TestPermissionsResponse;

// What stays the same for all calls.
struct Tester {
  explicit Tester(const PermissionContext& with)
      : context(with), types(FindTestedTypes(with.api)), messages(&with.api.pool()) {
    for (const auto& method : with.api.methods())
      if (!method->anonymous) known.insert(method->permission);
    for (const TestedType& type : types)
      known.insert(type.permissions.begin(), type.permissions.end());
  }

  const PermissionContext context;
  const std::vector<TestedType> types;
  // Of whatever type: nobody has one on a record of another type, and to ask is no mistake.
  std::set<std::string> known;
  google::protobuf::DynamicMessageFactory messages;
};

absl::StatusOr<std::string> Judge(Tester& tester, const TestedType& type, const Principal& caller,
                                  const TestPermissionsRequest& request,
                                  absl::string_view resource) {
  std::unique_ptr<google::protobuf::Message> record(
      tester.messages.GetPrototype(type.get->descriptor->output_type())->New());
  if (!record->ParseFromArray(resource.data(), static_cast<int>(resource.size())))
    return errors::Internal("a resource cannot be decoded");
  const std::vector<std::string> asked(request.permissions().begin(), request.permissions().end());
  RETURN_IF_ERROR(access::CheckPermissionsExist(tester.known, asked));
  TestPermissionsResponse response;
  const access::Viewer viewer{caller.subject, caller.roles, caller.groups, Scope::kNone};
  for (std::string& held : access::PermissionsOn(*type.rule, viewer, *record, asked))
    response.add_permissions(std::move(held));
  return response.SerializeAsString();
}

// Gets the resource in the name of the caller.
void GetFor(Tester& tester, const Method& get, const std::string& name, rpc::Caller& caller,
            const LocalCall& call, LocalAnswer answer) {
  std::string wire;
  json::AppendLengthDelimited(get.descriptor->input_type()->FindFieldByName("name")->number(), name,
                              &wire);
  Access& access = tester.context.access;
  const auto local = tester.context.methods.find(get.full_name);
  if (local != tester.context.methods.end()) {
    if (absl::Status denied = access.CheckAllowed(*call.principal, get.permission); !denied.ok())
      return answer(denied);
    return local->second(caller, LocalCallOf(call, get, std::move(wire), call.deadline),
                         std::move(answer));
  }
  rpc::Outgoing outgoing = OutgoingOf(access, call, get, call.deadline, /*repeatable=*/true);
  outgoing.request = std::move(wire);
  AnswerFrom(caller, std::move(outgoing), std::move(answer));
}

void TestPermissions(const std::shared_ptr<Tester>& tester, rpc::Caller& caller,
                     const LocalCall& call, LocalAnswer answer) {
  auto request = Read<TestPermissionsRequest>(call);
  if (!request.ok()) return answer(request.status());
  const TestedType* type = FindTestedType(tester->types, request->name());
  if (type == nullptr) return answer(errors::InvalidField("name", "is not the name of a resource"));
  const std::string name = request->name();
  GetFor(*tester, *type->get, name, caller, call,
         [tester, type, principal = call.principal, request = *std::move(request),
          answer = std::move(answer)](const absl::StatusOr<LocalResponse>& resource) {
           if (!resource.ok()) return answer(resource.status());
           answer(Judge(*tester, *type, *principal, request, resource->message));
         });
}

}  // namespace

std::vector<TestedType> FindTestedTypes(const Api& api) {
  std::vector<TestedType> types;
  for (const auto& method : api.methods()) {
    const auto* resource = method->descriptor->output_type();
    const auto& rules = resource->options().GetExtension(options::v1::resource);
    const bool gets = method->reads_only && absl::StartsWith(method->descriptor->name(), "Get") &&
                      method->descriptor->input_type()->FindFieldByName("name") != nullptr;
    if (!gets || rules.collection().empty()) continue;
    types.push_back({method.get(), absl::StrSplit(rules.collection(), '/'),
                     access::PermissionsOf(*resource),
                     std::make_unique<const access::RecordRule>(resource)});
  }
  return types;
}

const TestedType* FindTestedType(const std::vector<TestedType>& types, absl::string_view name) {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  const auto fits = [&](const TestedType& type) {
    if (parts.size() != type.collection.size() + 1) return false;
    for (size_t i = 0; i < type.collection.size(); ++i)
      if (type.collection[i] != "*" && type.collection[i] != parts[i]) return false;
    return true;
  };
  const auto found = absl::c_find_if(types, fits);
  return found == types.end() ? nullptr : &*found;
}

void AddPermissionMethod(const PermissionContext& context, LocalMethods* methods) {
  auto tester = std::make_shared<Tester>(context);
  (*methods)["steward.access.v1.PermissionService/TestPermissions"] =
      [tester](rpc::Caller& caller, const LocalCall& call, LocalAnswer answer) {
        TestPermissions(tester, caller, call, std::move(answer));
      };
}

}  // namespace steward::gateway
