// Calls the ticket service over gRPC, many calls outstanding, as the gateway does: by its client,
// with signed identities, request ids and deadlines, on one thread.

#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/auth/identity_signer.h"
#include "platform/auth/keys.h"
#include "platform/caller/caller.h"
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
  Slot(const Options& options, int number, rpc::Caller* through)
      : caller(options, number), way(through) {}

  Caller caller;
  rpc::Caller* way;
  Request request;
  absl::Time sent;
};

class Load {
 public:
  Load(const Options& options, auth::PrivateKey key)
      : options_(options), signer_(options.key_id, std::move(key)), meter_(options) {
    for (int i = 0; i < options.channels; ++i) {
      const rpc::Backends target = {{kService, options.targets[i % options.targets.size()]}};
      ways_.push_back(std::make_unique<rpc::Caller>(loop_, target, nullptr));
    }
    for (int i = 0; i < options.outstanding; ++i) {
      slots_.push_back(std::make_unique<Slot>(options, i, ways_[i % ways_.size()].get()));
      idle_.push_back(slots_.back().get());
      if (slots_.back()->caller.prepared()) meter_.Prepared();
    }
  }

  int Run() {
    due_ = absl::Now();
    loop_.Post([this] { Tick(); });
    io_.run();
    for (const auto& way : ways_) way->Shutdown();
    loop_.Shutdown();
    return meter_.Report();
  }

 private:
  static constexpr char kService[] = "ticket";

  // Sends what is due, also after a time in which no answer came, and sees the end.
  void Tick() {
    GoOn();
    loop_.After(absl::Milliseconds(options_.rate > 0 ? 1 : 50), [this] { Tick(); });
  }

  void GoOn() {
    if (meter_.IsRunning(absl::Now()))
      SendDue();
    else if (idle_.size() == slots_.size())
      io_.stop();
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
    slot->sent = absl::Now();
    rpc::Outgoing outgoing;
    outgoing.service = kService;
    outgoing.path = std::move(call.method);
    outgoing.request = std::move(call.bytes);
    outgoing.identity = IdentityOf(*slot);
    outgoing.request_id = slot->request.request_id;
    outgoing.deadline = slot->sent + absl::Seconds(10);
    slot->way->Start(std::move(outgoing), [this, slot](rpc::Reply& reply) { Finish(slot, reply); });
  }

  std::shared_ptr<const std::string> IdentityOf(const Slot& slot) {
    identity::v1::Identity identity;
    identity.set_tenant(absl::StrCat("bench-", slot.request.tenant));
    identity.set_subject("users/bench");
    identity.add_roles("tenant_admin");
    identity.set_audience(kService);
    return signer_.Get(std::move(identity), slot.sent);
  }

  void Finish(Slot* slot, const rpc::Reply& reply) {
    Count(slot, reply);
    idle_.push_back(slot);
    GoOn();
  }

  void Count(Slot* slot, const rpc::Reply& reply) {
    const bool was_prepared = slot->caller.prepared();
    if (!reply.status.ok())
      return meter_.Fail(
          absl::StrCat("code ", static_cast<int>(reply.status.code), ": ", reply.status.message));
    if (was_prepared) meter_.Record(slot->sent, absl::Now());
    if (!slot->caller.WantsAnswer()) return;
    auto answer = ReadMessage(slot->request.action, reply.body);
    if (!answer) return meter_.Fail("an answer is not what was asked for");
    slot->caller.Done(*answer);
    if (!was_prepared && slot->caller.prepared()) meter_.Prepared();
  }

  const Options options_;
  auth::CachedSigner signer_;
  Meter meter_;
  boost::asio::io_context io_{1};
  rpc::Loop loop_{io_};
  std::vector<std::unique_ptr<rpc::Caller>> ways_;
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
