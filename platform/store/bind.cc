#include "platform/store/bind.h"

#include <string>
#include <variant>

namespace steward::store {

void Bind(const std::vector<resource::Value>& values, pg::Params* params) {
  struct Binder {
    pg::Params* out;
    void operator()(const std::string& value) { out->Text(value); }
    void operator()(int64_t value) { out->Int(value); }
    void operator()(double value) { out->Double(value); }
    void operator()(bool value) { out->Bool(value); }
    void operator()(absl::Time value) { out->Time(value); }
    void operator()(const std::vector<std::string>& value) { out->TextArray(value); }
  };
  for (const resource::Value& value : values) std::visit(Binder{params}, value);
}

}  // namespace steward::store
