#include "platform/caller/backend.h"

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <utility>

#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "platform/observe/log.h"

namespace steward::rpc {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

// Replicas come and go; and when none answers, they may be elsewhere.
constexpr absl::Duration kResolveEvery = absl::Seconds(30), kResolveAfterFailure = absl::Seconds(2);

}  // namespace

// Its answers die with the backend.
class Backend::Resolver {
 public:
  explicit Resolver(Backend& backend) : backend_(backend), resolver_(backend.loop_.io()) {}

  void Ask(size_t name) {
    const Name& asked = backend_.names_[name];
    resolver_.async_resolve(
        asked.host, asked.port,
        [this, name, alive = std::weak_ptr<bool>(alive_)](const error_code& failed,
                                                          const tcp::resolver::results_type& all) {
          if (alive.expired()) return;
          std::vector<Address> addresses;
          for (const auto& each : all)
            addresses.push_back({each.endpoint().address().to_string(), each.endpoint().port()});
          backend_.OnResolved(name, std::move(addresses), !failed);
        });
  }

 private:
  Backend& backend_;
  tcp::resolver resolver_;
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>();
};

Backend::Backend(Loop& loop, const std::string& service, const std::string& target,
                 const std::shared_ptr<const Tls>& tls, std::function<void()> changed)
    : loop_(loop),
      options_{service, tls},
      changed_(std::move(changed)),
      resolver_(std::make_unique<Resolver>(*this)) {
  for (absl::string_view each : absl::StrSplit(target, '|')) {
    absl::ConsumePrefix(&each, "dns:///");
    const size_t colon = each.rfind(':');
    absl::string_view host = each.substr(0, colon);
    absl::ConsumePrefix(&host, "[");
    absl::ConsumeSuffix(&host, "]");
    const auto port = colon == absl::string_view::npos ? "" : each.substr(colon + 1);
    names_.push_back({std::string(host), std::string(port), {}});
  }
}

Backend::~Backend() { Close(); }

void Backend::Resolve(size_t name) {
  ++resolving_;
  resolver_->Ask(name);
}

void Backend::OnResolved(size_t name, std::vector<Address> addresses, bool ok) {
  --resolving_;
  if (!ok) {
    if (!std::exchange(has_failed_, true))
      observe::Log(observe::Level::kWarning, "no address for a service",
                   {{"backend", options_.service}, {"host", names_[name].host}});
    // Those that are known go on.
    return changed_();
  }
  has_failed_ = false;
  names_[name].addresses = std::move(addresses);
  Rearrange();
  changed_();
}

void Backend::Rearrange() {
  std::vector<Address> wanted;
  for (const Name& name : names_)
    for (const Address& address : name.addresses)
      if (std::find(wanted.begin(), wanted.end(), address) == wanted.end())
        wanted.push_back(address);
  auto is_gone = [&](const auto& replica) {
    return std::find(wanted.begin(), wanted.end(), replica->address()) == wanted.end();
  };
  replicas_.erase(std::remove_if(replicas_.begin(), replicas_.end(), is_gone), replicas_.end());
  for (const Address& address : wanted) {
    auto is_it = [&](const auto& replica) { return replica->address() == address; };
    if (std::none_of(replicas_.begin(), replicas_.end(), is_it))
      replicas_.push_back(std::make_unique<Replica>(loop_, options_, address, changed_));
  }
}

std::shared_ptr<http2::Connection> Backend::Pick() {
  for (size_t i = 0; i < replicas_.size(); ++i) {
    Replica& replica = *replicas_[next_++ % replicas_.size()];
    if (auto connection = replica.connection()) return connection;
  }
  return nullptr;
}

bool Backend::is_hopeful() const {
  if (replicas_.empty() && !has_failed_) return true;
  return std::any_of(replicas_.begin(), replicas_.end(),
                     [](const auto& replica) { return replica->is_hopeful(); });
}

bool Backend::is_connected() const {
  return std::any_of(replicas_.begin(), replicas_.end(),
                     [](const auto& replica) { return replica->connection() != nullptr; });
}

void Backend::Tick(absl::Time now) {
  for (const auto& replica : replicas_) replica->Tick(now);
  const absl::Duration pause = is_connected() ? kResolveEvery : kResolveAfterFailure;
  if (resolving_ > 0 || now < resolved_ + pause) return;
  resolved_ = now;
  for (size_t i = 0; i < names_.size(); ++i) Resolve(i);
}

void Backend::Close() {
  resolver_ = nullptr;
  for (const auto& replica : replicas_) replica->Close();
}

}  // namespace steward::rpc
