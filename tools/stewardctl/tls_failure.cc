#include "tools/stewardctl/tls_failure.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tools/stewardctl/failure.h"

namespace steward::ctl {
namespace {

// Of gRPC 1.51 and OpenSSL 3.
constexpr absl::string_view kUntrusted = "certificate verify failed";
constexpr absl::string_view kOtherName = "is not in peer certificate";
constexpr absl::string_view kNoTls = "wrong version number";
constexpr absl::string_view kNoChannel = "empty address list";

}  // namespace

absl::Status TlsFailureOf(const Address& address, absl::string_view text) {
  if (!address.tls) return absl::OkStatus();
  const std::string& target = address.target;
  if (absl::StrContains(text, kUntrusted))
    return TlsFailure(absl::StrCat(
        "The certificate of ", target,
        " is not valid, or of nobody who is trusted here: name the certificates of those who made "
        "it with --ca-file or STEWARD_CA_FILE."));
  if (absl::StrContains(text, kOtherName))
    return TlsFailure(absl::StrCat("The certificate of ", target,
                                   " is for other names: call the server by one of them."));
  if (absl::StrContains(text, kNoTls))
    return TlsFailure(absl::StrCat(target, " does not speak TLS: write http://", target,
                                   address.is_local ? "." : ", and allow that with --plaintext."));
  if (absl::StrContains(text, kNoChannel))
    return TlsFailure("The certificates that --ca-file or STEWARD_CA_FILE names are broken.");
  return absl::OkStatus();
}

bool MaySpeakTls(const Address& address, absl::string_view text) {
  return !address.tls &&
         (absl::StrContains(text, "Connection reset") || absl::StrContains(text, "Socket closed"));
}

}  // namespace steward::ctl
