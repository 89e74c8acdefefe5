#include "tests/performance/load/options.h"

#include <cstdio>
#include <cstdlib>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace steward::bench {
namespace {

[[noreturn]] void Refuse(absl::string_view word) {
  std::fprintf(stderr, "Wrong or missing: %.*s\n%s", static_cast<int>(word.size()), word.data(),
               kUsage);
  std::exit(2);
}

class Words {
 public:
  Words(int argc, char** argv) {
    for (int i = 1; i < argc; i += 2) {
      const absl::string_view name = argv[i];
      if (name == "--help") {
        std::fputs(kUsage, stdout);
        std::exit(0);
      }
      if (i + 1 == argc || !values_.emplace(name, argv[i + 1]).second) Refuse(name);
    }
  }

  // Each takes its word away, so that what remains is unknown.
  void Take(absl::string_view name, std::string* value) {
    if (auto node = values_.extract(name)) *value = node.mapped();
  }
  template <class Number>
  void TakeNumber(absl::string_view name, Number* value) {
    auto node = values_.extract(name);
    if (!node) return;
    double number = 0;
    if (!absl::SimpleAtod(node.mapped(), &number) || number < 0) Refuse(name);
    *value = static_cast<Number>(number);
  }
  void RefuseOthers() const {
    if (!values_.empty()) Refuse(values_.begin()->first);
  }

 private:
  absl::flat_hash_map<std::string, std::string> values_;
};

Operation OperationOf(absl::string_view name) {
  if (name == "create") return Operation::kCreate;
  if (name == "update") return Operation::kUpdate;
  if (name == "get") return Operation::kGet;
  if (name == "list") return Operation::kList;
  Refuse("--op");
}

}  // namespace

Options ParseOptions(int argc, char** argv) {
  Words words(argc, argv);
  Options options;
  std::string operation, targets;
  words.Take("--op", &operation);
  words.Take("--targets", &targets);
  words.Take("--identity-key", &options.identity_key);
  words.Take("--key-id", &options.key_id);
  words.Take("--tokens", &options.tokens);
  words.Take("--issuer-key", &options.issuer_key);
  words.Take("--issuer", &options.issuer);
  words.Take("--header", &options.header);
  words.TakeNumber("--outstanding", &options.outstanding);
  words.TakeNumber("--channels", &options.channels);
  words.TakeNumber("--tenants", &options.tenants);
  words.TakeNumber("--warm-up", &options.warm_up_seconds);
  words.TakeNumber("--seconds", &options.seconds);
  words.TakeNumber("--rate", &options.rate);
  words.TakeNumber("--id-first", &options.id_first);
  words.TakeNumber("--id-count", &options.id_count);
  words.RefuseOthers();
  options.operation = OperationOf(operation);
  options.targets = absl::StrSplit(targets, ',', absl::SkipEmpty());
  if (options.targets.empty()) Refuse("--targets");
  if (options.outstanding < 1 || options.channels < 1 || options.tenants < 1 ||
      options.id_count < 1)
    Refuse("a number of 0");
  return options;
}

}  // namespace steward::bench
