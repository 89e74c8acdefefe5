#include "tools/stewardctl/listen.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/crypto/random.h"
#include "platform/status/macros.h"
#include "platform/webhook/carried.h"
#include "platform/webhook/cloud_event.h"
#include "platform/webhook/resource_printer.h"
#include "platform/webhook/secret.h"
#include "platform/webhook/signer.h"
#include "tools/stewardctl/event_filter.h"
#include "tools/stewardctl/event_types.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/local_post.h"
#include "tools/stewardctl/terminal.h"
#include "tools/stewardctl/watch.h"

namespace steward::ctl {
namespace {

constexpr int kAttempts = 3;
constexpr absl::Duration kPause = absl::Seconds(1);

// Delivers to one URL with one secret.
class Deliverer {
 public:
  Deliverer(const Invocation& invocation, std::string url, std::string tenant)
      : rule_(&invocation.contract.api().pool()),
        colours_(invocation.Colours()),
        tenant_(std::move(tenant)),
        key_(crypto::RandomBytes(webhook::kSecretRandomBytes)),
        print_(webhook::PrintBySchema(invocation.contract.schema())),
        post_(std::move(url)) {}

  std::string secret() const { return webhook::FormatSecret(key_); }

  absl::Status Deliver(event::v1::Event event) {
    const auto carried = webhook::MakeCarried(rule_, &event);
    if (!carried.ok()) {
      // What was added to the contract since this program was built.
      Complain(absl::StrCat(Printable(event.type()), ": not known here, and not posted.\n"));
      return absl::OkStatus();
    }
    if (!*carried) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::string body,
                     webhook::RenderCloudEvent(event, {tenant_, ""}, print_));
    for (int attempt = 1; attempt <= kAttempts; ++attempt) {
      if (attempt > 1) absl::SleepFor(kPause);
      ASSIGN_OR_RETURN(const auto headers, webhook::Sign(event.id(), absl::Now(), body, {key_}));
      const long status = post_.Send(headers, body);
      Report(event, status);
      if (status != 0 && status != 429 && status < 500) break;
    }
    return absl::OkStatus();
  }

 private:
  void Report(const event::v1::Event& event, long status) const {
    const bool good = status >= 200 && status < 300;
    const std::string answer = status == 0 ? "no answer" : absl::StrCat(status);
    Write(absl::StrCat(Coloured(good ? Colour::kGreen : Colour::kRed, answer, colours_), "  ",
                       Printable(event.type()), "  ", Printable(event.resource_name()), "\n"));
  }

  access::EventRule rule_;
  const bool colours_;
  const std::string tenant_;
  const std::string key_;
  const webhook::ResourcePrinter print_;
  LocalPost post_;
};

absl::Status Listen(const Invocation& invocation) {
  const Words& words = invocation.words;
  const std::string url = words.FindOr("forward-to", "");
  if (!absl::StartsWith(url, "http://") && !absl::StartsWith(url, "https://"))
    return WrongUsage("Say where to: --forward-to http://127.0.0.1:PORT/path");
  const EventFilter filter{Several(words, "types"), "", {}};
  RETURN_IF_ERROR(CheckEventTypes(invocation.contract, "--types", filter.types));
  ASSIGN_OR_RETURN(const auto client, invocation.Connect());
  Deliverer deliverer(invocation, url, words.FindOr("tenantid", words.FindOr("tenant", "local")));
  Complain(absl::StrCat("Secret of the signatures: ", deliverer.secret(), "\n"));
  bool ready = false;
  const auto receive = [&](const event::v1::WatchResponse& message, bool) -> absl::StatusOr<bool> {
    if (!std::exchange(ready, true)) Complain("Ready.\n");
    if (message.has_event() && filter.Wants(message.event()))
      RETURN_IF_ERROR(deliverer.Deliver(message.event()));
    return true;
  };
  event::v1::WatchRequest request;
  request.set_from(words.FindOr("from", "now"));
  return Follower(*client, invocation.contract, *invocation.catalog.Find("events", "watch"))
      .Follow(std::move(request), receive);
}

}  // namespace

BuiltIn ListenCommand() {
  return {
      "listen",
      "",
      "Posts events to a local port as webhook deliveries, signed with a secret that it prints",
      {MakeFlag("forward-to", "URL", "Where to, such as http://127.0.0.1:8080/hook"),
       MakeFlag("types", "TYPES", "Types of events, such as dev.steward.ticket.*; may be repeated"),
       MakeFlag("from", "PLACE", "earliest, now or a cursor"),
       MakeFlag("tenantid", "NAME", "tenantid of the deliveries; else --tenant, or local")},
      Listen};
}

}  // namespace steward::ctl
