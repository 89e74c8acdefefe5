#include "platform/host/tls_keys.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::host {
namespace {

absl::Status Wrong(absl::string_view text) {
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::INVALID_FIELD, text);
}

}  // namespace

TlsKeys::TlsKeys(config::Config& config, Role role)
    : is_service_(role == Role::kService),
      certificate_(config.String("mtls_certificate", "",
                                 "File: certificate of this process for the others, with its "
                                 "chain (PEM).")),
      private_key_(
          config.String("mtls_private_key", "", "File: its private key (PEM), mode 0600.")),
      authorities_(config.String("mtls_ca", "",
                                 "File: certificates (PEM) of the authorities of processes.")),
      required_(
          config.Bool("mtls_required", false, "Whether a start without these three is refused.")),
      peers_(is_service_ ? &config.List("mtls_peers", {},
                                        "Processes that may call this one: names, or "
                                        "spiffe://domain/ns/namespace/sa/name.")
                         : nullptr) {}

absl::Status TlsKeys::Check() const {
  const std::array files = {&certificate_, &private_key_, &authorities_};
  const auto set =
      std::count_if(files.begin(), files.end(), [](auto* file) { return !file->empty(); });
  const bool has_peers = peers_ != nullptr && !peers_->empty();
  if (set == 0 && !has_peers)
    return required_ ? Wrong(
                           "mtls_required: mtls_certificate, mtls_private_key and mtls_ca must "
                           "be set.")
                     : absl::OkStatus();
  if (set < 3 || has_peers != is_service_)
    return Wrong(absl::StrCat("mtls_certificate, mtls_private_key", is_service_ ? ", mtls_ca" : "",
                              " and ", is_service_ ? "mtls_peers" : "mtls_ca",
                              " go together: set all of them or none."));
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const rpc::Tls>> TlsKeys::Open() const {
  RETURN_IF_ERROR(Check());
  if (certificate_.empty()) return nullptr;
  auto tls = rpc::Tls::Open({.files = {certificate_, private_key_, authorities_},
                             .peers = is_service_ ? *peers_ : std::vector<std::string>()});
  if (!tls.ok())
    return Wrong(absl::StrCat("mtls_certificate, mtls_private_key, mtls_ca or mtls_peers: ",
                              tls.status().message(), "."));
  return tls;
}

}  // namespace steward::host
