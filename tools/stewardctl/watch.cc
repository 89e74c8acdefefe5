#include "tools/stewardctl/watch.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "platform/status/macros.h"
#include "tools/stewardctl/cursor_file.h"
#include "tools/stewardctl/event_filter.h"
#include "tools/stewardctl/event_types.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/replay.h"
#include "tools/stewardctl/request.h"
#include "tools/stewardctl/terminal.h"

namespace steward::ctl {
namespace {

using event::v1::WatchResponse;

constexpr int kFirstAttempts = 4;
constexpr absl::Duration kFirstPause = absl::Milliseconds(200);
constexpr absl::Duration kLongestPause = absl::Seconds(5);

std::vector<FlagSpec> Flags() {
  return {
      MakeFlag("from", "PLACE", "earliest, now or a cursor"),
      MakeFlag("type", "TYPES", "Types of events, such as dev.steward.ticket.*; may be repeated"),
      MakeFlag("cursor-file", "FILE",
               "Keeps the place after each event, and goes on there when it is started again")};
}

// A replay takes none: silence tells it that all was read, and a filter makes silence.
std::vector<FlagSpec> WatchFlags() {
  std::vector<FlagSpec> flags = Flags();
  flags.push_back(MakeFlag("filter", "FILTER", "Of events, such as 'actor = \"users/alice\"'"));
  return flags;
}

// Prints events as they come. JSON has one line for each message.
class EventPrinter {
 public:
  EventPrinter(Contract& contract, Format format)
      : contract_(contract),
        type_(*contract.FindMessage(WatchResponse::descriptor()->full_name())),
        printer_(contract, type_, format == Format::kJson ? Format(Format::kJsonLines) : format),
        names_only_(format == Format::kName) {}

  absl::Status Print(const WatchResponse& message) {
    if (names_only_) {
      Write(absl::StrCat(Printable(message.event().resource_name()), "\n"));
      return absl::OkStatus();
    }
    const auto row = contract_.New(type_);
    row->ParseFromString(message.SerializeAsString());
    return printer_.Print({row.get()});
  }

 private:
  Contract& contract_;
  const google::protobuf::Descriptor& type_;
  ListPrinter printer_;
  const bool names_only_;
};

// Where to begin: the place that the file keeps, else --from.
absl::StatusOr<std::string> Beginning(const Words& words, absl::string_view otherwise) {
  std::string from = words.FindOr("from", otherwise);
  if (const auto path = words.Find("cursor-file")) {
    ASSIGN_OR_RETURN(const std::string kept, ReadCursor(*path));
    if (!kept.empty()) from = kept;
  }
  return from;
}

absl::Status Watch(const Invocation& invocation, const EventFilter& filter, bool replay) {
  const Words& words = invocation.words;
  if (replay && words.FindOr("until", "now") != "now")
    return WrongUsage("--until is now; 'events watch' never ends.");
  RETURN_IF_ERROR(CheckEventTypes(invocation.contract, "--type", filter.types));
  ASSIGN_OR_RETURN(const Format format, FormatOf(words, Format::kTable));
  event::v1::WatchRequest request;
  request.set_filter(words.FindOr("filter", ""));
  ASSIGN_OR_RETURN(*request.mutable_from(), Beginning(words, replay ? "earliest" : "now"));
  ASSIGN_OR_RETURN(const auto client, invocation.Connect());
  EventPrinter printer(invocation.contract, format);
  const auto cursor_file = words.Find("cursor-file");
  Replay progress(absl::Now());
  auto idle_since = std::chrono::steady_clock::now();
  const auto receive = [&](const WatchResponse& message, bool is_first) -> absl::StatusOr<bool> {
    const auto waited = absl::FromChrono(std::chrono::steady_clock::now() - idle_since);
    if (replay && progress.IsOver(message, is_first, waited)) return false;
    if (message.has_event() && filter.Wants(message.event()))
      RETURN_IF_ERROR(printer.Print(message));
    if (cursor_file) RETURN_IF_ERROR(WriteCursor(*cursor_file, message.cursor()));
    idle_since = std::chrono::steady_clock::now();
    return true;
  };
  return Follower(*client, invocation.contract, *invocation.catalog.Find("events", "watch"))
      .Follow(std::move(request), receive);
}

EventFilter FilterOf(const Words& words) { return {Several(words, "type"), "", {}}; }

BuiltIn NounWatch(const std::string& noun, const std::string& collection) {
  const auto run = [collection](const Invocation& invocation) -> absl::Status {
    EventFilter filter = FilterOf(invocation.words);
    filter.collection = collection;
    for (const std::string& word : invocation.words.plain()) {
      ASSIGN_OR_RETURN(const std::string name, FullName(collection, word));
      filter.names.push_back(name);
    }
    return Watch(invocation, filter, false);
  };
  return {absl::StrCat(noun, " watch"), "[NAME…]", "Prints their changes as they happen",
          WatchFlags(), run};
}

}  // namespace

absl::Status Follower::Follow(event::v1::WatchRequest place, const Receive& receive) {
  bool begun = false;
  absl::Duration pause = kFirstPause;
  for (int attempt = 1;; ++attempt) {
    const auto request = contract_.New(watch_.request());
    request->ParseFromString(place.SerializeAsString());
    bool is_first = true;
    bool wanted = true;
    const absl::Status status =
        client_.Stream(*watch_.method, *request, [&](Reply reply) -> absl::StatusOr<bool> {
          WatchResponse message;
          message.ParseFromString(reply->SerializeAsString());
          EndProgress();
          ASSIGN_OR_RETURN(wanted, receive(message, std::exchange(is_first, false)));
          place.set_from(message.cursor());
          begun = true;
          attempt = 0;
          pause = kFirstPause;
          return wanted;
        });
    if (!wanted) return absl::OkStatus();
    if (!status.ok() && !absl::IsUnavailable(status)) return status;
    if (!status.ok() && !begun && attempt >= kFirstAttempts) return status;
    if (status.ok() && attempt == 0) continue;
    ShowProgress("Steward cannot be reached; trying again …");
    absl::SleepFor(pause);
    pause = std::min(2 * pause, kLongestPause);
  }
}

std::vector<std::string> Several(const Words& words, absl::string_view flag) {
  std::vector<std::string> values;
  for (const std::string& value : words.All(flag))
    for (absl::string_view each : absl::StrSplit(value, ',', absl::SkipEmpty()))
      values.emplace_back(each);
  return values;
}

std::vector<BuiltIn> WatchCommands(const Catalog& catalog) {
  std::vector<FlagSpec> replay_flags = Flags();
  replay_flags.push_back(MakeFlag("until", "now", "Ends when what was kept is printed"));
  std::vector<BuiltIn> commands = {
      {"events watch", "", "Prints all changes as they happen", WatchFlags(),
       [](const Invocation& each) { return Watch(each, FilterOf(each.words), false); }},
      {"events replay", "", "Prints the changes that are kept and ends", replay_flags,
       [](const Invocation& each) { return Watch(each, FilterOf(each.words), true); }}};
  for (const std::string& noun : catalog.Nouns()) {
    const auto* resource = catalog.ResourceOf(noun);
    const std::string collection = resource == nullptr ? "" : CollectionOf(*resource);
    if (!collection.empty()) commands.push_back(NounWatch(noun, collection));
  }
  return commands;
}

}  // namespace steward::ctl
