// SCIM filters, paths and PATCH bodies from strangers.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "platform/resource/utf8.h"
#include "platform/status/errors.h"
#include "services/directory/scim/canonical.h"
#include "services/directory/scim/filter.h"
#include "services/directory/scim/patch.h"
#include "services/directory/scim/user_document.h"
#include "services/directory/store/scim_list.h"

namespace steward::directory {
namespace {

const std::vector<std::string> kAdmin = {"tenant_admin"};

void Require(bool condition) {
  if (!condition) std::abort();
}

bool IsRefusal(const absl::Status& status) {
  const auto reason = errors::ReasonOf(status);
  return status.ok() ||
         (reason != errors::Reason::REASON_UNSPECIFIED && reason != errors::Reason::INTERNAL);
}

// Whatever is accepted has its values in parameters, and those can be stored.
void Compile(absl::string_view text) {
  for (const ScimList* list : {&ScimUserList(), &ScimGroupList()}) {
    const auto sql = CompileScimFilter(text, *list, 2, kAdmin);
    Require(IsRefusal(sql.status()));
    if (!sql.ok()) continue;
    Require(sql->params.size() <= 64 && sql->text.size() < 64 * 512);
    for (const resource::Value& value : sql->params)
      if (const auto* literal = std::get_if<std::string>(&value))
        Require(resource::CodePoints(*literal) >= 0);
    for (char c : sql->text) Require(c >= ' ' && c != ';' && c != '\\' && c != '"');
  }
}

void Patch(absl::string_view text) {
  const auto message = auth::ParseJsonObject(text);
  if (!message) return;
  v1::User user;
  user.set_name("users/alice");
  user.set_email("alice@example.com");
  user.add_roles("agent");
  scim::Json resource = scim::RenderUser(user, {});
  const auto operations = scim::ParsePatch(*message);
  Require(IsRefusal(operations.status()));
  if (operations.ok()) {
    Require(IsRefusal(scim::ApplyPatch(scim::UserType(), *operations, &resource)));
    Require(IsRefusal(scim::ReadUser(resource).status()));
  }
  const auto canonical = scim::Canonical(scim::UserType(), *message);
  Require(IsRefusal(canonical.status()));
  if (!canonical.ok()) return;
  // What is in its one form stays as it is.
  const auto again = scim::Canonical(scim::UserType(), *canonical);
  Require(again.ok() && scim::Print(*again) == scim::Print(*canonical));
  Require(IsRefusal(scim::ReadUser(*canonical).status()));
}

}  // namespace
}  // namespace steward::directory

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  steward::directory::Compile(text);
  steward::directory::Require(
      steward::directory::IsRefusal(steward::directory::scim::ParsePatchPath(text).status()));
  steward::directory::Patch(text);
  return 0;
}
