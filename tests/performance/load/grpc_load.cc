// Calls the ticket service over gRPC, many calls outstanding, as the gateway would: with signed
// identities, request ids and deadlines. One thread drains one completion queue.

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <cstdio>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/auth/identity_signer.h"
#include "platform/auth/keys.h"
#include "platform/rpc/interceptors.h"
#include "platform/rpc/tuning.h"
#include "steward/ticket/v1/ticket_service.pb.h"
#include "tests/performance/load/answer.h"
#include "tests/performance/load/meter.h"

namespace steward::bench {
namespace {

namespace v1 = ticket::v1;

struct Call {
  std::string method;
  std::string bytes;
};

template <class Message>
Call Named(const char* method, const Request& request, Message message) {
  message.set_name(request.name);
  message.set_request_id(request.request_id);
  return {absl::StrCat("/steward.ticket.v1.TicketService/", method), message.SerializeAsString()};
}

Call Create(const Request& request) {
  v1::CreateTicketRequest message;
  v1::Ticket* ticket = message.mutable_ticket();
  ticket->set_kind(v1::Ticket::INCIDENT);
  ticket->set_title(kTitle);
  ticket->set_description(kDescription);
  ticket->set_impact(v1::Ticket::HIGH);
  ticket->set_urgency(v1::Ticket::MEDIUM);
  ticket->set_requester(kRequester);
  message.set_request_id(request.request_id);
  return {"/steward.ticket.v1.TicketService/CreateTicket", message.SerializeAsString()};
}

Call Get(const Request& request) {
  v1::GetTicketRequest message;
  message.set_name(request.name);
  return {"/steward.ticket.v1.TicketService/GetTicket", message.SerializeAsString()};
}

Call List(const Request& request) {
  v1::ListTicketsRequest message;
  message.set_page_size(kPageSize);
  message.set_page_token(request.page_token);
  return {"/steward.ticket.v1.TicketService/ListTickets", message.SerializeAsString()};
}

Call ToCall(const Request& request) {
  switch (request.action) {
    case Action::kCreate:
      return Create(request);
    case Action::kStart:
      return Named("StartTicket", request, v1::StartTicketRequest());
    case Action::kHold: {
      v1::HoldTicketRequest message;
      message.set_hold_reason(v1::Ticket::AWAITING_VENDOR);
      return Named("HoldTicket", request, message);
    }
    case Action::kResume:
      return Named("ResumeTicket", request, v1::ResumeTicketRequest());
    case Action::kGet:
      return Get(request);
    case Action::kList:
      return List(request);
  }
  return {};
}

// One call at a time of one caller.
struct Slot {
  Slot(const Options& options, int number) : caller(options, number) {}

  Caller caller;
  grpc::GenericStub* stub = nullptr;
  Request request;
  absl::Time sent;
  std::unique_ptr<grpc::ClientContext> context;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;
  grpc::ByteBuffer response;
  grpc::Status status;
};

std::string Flat(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  if (!buffer.DumpToSingleSlice(&slice).ok()) return "";
  return std::string(reinterpret_cast<const char*>(slice.begin()), slice.size());
}

class Load {
 public:
  Load(const Options& options, auth::PrivateKey key)
      : options_(options), signer_(options.key_id, std::move(key)), meter_(options) {
    for (int i = 0; i < options.channels; ++i) stubs_.push_back(Connect(i));
    for (int i = 0; i < options.outstanding; ++i) {
      slots_.push_back(std::make_unique<Slot>(options, i));
      slots_.back()->stub = stubs_[i % stubs_.size()].get();
      idle_.push_back(slots_.back().get());
      if (slots_.back()->caller.prepared()) meter_.Prepared();
    }
  }

