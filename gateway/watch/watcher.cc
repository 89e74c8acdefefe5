#include "gateway/watch/watcher.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gateway/access/admission.h"
#include "gateway/access/read_note.h"
#include "gateway/transcode/problem.h"
#include "platform/journal/shard.h"
#include "platform/json/wire.h"
#include "platform/observe/trace.h"
#include "platform/resource/rules.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/jitter.h"
#include "steward/event/v1/event_service.pb.h"

namespace steward::gateway {
namespace {

constexpr absl::string_view kJournal = "/steward.event.v1.JournalService/";
constexpr absl::string_view kWatch = "steward.event.v1.EventService/Watch";

// Errors that will not go away by asking again.
bool IsFinal(const absl::Status& status) {
  const errors::Reason reason = errors::ReasonOf(status);
  return reason == errors::Reason::OFFSET_TRIMMED || reason == errors::Reason::EPOCH_CHANGED;
}

}  // namespace

Watcher::Watcher(WatchContext context, StreamCall call, std::shared_ptr<StreamSink> sink)
    : context_(context),
      call_(std::move(call)),
      sink_(std::move(sink)),
      tenant_(call_.principal->tenant),
      shard_(journal::ShardOf(tenant_)) {}

Watcher::~Watcher() = default;

void Watcher::Start() {
  bool now = false;
  if (absl::Status status = Prepare(&now); !status.ok()) return End(status);
  context_.board.Join(this);
  if (!now) return Begin();
  heads_missing_ = static_cast<int>(feeds_.size());
  timers_.push_back(
      context_.caller.loop().After(context_.options.start_timeout, [self = shared_from_this()] {
        if (!self->begun_) self->End(errors::Unavailable("a journal, at the start of a watch"));
      }));
  for (Feed& feed : feeds_) AskHead(feed);
}

absl::Status Watcher::Prepare(bool* now) {
  event::v1::WatchRequest request;
  if (!request.ParseFromString(call_.request))
    return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::MALFORMED_REQUEST,
                        "The request cannot be decoded.");
  RETURN_IF_ERROR(resource::CheckRules(request));
  if (!request.filter().empty()) {
    ASSIGN_OR_RETURN(filter_, resource::FilterMatcher::Compile(request.filter(),
                                                               event::v1::Event::descriptor()));
  }
  Positions positions;
  *now = request.from().empty() || request.from() == "now";
  if (!*now && request.from() != "earliest") {
    ASSIGN_OR_RETURN(positions, context_.cursors.Decode(request.from(), tenant_));
  }
  for (const std::string& service : context_.caller.services()) {
    Feed& feed = feeds_.emplace_back();
    feed.service = service;
    if (auto it = positions.find(service); it != positions.end()) feed.at = it->second;
  }
  return absl::OkStatus();
}

rpc::Outgoing Watcher::MakeCall(const Feed& feed, absl::string_view method,
                                const google::protobuf::MessageLite& request) {
  rpc::Outgoing outgoing;
  outgoing.service = feed.service;
  outgoing.path = absl::StrCat(kJournal, method);
  outgoing.request = request.SerializeAsString();
  outgoing.identity = context_.access.OwnIdentity(tenant_, feed.service);
  outgoing.request_id = call_.request_id;
  // As long as it watches it asks: the log knows of which trace, but there are no spans of it.
  outgoing.trace_parent = observe::Unsampled(call_.trace_parent);
  outgoing.deadline = absl::Now() + absl::Seconds(5);
  return outgoing;
}

void Watcher::AskHead(Feed& feed) {
  if (ended_) return;
  context_.caller.Start(
      MakeCall(feed, "GetHeads", event::v1::GetHeadsRequest()),
      [self = shared_from_this(), &feed](rpc::Reply& reply) { self->OnHead(feed, reply); });
}

void Watcher::OnHead(Feed& feed, rpc::Reply& reply) {
  if (ended_) return;
  event::v1::GetHeadsResponse response;
  const absl::string_view bytes = reply.body;
  const bool good = reply.status.ok() &&
                    response.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) &&
                    response.heads_size() > shard_;
  if (!good) return RetryLater(feed, [this, &feed] { AskHead(feed); });
  feed.failures = 0;
  feed.at = response.heads(shard_);
  if (--heads_missing_ == 0) Begin();
}

