#include "tools/stewardctl/output.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/util/json_util.h"
#include "platform/json/yaml.h"
#include "platform/status/macros.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/json_text.h"
#include "tools/stewardctl/settings.h"
#include "tools/stewardctl/spelling.h"
#include "tools/stewardctl/terminal.h"

namespace steward::ctl {
namespace {

using google::protobuf::Message;

constexpr char kJsonPathPrefix[] = "jsonpath=";
constexpr char kChoices[] = "table, wide, json, jsonl, yaml, name or jsonpath=PATH";

// In the order of Format; the last begins one.
const std::vector<std::string>& FormatNames() {
  static const auto& names = *new std::vector<std::string>{"table", "wide", "json",         "jsonl",
                                                           "yaml",  "name", kJsonPathPrefix};
  return names;
}

// The field `name`, or the first text there is.
std::string NameOf(const Message& message) {
  const auto& type = *message.GetDescriptor();
  const auto* name = type.FindFieldByName("name");
  if (name != nullptr) return CellOf(message, {name});
  const std::vector<Column> columns = ColumnsOf(type, false);
  return columns.empty() ? "-" : CellOf(message, columns.front().path);
}

std::vector<Column> ColumnsFor(const google::protobuf::Descriptor& type, const Format& format) {
  return ColumnsOf(type, format == Format::kWide);
}

// What the path leads to, with blanks between.
std::string FoundIn(const std::string& json, const JsonPath& path) {
  google::protobuf::Value document;
  if (!google::protobuf::util::JsonStringToMessage(json, &document).ok()) return "";
  const auto text = [](std::string* out, const auto* value) { out->append(TextOf(*value)); };
  const std::string found = absl::StrJoin(path.Find(document), " ", text);
  return StdoutIsTerminal() ? Printable(found) : found;
}

size_t CellWidth(const Format& format) {
  constexpr size_t kCellWidth = 48;
  return format == Format::kTable && StdoutIsTerminal() ? kCellWidth : 0;
}

}  // namespace

std::vector<FlagSpec> OutputFlags() {
  FlagSpec output, plain;
  output.name = "output";
  output.letter = 'o';
  output.placeholder = "FORMAT";
  output.help = kChoices;
  output.values = FormatNames();
  plain.name = "no-color";
  plain.is_switch = true;
  plain.help = "No colours, as with NO_COLOR in the environment";
  return {output, plain};
}

absl::StatusOr<Format> FormatOf(const Words& words, Format otherwise) {
  const auto given = words.Find("output");
  if (!given) return otherwise;
  const auto& names = FormatNames();
  if (absl::StartsWith(*given, kJsonPathPrefix)) {
    ASSIGN_OR_RETURN(JsonPath path, JsonPath::Parse(given->substr(names.back().size())));
    return Format(std::move(path));
  }
  for (size_t i = 0; i + 1 < names.size(); ++i)
    if (*given == names[i]) return Format(static_cast<Format::Kind>(i));
  return WrongUsage(absl::StrCat("--output is ", kChoices, DidYouMean(*given, names)));
}

bool WantsColours(const Words& words, bool is_terminal) {
  return is_terminal && !words.Has("no-color") && Environment("NO_COLOR").empty();
}

std::string FailureFor(const Words& words, const absl::Status& failure) {
  const auto format = FormatOf(words, Format::kTable);
  const bool json = format.ok() && (*format == Format::kJson || *format == Format::kJsonLines);
  return json ? absl::StrCat(FailureJson(failure), "\n")
              : FailureText(failure, WantsColours(words, StderrIsTerminal()));
}

ListPrinter::ListPrinter(Contract& contract, const google::protobuf::Descriptor& type,
                         Format format)
    : contract_(contract),
      format_(std::move(format)),
      table_(ColumnsFor(type, format_), CellWidth(format_)) {}

absl::Status ListPrinter::Print(const std::vector<const Message*>& messages) {
  if (format_ == Format::kTable || format_ == Format::kWide) {
    if (!messages.empty() || !begun_) Write(table_.Render(messages));
    begun_ = true;
    return absl::OkStatus();
  }
  for (const Message* message : messages) {
    RETURN_IF_ERROR(PrintOne(*message));
    begun_ = true;
  }
  return absl::OkStatus();
}

absl::Status ListPrinter::PrintOne(const Message& message) {
  if (format_ == Format::kName) {
    Write(absl::StrCat(NameOf(message), "\n"));
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const std::string json, contract_.ToJson(message));
  if (format_ == Format::kJsonPath) {
    Write(absl::StrCat(FoundIn(json, format_.path()), "\n"));
  } else if (format_ == Format::kJsonLines) {
    Write(absl::StrCat(json, "\n"));
  } else if (format_ == Format::kYaml) {
    Write(absl::StrCat(begun_ ? "---\n" : "", json::ToYaml(json)));
  } else {
    Write(absl::StrCat(begun_ ? ",\n  " : "[\n  ", IndentedJson(json, "  ")));
  }
  return absl::OkStatus();
}

void ListPrinter::End() {
  if (format_ == Format::kJson) Write(begun_ ? "\n]\n" : "[]\n");
}

absl::Status PrintOne(Contract& contract, const Message& message, Format format) {
  if (format == Format::kJson) {
    ASSIGN_OR_RETURN(const std::string json, contract.ToJson(message));
    Write(absl::StrCat(IndentedJson(json), "\n"));
    return absl::OkStatus();
  }
  ListPrinter printer(contract, *message.GetDescriptor(), format);
  RETURN_IF_ERROR(printer.Print({&message}));
  printer.End();
  return absl::OkStatus();
}

}  // namespace steward::ctl