  int Run() {
    due_ = absl::Now();
    while (true) {
      if (meter_.IsRunning(absl::Now())) SendDue();
      if (idle_.size() == slots_.size() && !meter_.IsRunning(absl::Now())) return meter_.Report();
      void* tag = nullptr;
      bool ok = false;
      const absl::Time until = absl::Now() + absl::Milliseconds(options_.rate > 0 ? 1 : 200);
      if (queue_.AsyncNext(&tag, &ok, absl::ToChronoTime(until)) ==
          grpc::CompletionQueue::GOT_EVENT)
        Finish(static_cast<Slot*>(tag));
    }
  }

 private:
  std::unique_ptr<grpc::GenericStub> Connect(int number) const {
    grpc::ChannelArguments arguments;
    // Without it, channels to one address share a connection.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    // As in the gateway.
    arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
    for (const auto& [name, value] : rpc::kTuning) arguments.SetInt(name, value);
    return std::make_unique<grpc::GenericStub>(
        grpc::CreateCustomChannel(options_.targets[number % options_.targets.size()],
                                  grpc::InsecureChannelCredentials(), arguments));
  }

  void SendDue() {
    const absl::Time now = absl::Now();
    while (!idle_.empty()) {
      Slot* slot = idle_.back();
      // Preparation is not paced.
      if (options_.rate > 0 && slot->caller.prepared()) {
        if (due_ > now) return;
        due_ += absl::Seconds(1 / options_.rate);
      }
      idle_.pop_back();
      Send(slot);
    }
  }

  void Send(Slot* slot) {
    slot->request = slot->caller.Next();
    Call call = ToCall(slot->request);
    slot->context = std::make_unique<grpc::ClientContext>();
    slot->sent = absl::Now();
    slot->context->set_deadline(absl::ToChronoTime(slot->sent + absl::Seconds(10)));
    slot->context->AddMetadata(rpc::kIdentityMetadata, *IdentityOf(*slot));
    grpc::Slice slice(call.bytes);
    slot->reader = slot->stub->PrepareUnaryCall(slot->context.get(), call.method,
                                                grpc::ByteBuffer(&slice, 1), &queue_);
    slot->reader->StartCall();
    slot->reader->Finish(&slot->response, &slot->status, slot);
  }

  std::shared_ptr<const std::string> IdentityOf(const Slot& slot) {
    identity::v1::Identity identity;
    identity.set_tenant(absl::StrCat("bench-", slot.request.tenant));
    identity.set_subject("users/bench");
    identity.add_roles("tenant_admin");
    identity.set_audience("ticket");
    return signer_.Get(std::move(identity), slot.sent);
  }

  void Finish(Slot* slot) {
    const absl::Time now = absl::Now();
    const bool was_prepared = slot->caller.prepared();
    idle_.push_back(slot);
    if (!slot->status.ok()) {
      meter_.Fail(
          absl::StrCat("code ", slot->status.error_code(), ": ", slot->status.error_message()));
      return;
    }
    if (was_prepared) meter_.Record(slot->sent, now);
    if (!slot->caller.WantsAnswer()) return;
    auto answer = ReadMessage(slot->request.action, Flat(slot->response));
    if (!answer) return meter_.Fail("an answer is not what was asked for");
    slot->caller.Done(*answer);
    if (!was_prepared && slot->caller.prepared()) meter_.Prepared();
  }

  const Options options_;
  auth::CachedSigner signer_;
  Meter meter_;
  grpc::CompletionQueue queue_;
  std::vector<std::unique_ptr<grpc::GenericStub>> stubs_;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::vector<Slot*> idle_;
  absl::Time due_;
};

int Main(int argc, char** argv) {
  const Options options = ParseOptions(argc, argv);
  auto key = auth::LoadPrivateKey(options.identity_key);
  if (!key.ok()) {
    std::fprintf(stderr, "--identity-key: %s\n", std::string(key.status().message()).c_str());
    return 2;
  }
  return Load(options, *std::move(key)).Run();
}

}  // namespace
}  // namespace steward::bench

int main(int argc, char** argv) { return steward::bench::Main(argc, argv); }