void Watcher::Begin() {
  begun_ = true;
  sink_->Open();
  const absl::Duration age =
      std::min(context_.options.max_age, call_.principal->expire_time - absl::Now());
  timers_.push_back(
      context_.caller.loop().After(age, [self = shared_from_this()] { self->OnDrain(); }));
  ArmRecheck();
  ArmPoll();
  ArmHeartbeat();
  bookmark_due_ = true;
  Pump();
}

void Watcher::Pump() {
  if (ended_ || !begun_) return;
  for (Feed& feed : feeds_)
    if (!ending_ && feed.Wants()) Fetch(feed);
  if (sending_ || ended_) return;
  if (ending_) return SendBookmark();
  for (size_t i = 0; i < feeds_.size(); ++i) {
    Feed& feed = feeds_[(turn_ + i) % feeds_.size()];
    if (!feed.Ready()) continue;
    ++turn_;
    return SendEvent(feed);
  }
  if (bookmark_due_) SendBookmark();
}

void Watcher::SendEvent(Feed& feed) {
  const Feed::Item item = feed.Pop();
  const std::string cursor = Cursor();
  std::string message;
  message.reserve(item.event.size() + cursor.size() + 16);
  json::AppendLengthDelimited(event::v1::WatchResponse::kCursorFieldNumber, cursor, &message);
  json::AppendLengthDelimited(event::v1::WatchResponse::kEventFieldNumber, item.event, &message);
  sending_ = true;
  bookmark_due_ = false;
  sink_->Send(std::move(message), [self = shared_from_this()] { self->Sent(); });
}

void Watcher::SendBookmark() {
  std::string message;
  json::AppendLengthDelimited(event::v1::WatchResponse::kCursorFieldNumber, Cursor(), &message);
  sending_ = true;
  bookmark_due_ = false;
  sink_->Bookmark(std::move(message), [self = shared_from_this()] {
    if (self->ending_) return self->End(absl::OkStatus());
    self->Sent();
  });
}

void Watcher::Sent() {
  if (ended_) return;
  sending_ = false;
  ArmHeartbeat();
  Pump();
}

void Watcher::Fetch(Feed& feed) {
  event::v1::ListEventsRequest request;
  request.set_shard(shard_);
  request.set_tenant(tenant_);
  request.set_page_size(context_.options.page_size);
  if (feed.at.has_value()) *request.mutable_after() = *feed.at;
  feed.fetching = true;
  context_.caller.Start(
      MakeCall(feed, "ListEvents", request),
      [self = shared_from_this(), &feed](rpc::Reply& reply) { self->OnPage(feed, reply); });
}

// The filter sees what the caller does: it is no way to ask for what was taken out.
bool Watcher::Wants(std::string* event, std::set<std::string>* foreign) {
  const Principal& principal = *call_.principal;
  std::set<std::string> shown;
  if (!context_.visible.Shows({principal.subject, principal.roles, principal.groups, Scope::kNone},
                              event, &shown))
    return false;
  if (filter_.has_value()) {
    event::v1::Event parsed;
    if (!parsed.ParseFromString(*event) || !filter_->Matches(parsed)) return false;
  }
  foreign->merge(shown);
  return true;
}

void Watcher::OnPage(Feed& feed, rpc::Reply& reply) {
  feed.fetching = false;
  if (ended_) return;
  std::set<std::string> foreign;
  const auto wanted = [&](std::string* event) { return Wants(event, &foreign); };
  const absl::Status status = reply.status.ok() ? feed.TakePage(reply.body, tenant_, wanted)
                                                : rpc::StatusOfReply(reply.status);
  if (IsFinal(status)) return End(status);
  if (!status.ok()) return RetryLater(feed, [this] { Pump(); });
  if (!foreign.empty()) return Note(feed, ReadNoteOf(call_, kWatch, foreign));
  Pump();
}

// Who is shown what is foreign to them is recorded first.
void Watcher::Note(Feed& feed, const event::v1::NoteReadRequest& note) {
  feed.noting = true;
  context_.caller.Start(MakeCall(feed, "NoteRead", note),
                        [self = shared_from_this(), &feed, note](rpc::Reply& reply) {
                          if (self->ended_) return;
                          if (!reply.status.ok())
                            return self->RetryLater(feed, [watcher = self.get(), &feed, note] {
                              watcher->Note(feed, note);
                            });
                          feed.noting = false;
                          feed.failures = 0;
                          self->Pump();
                        });
  Pump();
}

