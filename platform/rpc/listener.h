#pragma once

// Takes connections in and spreads them over lanes. Inside platform/rpc only.

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/rpc/raw_service.h"
#include "platform/tls/context.h"

namespace steward::rpc {

class Lane;

class Listener {
 public:
  // Listens on `address`, host:port; port 0 takes a free one. Connections are plain without `tls`.
  // All of it outlives the lanes. FAILED_PRECONDITION when it cannot listen there.
  static absl::StatusOr<std::shared_ptr<Listener>> Open(
      const std::string& address, const std::vector<std::unique_ptr<Lane>>& lanes,
      const RawService& methods, const tls::WatchedContext* tls);
  virtual ~Listener() = default;

  virtual int port() const = 0;
  // Before and after the lanes run, or on the thread of the first.
  virtual void Accept() = 0;
  virtual void Close() = 0;
};

}  // namespace steward::rpc
