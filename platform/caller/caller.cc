#include "platform/caller/caller.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "platform/caller/call.h"

namespace steward::rpc {

Caller::Caller(Loop& loop, const Backends& backends, const std::shared_ptr<const Tls>& tls)
    : loop_(loop) {
  for (const auto& [name, target] : backends) {
    auto service = std::make_unique<Service>();
    service->backend = std::make_unique<Backend>(loop, name, target, tls,
                                                 [this, raw = service.get()] { OnChanged(raw); });
    services_[name] = std::move(service);
  }
  loop_.Post([this] {
    if (!is_shut_down_) Tick();
  });
}

Caller::~Caller() { Shutdown(); }

void Caller::Tick() {
  const absl::Time now = absl::Now();
  for (const auto& [name, service] : services_) service->backend->Tick(now);
  OnChanged(nullptr);
  ticker_ = loop_.After(absl::Seconds(1), [this] { Tick(); });
}

void Caller::OnChanged(Service* service) {
  connected_ = std::any_of(services_.begin(), services_.end(),
                           [](const auto& each) { return each.second->backend->is_connected(); });
  // Each finds a connection, waits on, or learns that there is none.
  if (service == nullptr) return;
  for (const auto& call : std::exchange(service->waiting, {})) call->Attempt();
}

std::shared_ptr<Caller::Call> Caller::Begin(Outgoing outgoing, std::function<void(Reply&)> done,
                                            bool is_upload) {
  const auto found = services_.find(outgoing.service);
  Service* const service = found == services_.end() ? nullptr : found->second.get();
  auto call =
      std::make_shared<Call>(*this, service, std::move(outgoing), std::move(done), is_upload);
  if (is_shut_down_) return call;
  Watch(call.get());
  if (service == nullptr)
    call->FailLater(absl::StatusCode::kUnimplemented, "No service answers this method.");
  else
    call->Attempt();
  return call;
}

std::shared_ptr<PendingCall> Caller::Start(Outgoing outgoing, std::function<void(Reply&)> done) {
  return Begin(std::move(outgoing), std::move(done), /*is_upload=*/false);
}

std::shared_ptr<Upload> Caller::StartUpload(Outgoing outgoing, std::function<void(Reply&)> done) {
  const bool is_served = services_.contains(outgoing.service) && !is_shut_down_;
  auto call = Begin(std::move(outgoing), std::move(done), /*is_upload=*/true);
  return is_served ? call : nullptr;
}

void Caller::Watch(Call* call) {
  calls_.insert({call->deadline(), call});
  if (call->deadline() < first_deadline_at_) EndOverdue();
}

void Caller::Unwatch(Call* call) { calls_.erase({call->deadline(), call}); }

void Caller::EndOverdue() {
  const absl::Time now = absl::Now();
  auto next = calls_.begin();
  for (; next != calls_.end() && next->first <= now; ++next)
    // Not now: it may be starting.
    loop_.Post([call = next->second->shared_from_this()] {
      call->Finish({absl::StatusCode::kDeadlineExceeded, "the service took too long", ""});
    });
  if (first_deadline_ != nullptr) first_deadline_->Cancel();
  first_deadline_ = nullptr;
  first_deadline_at_ = next == calls_.end() ? absl::InfiniteFuture() : next->first;
  if (next == calls_.end()) return;
  first_deadline_ = loop_.After(first_deadline_at_ - now, [this] {
    first_deadline_at_ = absl::InfiniteFuture();
    EndOverdue();
  });
}

std::vector<std::string> Caller::services() const {
  std::vector<std::string> names;
  for (const auto& [name, service] : services_) names.push_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

void Caller::Shutdown() {
  if (std::exchange(is_shut_down_, true)) return;
  if (ticker_ != nullptr) ticker_->Cancel();
  if (first_deadline_ != nullptr) first_deadline_->Cancel();
  for (const auto& [name, service] : services_) {
    service->backend->Close();
    service->waiting.clear();
  }
  while (!calls_.empty())
    calls_.begin()->second->Finish({absl::StatusCode::kUnavailable, "this process ends", ""});
}

}  // namespace steward::rpc
