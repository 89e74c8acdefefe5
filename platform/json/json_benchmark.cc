// Compares our JSON conversion with protobuf's on a ticket with twenty fields set. With --summary
// prints one line of JSON with the microseconds per conversion instead of a table.

#include <benchmark/benchmark.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <iterator>
#include <vector>

#include "platform/json/parse.h"
#include "platform/json/print.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::json {
namespace {

using google::protobuf::util::JsonStringToMessage;
using google::protobuf::util::MessageToJsonString;
using ticket::v1::Ticket;

Ticket FilledTicket() {
  Ticket ticket;
  ticket.set_name("tickets/INC-1042");
  ticket.set_kind(Ticket::INCIDENT);
  ticket.set_title("VPN is down for the whole sales team");
  ticket.set_description(
      "Since 8:40 nobody in the \"sales\" group can connect.\n"
      "Error 809 on Windows, no answer on Mac.");
  ticket.set_state(Ticket::RESOLVED);
  ticket.set_impact(Ticket::HIGH);
  ticket.set_urgency(Ticket::MEDIUM);
  ticket.set_priority(Ticket::P2);
  ticket.set_requester("users/alice");
  ticket.set_assignee("users/bob");
  ticket.set_assignment_group("groups/network");
  ticket.set_resolution_code(Ticket::FIXED);
  ticket.set_resolution_notes("Replaced the expired certificate of the gateway.");
  ticket.set_reopen_count(1);
  ticket.set_creator("users/alice");
  ticket.mutable_create_time()->set_seconds(1700000000);
  ticket.mutable_create_time()->set_nanos(123456000);
  ticket.mutable_update_time()->set_seconds(1700003600);
  ticket.mutable_resolve_time()->set_seconds(1700003600);
  ticket.mutable_resolve_time()->set_nanos(5000000);
  ticket.mutable_close_time()->set_seconds(1700090000);
  ticket.set_etag("W/\"17-f3a9\"");
  return ticket;
}

const MessageTable& Table() { return *Schema::Generated().Get(Ticket::descriptor()); }

struct Sample {
  Ticket ticket = FilledTicket();
  std::string wire = ticket.SerializeAsString();
  std::string json;

  Sample() { PrintJson(Table(), wire, &json).IgnoreError(); }
};

void ParseOurs(const Sample& sample) {
  std::string wire;
  benchmark::DoNotOptimize(ParseJson(Table(), sample.json, {}, &wire));
  benchmark::DoNotOptimize(wire);
}

// Both ways of protobuf go through the message that its conversion works on.
void ParseProtobuf(const Sample& sample) {
  Ticket ticket;
  benchmark::DoNotOptimize(JsonStringToMessage(sample.json, &ticket));
  benchmark::DoNotOptimize(ticket);
}

void PrintOurs(const Sample& sample) {
  std::string json;
  benchmark::DoNotOptimize(PrintJson(Table(), sample.wire, &json));
  benchmark::DoNotOptimize(json);
}

void PrintProtobuf(const Sample& sample) {
  std::string json;
  benchmark::DoNotOptimize(MessageToJsonString(sample.ticket, &json));
  benchmark::DoNotOptimize(json);
}

using Convert = void (*)(const Sample&);

// CPU time of this thread, which other processes do not lengthen as they do wall-clock time.
double CpuMicroseconds() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

// The median of many short rounds. Each round runs all conversions in turn, so that what disturbs
// the machine disturbs all of them.
void PrintSummary() {
  constexpr int kRounds = 201;
  constexpr int kCalls = 50;
  constexpr Convert kConverts[] = {ParseOurs, ParseProtobuf, PrintOurs, PrintProtobuf};
  const Sample sample;
  std::vector<double> spent[std::size(kConverts)];
  for (int round = 0; round < kRounds; ++round) {
    for (size_t i = 0; i < std::size(kConverts); ++i) {
      const double start = CpuMicroseconds();
      for (int call = 0; call < kCalls; ++call) kConverts[i](sample);
      spent[i].push_back((CpuMicroseconds() - start) / kCalls);
    }
  }
  for (auto& times : spent)
    std::nth_element(times.begin(), times.begin() + kRounds / 2, times.end());
  const auto median = [&](int i) { return spent[i][kRounds / 2]; };
  std::printf(
      "{\"parse_ours_us\":%.3f,\"parse_protobuf_us\":%.3f,\"print_ours_us\":%.3f,"
      "\"print_protobuf_us\":%.3f}\n",
      median(0), median(1), median(2), median(3));
}

template <void (*convert)(const Sample&)>
void Run(benchmark::State& state) {
  const Sample sample;
  for (auto _ : state) convert(sample);
}

BENCHMARK(Run<ParseOurs>)->Name("ParseOurs");
BENCHMARK(Run<ParseProtobuf>)->Name("ParseProtobuf");
BENCHMARK(Run<PrintOurs>)->Name("PrintOurs");
BENCHMARK(Run<PrintProtobuf>)->Name("PrintProtobuf");

}  // namespace
}  // namespace steward::json

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--summary") == 0) {
      steward::json::PrintSummary();
      return 0;
    }
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
