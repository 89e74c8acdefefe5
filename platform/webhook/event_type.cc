#include "platform/webhook/event_type.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "steward/options/v1/options.pb.h"

namespace steward::webhook {
namespace {

using google::protobuf::Descriptor;

// Where dev, steward, nouns, verb and version are.
constexpr size_t kFirstNoun = 2, kWordsAfterNouns = 2;

// Nothing for what is no event type.
std::vector<std::string> WordsOf(absl::string_view event_type) {
  std::vector<std::string> words = absl::StrSplit(event_type, '.');
  const bool is_long_enough = words.size() > kFirstNoun + kWordsAfterNouns;
  if (!is_long_enough || words[0] != "dev" || words[1] != "steward") words.clear();
  return words;
}

// "ApiKey" of "api_key".
std::string TypeName(absl::string_view noun) {
  std::string name;
  for (absl::string_view part : absl::StrSplit(noun, '_', absl::SkipEmpty()))
    absl::StrAppend(&name, std::string(1, absl::ascii_toupper(part[0])), part.substr(1));
  return name;
}

// How well the message fits the nouns; 0: not at all.
int FitOf(const Descriptor& message, const std::string& first, const std::string& last) {
  const std::string& name = message.name();
  const bool is_near = absl::StartsWith(message.full_name(), absl::StrCat("steward.", first, "."));
  const std::string noun = TypeName(last);
  if (is_near && (name == noun || name == TypeName(first) + noun)) return 3;
  if (is_near && absl::EndsWith(name, noun)) return 2;
  return name == noun ? 1 : 0;
}

}  // namespace

const Descriptor* ResourceOfType(absl::string_view event_type,
                                 const std::vector<const Descriptor*>& messages) {
  const std::vector<std::string> words = WordsOf(event_type);
  if (words.empty()) return nullptr;
  const std::string& last = words[words.size() - kWordsAfterNouns - 1];
  const Descriptor* best = nullptr;
  int best_fit = 0;
  for (const Descriptor* message : messages) {
    if (!message->options().HasExtension(options::v1::resource)) continue;
    const int fit = FitOf(*message, words[kFirstNoun], last);
    if (fit <= best_fit) continue;
    best = message;
    best_fit = fit;
  }
  return best;
}

std::string VerbOf(absl::string_view event_type) {
  const std::vector<std::string> words = WordsOf(event_type);
  return words.empty() ? "" : words[words.size() - kWordsAfterNouns];
}

std::string NameOfType(absl::string_view event_type) {
  const std::vector<std::string> words = WordsOf(event_type);
  std::string name;
  for (size_t i = kFirstNoun; i < words.size(); ++i) name += TypeName(words[i]);
  return name;
}

}  // namespace steward::webhook
