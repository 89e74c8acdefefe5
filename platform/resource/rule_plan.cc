#include "platform/resource/rule_plan.h"

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "google/protobuf/stubs/logging.h"
#include "steward/options/v1/options.pb.h"

namespace steward::resource {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr int kMaxItemsDefault = 100;

class Plans {
 public:
  const MessagePlan& Of(const Descriptor* type) {
    {
      std::shared_lock lock(mutex_);
      if (auto it = plans_.find(type); it != plans_.end()) return *it->second;
    }
    std::lock_guard lock(mutex_);
    return *Build(type);
  }

 private:
  // Holds the lock. The plan is registered before its fields are planned, so that recursive types
  // end.
  const MessagePlan* Build(const Descriptor* type) {
    auto [it, inserted] = plans_.try_emplace(type);
    if (!inserted) return it->second.get();
    it->second = std::make_unique<MessagePlan>();
    MessagePlan* plan = it->second.get();
    plan->type = type;
    if (type->full_name() == "google.protobuf.Timestamp")
      plan->kind = MessagePlan::Kind::kTimestamp;
    else if (type->full_name() == "google.protobuf.Duration")
      plan->kind = MessagePlan::Kind::kDuration;
    plan->is_update = type->FindFieldByName("update_mask") != nullptr;
    if (type->options().HasExtension(options::v1::resource)) {
      plan->name = type->FindFieldByName("name");
      plan->collection = type->options().GetExtension(options::v1::resource).collection();
    }
    for (int i = 0; i < type->field_count(); ++i) AddField(type->field(i), plan);
    return plan;
  }

  void AddField(const FieldDescriptor* field, MessagePlan* plan) {
    const auto& rules = field->options().GetExtension(options::v1::field);
    if (rules.output_only()) {
      plan->output_only.push_back(field);
      return;
    }
    const bool is_message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (is_message && field->message_type()->full_name() == "google.protobuf.FieldMask") return;
    FieldPlan entry;
    entry.field = field;
    entry.required = rules.required();
    entry.max_len = rules.max_len();
    entry.max_items = rules.max_items() > 0 ? rules.max_items() : kMaxItemsDefault;
    entry.reference = rules.reference();
    if (!rules.pattern().empty()) {
      entry.pattern = std::make_unique<RE2>(rules.pattern());
      GOOGLE_CHECK(entry.pattern->ok()) << field->full_name() << ": " << entry.pattern->error();
    }
    if (is_message) {
      plan->messages.push_back(field);
      entry.check = FieldPlan::Check::kMessage;
      entry.child = Build(field->message_type());
    } else if (field->type() == FieldDescriptor::TYPE_STRING) {
      entry.check = FieldPlan::Check::kString;
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      entry.check = FieldPlan::Check::kEnum;
    } else if (field->name() == "page_size" &&
               field->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
      entry.check = FieldPlan::Check::kPageSize;
    } else if (!entry.required && !field->is_repeated()) {
      return;
    }
    plan->fields.push_back(std::move(entry));
  }

  std::shared_mutex mutex_;
  absl::flat_hash_map<const Descriptor*, std::unique_ptr<MessagePlan>> plans_;
};

}  // namespace

const MessagePlan& PlanOf(const Descriptor* type) {
  static auto* const plans = new Plans;
  return plans->Of(type);
}

}  // namespace steward::resource
