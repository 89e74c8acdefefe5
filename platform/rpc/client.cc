#include "platform/rpc/client.h"

#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/caller/caller.h"
#include "platform/caller/loop_thread.h"
#include "platform/fiber/event.h"
#include "platform/observe/trace.h"
#include "platform/observe/uuid.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::rpc {
namespace {

// One thread makes the calls of all clients of a process. It ends with the last of them.
std::shared_ptr<LoopThread> SharedThread() {
  static std::mutex mutex;
  static std::weak_ptr<LoopThread> shared;
  std::lock_guard lock(mutex);
  std::shared_ptr<LoopThread> thread = shared.lock();
  if (thread == nullptr) shared = thread = std::make_shared<LoopThread>();
  return thread;
}

}  // namespace

Client::Client(const std::string& address, Identity identity, std::shared_ptr<const Tls> tls,
               std::string service)
    : service_(std::move(service)), identity_(std::move(identity)), thread_(SharedThread()) {
  thread_->Run([&] {
    caller_ = std::make_unique<Caller>(thread_->loop(), Backends{{service_, address}}, tls);
  });
}

Client::~Client() {
  thread_->Run([this] { caller_ = nullptr; });
}

absl::Status Client::Call(const std::string& method, const google::protobuf::Message& request,
                          google::protobuf::Message* response, absl::Duration timeout,
                          absl::string_view tenant) const {
  Outgoing outgoing;
  outgoing.service = service_;
  outgoing.path = absl::StrCat("/", method);
  outgoing.request = request.SerializeAsString();
  outgoing.identity = std::make_shared<const std::string>(identity_(tenant));
  outgoing.request_id = observe::NewUuid4();
  // Those in a tenant begin a trace; what processes ask each other all the time is in none.
  if (tenant.empty()) outgoing.trace_parent = observe::Unsampled(observe::NewTraceParent());
  outgoing.deadline = absl::Now() + timeout;
  outgoing.repeatable = true;
  Reply reply;
  fiber::Event ended;
  thread_->loop().Post([&] {
    caller_->Start(std::move(outgoing), [&](Reply& ending) {
      reply = std::move(ending);
      ended.Notify();
    });
  });
  ended.Wait(absl::InfiniteFuture());
  RETURN_IF_ERROR(StatusOfReply(reply.status));
  if (response->ParseFromString(reply.body)) return absl::OkStatus();
  return errors::Internal(absl::StrCat("the answer of ", method, " is none of its messages"));
}

}  // namespace steward::rpc
