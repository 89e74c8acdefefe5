#pragma once

// Takes connections in and spreads them over loops. This header needs Asio.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace steward::http2 {

class Listener {
 public:
  // Gets a socket of loop `loop`, on the thread of the first.
  using Take = std::function<void(size_t loop, boost::asio::ip::tcp::socket socket)>;

  // Listens on `address`, host:port; port 0 takes a free one. UNAVAILABLE when it cannot listen
  // there.
  static absl::StatusOr<std::shared_ptr<Listener>> Open(const std::string& address,
                                                        std::vector<boost::asio::io_context*> loops,
                                                        Take take);
  virtual ~Listener() = default;

  virtual int port() const = 0;
  // Before the loops run, or on the thread of the first.
  virtual void Accept() = 0;
  virtual void Close() = 0;
};

}  // namespace steward::http2