void Watcher::RetryLater(Feed& feed, std::function<void()> again) {
  const int doubled = std::min(feed.failures++, 5);
  const absl::Duration delay = std::min(absl::Milliseconds(100) * (1 << doubled), absl::Seconds(2));
  feed.retry = context_.caller.loop().After(
      Jittered(delay), [self = shared_from_this(), &feed, again = std::move(again)] {
        feed.retry = nullptr;
        again();
      });
}

void Watcher::OnRing(const Ring& ring) {
  if (ring.shard != shard_) return;
  for (Feed& feed : feeds_) {
    if (feed.service != ring.service) continue;
    const bool known = feed.at.has_value() && feed.page.empty() && feed.at->epoch() == ring.epoch &&
                       feed.at->offset() >= ring.offset;
    if (known) continue;
    feed.behind = true;
    feed.rung = feed.fetching;
  }
  Pump();
}

void Watcher::OnSilence() {
  for (Feed& feed : feeds_) {
    feed.behind = true;
    feed.rung = feed.fetching;
  }
  Pump();
}

void Watcher::OnDrain() {
  if (!begun_)
    return End(errors::Make(absl::StatusCode::kUnavailable, errors::Reason::DRAINING,
                            "The gateway is shutting down; try again."));
  ending_ = true;
  Pump();
}

void Watcher::ArmRecheck() {
  recheck_timer_ =
      context_.caller.loop().After(context_.options.recheck, [self = shared_from_this()] {
        self->context_.principals.Ask(
            self->call_.authorization, self->call_.tenant, self->call_.client_address,
            [self](Principals::Answer answer) { self->OnRecheck(std::move(answer)); });
      });
}

void Watcher::OnRecheck(Principals::Answer answer) {
  if (ended_) return;
  if (answer.ok())
    call_.principal = *std::move(answer);
  else if (!StaysAdmitted(*call_.principal, answer.status(), absl::Now()))
    return End(answer.status());
  const absl::Status allowed = context_.access.CheckAllowed(*call_.principal, call_.permission);
  if (!allowed.ok()) return End(allowed);
  ArmRecheck();
}

void Watcher::ArmPoll() {
  poll_timer_ =
      context_.caller.loop().After(Jittered(context_.options.poll), [self = shared_from_this()] {
        self->OnSilence();
        if (!self->ended_) self->ArmPoll();
      });
}

void Watcher::ArmHeartbeat() {
  if (heartbeat_timer_ != nullptr) heartbeat_timer_->Cancel();
  heartbeat_timer_ =
      context_.caller.loop().After(context_.options.heartbeat, [self = shared_from_this()] {
        self->bookmark_due_ = true;
        self->Pump();
      });
}

void Watcher::Abandon() {
  sink_ = nullptr;
  End(absl::OkStatus());
}

void Watcher::End(const absl::Status& status) {
  if (ended_) return;
  ended_ = true;
  context_.board.Leave(this);
  for (Feed& feed : feeds_)
    if (feed.retry != nullptr) feed.retry->Cancel();
  for (const auto& timer : timers_) timer->Cancel();
  if (recheck_timer_ != nullptr) recheck_timer_->Cancel();
  if (poll_timer_ != nullptr) poll_timer_->Cancel();
  if (heartbeat_timer_ != nullptr) heartbeat_timer_->Cancel();
  if (auto sink = std::move(sink_)) sink->Finish(status);
}

std::string Watcher::Cursor() const {
  Positions positions;
  for (const Feed& feed : feeds_)
    if (feed.at.has_value()) positions[feed.service] = *feed.at;
  return context_.cursors.Encode(positions, tenant_);
}

StreamStarter WatchStarter(std::function<WatchContext(rpc::Caller&)> contexts) {
  return [contexts = std::move(contexts)](rpc::Caller& caller, StreamCall call,
                                          std::shared_ptr<StreamSink> sink) {
    auto watcher = std::make_shared<Watcher>(contexts(caller), std::move(call), std::move(sink));
    watcher->Start();
    return watcher;
  };
}

}  // namespace steward::gateway
