#include "tests/performance/load/answer.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include "steward/ticket/v1/ticket.pb.h"

namespace steward::bench {
namespace {

using google::protobuf::internal::WireFormatLite;

absl::optional<Answer> ReadPage(absl::string_view bytes) {
  google::protobuf::io::CodedInputStream input(reinterpret_cast<const uint8_t*>(bytes.data()),
                                               static_cast<int>(bytes.size()));
  Answer answer;
  int tickets = 0;
  while (uint32_t tag = input.ReadTag()) {
    uint32_t size = 0;
    if (WireFormatLite::GetTagWireType(tag) != WireFormatLite::WIRETYPE_LENGTH_DELIMITED ||
        !input.ReadVarint32(&size))
      return absl::nullopt;
    if (WireFormatLite::GetTagFieldNumber(tag) == 1) {
      ++tickets;
      if (!input.Skip(static_cast<int>(size))) return absl::nullopt;
    } else if (!input.ReadString(&answer.page_token, static_cast<int>(size))) {
      return absl::nullopt;
    }
  }
  if (tickets != kPageSize && !answer.page_token.empty()) return absl::nullopt;
  return answer;
}

// The value of a string member that needs no unescaping; empty when there is none.
std::string Member(absl::string_view json, absl::string_view key) {
  const size_t found = json.find(key);
  if (found == absl::string_view::npos) return "";
  const size_t begin = json.find('"', found + key.size()) + 1;
  return std::string(json.substr(begin, json.find('"', begin) - begin));
}

}  // namespace

absl::optional<Answer> ReadMessage(Action action, absl::string_view bytes) {
  if (action == Action::kList) return ReadPage(bytes);
  ticket::v1::Ticket ticket;
  if (!ticket.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || ticket.name().empty())
    return absl::nullopt;
  return Answer{ticket.name(), ""};
}

absl::optional<Answer> ReadJson(Action action, absl::string_view json) {
  Answer answer;
  if (action == Action::kList) {
    answer.page_token = Member(json, "\"nextPageToken\":");
    if (json.find("\"tickets\":") == absl::string_view::npos) return absl::nullopt;
  } else {
    answer.name = Member(json, "\"name\":");
    if (answer.name.empty()) return absl::nullopt;
  }
  return answer;
}

}  // namespace steward::bench
