#pragma once

// The configuration keys of TLS between Steward's processes, which are the same in all of them.

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/config/config.h"
#include "platform/rpc/tls.h"

namespace steward::host {

// Declares the keys; the values are there after Config::Load.
class TlsKeys {
 public:
  enum class Role {
    // Calls others and is called by none: there are no peers to list.
    kCaller,
    kService,
  };
  TlsKeys(config::Config& config, Role role);

  // INVALID_ARGUMENT for half a configuration, and for none when there must be one.
  absl::Status Check() const;
  // Null when the keys are left out. Errors are those of Check and rpc::Tls::Open.
  absl::StatusOr<std::shared_ptr<const rpc::Tls>> Open() const;

 private:
  const bool is_service_;
  const std::string &certificate_, &private_key_, &authorities_;
  const bool& required_;
  // Null for a caller.
  const std::vector<std::string>* const peers_;
};

}  // namespace steward::host
