#pragma once

// Streams that the gateway itself answers, whichever way they are delivered.

#include <functional>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "gateway/access/sender.h"
#include "platform/caller/caller.h"

namespace steward::gateway {

// Delivers response messages to one client: as server-sent events or over gRPC. Belongs to a loop.
class StreamSink {
 public:
  virtual ~StreamSink() = default;
  // The stream begins: from here on errors arrive in it. Called once, before any Send.
  virtual void Open() = 0;
  // Sends an encoded response message; `sent` runs when the next may be sent.
  virtual void Send(std::string message, std::function<void()> sent) = 0;
  // The same for a message that only says where the stream stands; shows that it lives.
  virtual void Bookmark(std::string message, std::function<void()> sent) = 0;
  // Last call.
  virtual void Finish(const absl::Status& status) = 0;
};

class Stream {
 public:
  virtual ~Stream() = default;
  // The client is gone: nothing more is sent. Loop thread.
  virtual void Abandon() = 0;
};

struct StreamCall : Sender {
  // What the sender needs for as long as it is open: a stream outlives what it was opened with.
  std::string permission;
  // Encoded request message.
  std::string request;
};

// Starts a stream on the loop of `caller`.
using StreamStarter = std::function<std::shared_ptr<Stream>(rpc::Caller& caller, StreamCall call,
                                                            std::shared_ptr<StreamSink> sink)>;

// By full method name, such as "steward.event.v1.EventService/Watch".
using LocalStreams = absl::flat_hash_map<std::string, StreamStarter>;

}  // namespace steward::gateway
